"""Rows A1, A10 to A16 and T4: alerts of an application without a server, as they arrive."""

import hashlib
import hmac
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from kit_support.channels import Mailbox, Webhooks, mailbox, webhooks
from kit_support.recorder import Recorder
from kit_support.running import free_port, running, wait_until
from kit_support.server import Project
from kit_support.sites import Site, Sites, python
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis, RedisError
from seismo_django import conf
from seismo_django.alerts import SlackNotifier
from seismo_django.alerts.channels import discord, http, pagerduty, slack
from seismo_django.alerts.channels.http import NotSent, post
from seismo_django.alerts.message import Alert
from seismo_django.alerts.server import alerts_itself
from seismo_django.commands import alerts as command

SECRET = "fake-webhook-secret"
TO = ["email", "slack", "discord", "pagerduty", "webhook"]


@dataclass(frozen=True, slots=True)
class Alone:
    """A site without a server, and everybody whom it alerts."""

    site: Site
    hooks: Webhooks
    mails: Mailbox


def channels(hooks: Webhooks) -> dict[str, Any]:
    return {
        "SLACK_WEBHOOK_URL": f"{hooks.url}/slack",
        "SLACK_CHANNEL": "#engineering-alerts",
        "DISCORD_WEBHOOK_URL": f"{hooks.url}/discord",
        "PAGERDUTY_ROUTING_KEY": "fake-routing-key",
        "PAGERDUTY_URL": f"{hooks.url}/pagerduty",
        "WEBHOOK_URL": f"{hooks.url}/webhook",
        "WEBHOOK_SECRET": SECRET,
    }


@pytest.fixture(scope="module")
def hooks() -> Iterator[Webhooks]:
    with webhooks() as listening:
        yield listening


@pytest.fixture(scope="module")
def alone(hooks: Webhooks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    """Two errors of one view were raised in it."""
    logins = "count(login.failed, role=Head) > 5 in 1m"
    rules = [
        {"name": "Critical Errors", "when": "new_issue", "to": TO},
        {"name": "Logins", "when": logins, "to": "slack"},
    ]
    with mailbox() as mails, ExitStack() as stack:
        site = Sites(tmp_path_factory.mktemp("alone"), stack).start(
            {"ALERTS": {"RULES": rules, **channels(hooks)}, "USER_ROLE": "groups"},
            SENTRY_ALERT_EMAIL_RECIPIENTS="oncall@example.test,engineering@example.test",
            SITE_SMTP_PORT=str(mails.port),
        )
        site.get("/shout/")
        site.get("/shout/")
        site.get("/boom/")
        mails.wait_for(2)
        hooks.wait_for("/webhook", 2)
        yield Alone(site, hooks, mails)


def test_A1_the_first_error_of_an_issue_is_mailed_and_the_second_is_not(alone: Alone) -> None:
    assert [mail["Subject"] for mail in alone.mails.mails] == [
        "[Django] [production] LookupError: <!channel> @everyone *stop*",
        "[Django] [production] RuntimeError: boom",
    ]


def test_A13_a_mail_goes_to_all_recipients(alone: Alone) -> None:
    mail = alone.mails.mails[0]
    assert mail["X-Recipients"] == "oncall@example.test, engineering@example.test"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_A10_slack_gets_blocks_in_its_channel(alone: Alone) -> None:
    message = alone.hooks.wait_for("/slack", 2)[1].json()
    assert message["channel"] == "#engineering-alerts"
    blocks = message["attachments"][0]["blocks"]
    assert blocks[0]["text"]["text"] == "RuntimeError: boom"
    fields = [field["text"] for block in blocks for field in block.get("fields", ())]
    assert "*Where*\n/boom/" in fields


def test_A10_text_of_an_error_wakes_nobody_in_slack(alone: Alone) -> None:
    body = alone.hooks.to("/slack")[0].body.decode()
    assert "<!channel>" not in json.dumps({**json.loads(body), "attachments": []})
    assert "&lt;!channel&gt;" in body


def test_A11_discord_gets_an_embed_that_mentions_nobody(alone: Alone) -> None:
    message = alone.hooks.wait_for("/discord", 2)[0].json()
    assert message["allowed_mentions"] == {"parse": []}
    assert "@everyone" not in message["embeds"][0]["title"]


def test_A12_pagerduty_gets_a_trigger_with_a_key_that_stays(alone: Alone) -> None:
    first, second = (call.json() for call in alone.hooks.wait_for("/pagerduty", 2))
    assert (first["event_action"], first["routing_key"]) == ("trigger", "fake-routing-key")
    assert first["dedup_key"].startswith("seismo-")
    assert first["dedup_key"] != second["dedup_key"]
    assert second["payload"]["summary"] == "RuntimeError: boom"
    assert second["payload"]["severity"] == "error"


def test_A16_the_webhook_is_signed(alone: Alone) -> None:
    call = alone.hooks.to("/webhook")[0]
    signed = f"{call.headers['X-Seismo-Timestamp']}.".encode() + call.body
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert call.headers["X-Seismo-Signature"] == expected
    assert call.json()["alert"]["culprit"] == "/shout/"


def test_what_was_sent_is_in_the_log_of_alerts(alone: Alone) -> None:
    code = (
        "from seismo_django.models import AlertLog\n"
        "print(AlertLog.objects.filter(rule='Critical Errors', is_sent=True).count())"
    )
    wait_until(
        lambda: python(alone.site.environment, code).strip() == "10",
        lambda: "two alerts to five channels",
    )


def test_O13_errors_are_counted_by_their_class(alone: Alone) -> None:
    text = alone.site.get("/metrics").text
    assert 'seismo_errors_total{type="LookupError"} 2' in text


def failed_logins(site: Site) -> dict[str, float]:
    """By role and reason."""
    families = text_string_to_metric_families(site.get("/metrics").text)
    samples = [sample for family in families for sample in family.samples]
    return {
        f"{sample.labels['role']} {sample.labels['reason']}": sample.value
        for sample in samples
        if sample.name == "seismo_login_failed_total"
    }


def slack_titles(alone: Alone) -> list[str]:
    messages = [call.json()["attachments"][0] for call in alone.hooks.to("/slack")]
    return [message["blocks"][0]["text"]["text"] for message in messages]


def test_A7_six_failed_logins_of_a_role_alert(alone: Alone) -> None:
    for name in ("new", "nobody", *["jane"] * 5):
        alone.site.get(f"/log-in/{name}/")
    wait_until(lambda: sum(failed_logins(alone.site).values()) == 7, lambda: "seven failed logins")
    assert failed_logins(alone.site) == {"Head password": 5, " unknown": 2}
    alone.site.get("/log-in/jane/")
    title = "Logins: 6 times login.failed (role Head) in 1 minute"
    wait_until(lambda: title in slack_titles(alone), lambda: title)


def test_T4_a_test_message_reaches_the_channel_that_is_named(alone: Alone) -> None:
    said = alone.site.manage("seismo", "alerts", "test", "--channel", "slack")
    assert "slack: Sent." in said
    assert "Test of alerts" in slack_titles(alone)


@pytest.fixture
def said(hooks: Webhooks) -> Iterator[Callable[..., str]]:
    """What `seismo alerts list` prints under these settings and variables."""

    def listed(alerts: dict[str, Any], **variables: str) -> str:
        conf.use(conf.read({"ALERTS": alerts}, variables, debug=False))
        out = StringIO()
        command.run({"deed": "list", "channel": [], "json": False}, out)
        return out.getvalue()

    yield listed
    conf.forget()


def test_the_list_tells_rules_and_who_gets_them(said: Callable[..., str]) -> None:
    told = said({"RULES": [{"name": "High", "when": "errors > 10 in 5m", "to": TO, "every": "1h"}]})
    assert "High: errors > 10 in 5m: to email, slack, discord, pagerduty, webhook, once in" in told
    assert "No server that alerts takes the errors" in told


@pytest.mark.parametrize(
    ("alerts", "variables", "told"),
    [
        ({}, {"DJANGO_ENV": "staging"}, "staging does not alert"),
        ({"MODE": "off"}, {}, "alerts nobody"),
        (
            {"RULES": [{"when": "p95(duration) > 2s in 10m", "to": "email"}]},
            {},
            "only a Seismo server",
        ),
        ({}, {}, "goes to nobody"),
    ],
    ids=["A13 staging", "off", "A3 p95", "nobody"],
)
def test_A13_what_does_not_alert_is_told(
    said: Callable[..., str], alerts: dict[str, Any], variables: dict[str, str], told: str
) -> None:
    assert told in said(alerts, **variables)


def test_A15_the_notifier_takes_what_applications_give_it(hooks: Webhooks) -> None:
    notifier = SlackNotifier(f"{hooks.url}/own")
    conf.use(conf.read({}, {}, debug=False))
    assert notifier.send_error_notification(
        error_message="Critical database error",
        error_type="DatabaseError",
        error_count=15,
        sentry_url="https://errors.example.com/issues/1/",
    )
    blocks = hooks.wait_for("/own")[0].json()["attachments"][0]["blocks"]
    conf.forget()
    assert blocks[0]["text"]["text"] == "DatabaseError: Critical database error"
    assert blocks[1]["text"]["text"] == "Seen 15 times."
    assert blocks[-1]["elements"][0]["url"] == "https://errors.example.com/issues/1/"


def test_A15_a_notifier_without_a_webhook_says_no() -> None:
    placeholder = SlackNotifier("https://hooks.slack.com/services/YOUR/WEBHOOK/URL")
    assert not placeholder.send_error_notification("text", "Error")


CAPTURE = """
import sentry_sdk
sentry_sdk.capture_message("broken as it ended", "error")
"""


@pytest.mark.parametrize(
    ("mode", "said", "expected"),
    [
        pytest.param("auto", "0.2.0; alerts", 0, id="the server alerts"),
        pytest.param("auto", "0.1.0", 1, id="the server has no alerts"),
        pytest.param("local", "0.2.0; alerts", 1, id="told to alert"),
    ],
)
def test_A1_where_the_server_alerts_the_application_is_silent_unless_told(
    recorder: Recorder, hooks: Webhooks, sites: Sites, mode: str, said: str, expected: int
) -> None:
    recorder.headers["X-Seismo"] = said
    rules = [{"when": "new_issue", "to": "webhook"}]
    path = f"/{mode}/{expected}"
    alerts = {"MODE": mode, "RULES": rules, "WEBHOOK_URL": f"{hooks.url}{path}"}
    environment = sites.environment(
        SENTRY_DSN=recorder.dsn, SITE_SEISMO=json.dumps({"ALERTS": alerts})
    )
    python(environment, CAPTURE)
    assert len(recorder.items("event")) == 1
    assert len(hooks.to(path)) == expected


def test_A1_this_server_has_no_alerts_so_the_application_alerts(project: Project) -> None:
    assert alerts_itself(project.dsn) is False


def test_another_server_is_told_from_one_that_does_not_answer(hooks: Webhooks) -> None:
    other = hooks.url.replace("http://", "http://0123@") + "/1"
    assert alerts_itself(other) is False
    assert alerts_itself(f"http://0123@127.0.0.1:{free_port()}/1") is None


def answers(port: int) -> bool:
    try:
        return bool(Redis(port=port).ping())
    except RedisError:
        return False


FORKED = """
import os, time, sentry_sdk
from seismo_django.alerts.desk import desk
children = []
for _ in range(4):
    child = os.fork()
    if not child:
        for number in range(125):
            try:
                raise RuntimeError(f"broken {number}")
            except RuntimeError:
                sentry_sdk.capture_exception()
        sentry_sdk.flush(10)
        desk().close()
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
"""


def test_A14_five_hundred_errors_in_four_processes_are_one_message(
    hooks: Webhooks, sites: Sites, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if shutil.which("redis-server") is None:
        pytest.skip("Redis is not installed: the test of four processes is left out")
    folder, port = tmp_path_factory.mktemp("redis"), free_port()
    command = ("redis-server", "--port", str(port), "--save", "", "--dir", str(folder))
    cache = {"BACKEND": "django.core.cache.backends.redis.RedisCache"}
    rules = [{"name": "New", "when": "new_issue", "to": "webhook"}]
    alerts = {"RULES": rules, "WEBHOOK_URL": f"{hooks.url}/forked"}
    with running(command, folder / "redis.log", {}):
        wait_until(lambda: answers(port), lambda: "Redis")
        environment = sites.environment(
            SITE_SEISMO=json.dumps({"ALERTS": alerts}),
            SITE_CACHE=json.dumps(cache | {"LOCATION": f"redis://127.0.0.1:{port}/1"}),
        )
        python(environment, FORKED)
    assert len(hooks.to("/forked")) == 1


ALERT = Alert(
    "Error: <b>", "New", "a & b", "production", "/x/", "1" * 32, "1.0", "https://e.test/1"
)


def test_A10_a_slack_title_is_never_longer_than_slack_takes() -> None:
    long = slack.payload(ALERT._replace(title="x" * 500))
    assert len(long["attachments"][0]["blocks"][0]["text"]["text"]) == 150


def test_A11_marks_of_discord_are_escaped() -> None:
    embed = discord.payload(ALERT._replace(title="*a* [b](c) `d`"))["embeds"][0]
    assert embed["title"] == r"\*a\* \[b\]\(c\) \`d\`"


def test_A12_an_incident_is_resolved_under_the_key_of_its_trigger(hooks: Webhooks) -> None:
    key = pagerduty.payload(ALERT._replace(key="abc"))["dedup_key"]
    pagerduty.PagerDutyNotifier("fake-key", f"{hooks.url}/resolved").resolve("abc")
    assert hooks.to("/resolved")[0].json() == {
        "event_action": "resolve",
        "dedup_key": key,
        "routing_key": "fake-key",
    }


@pytest.fixture
def calls(hooks: Webhooks) -> Iterator[list[tuple[int, dict[str, str]]]]:
    """The next answers of the listener."""
    http.forget()
    yield hooks.answers
    hooks.answers.clear()
    http.forget()


def test_a_failure_is_tried_once_more(hooks: Webhooks, calls: list[Any]) -> None:
    calls.append((503, {}))
    post(f"{hooks.url}/once", b"{}", {})
    assert len(hooks.to("/once")) == 2


def test_who_fails_three_times_is_left_alone(hooks: Webhooks, calls: list[Any]) -> None:
    calls += [(500, {})] * 6
    url = f"{hooks.url}/broken"
    for _ in range(3):
        with pytest.raises(NotSent, match="answered 500"):
            post(url, b"{}", {})
    with pytest.raises(NotSent, match="tried again in"):
        post(url, b"{}", {})
    assert len(hooks.to("/broken")) == 6


def test_A11_too_many_requests_are_obeyed(hooks: Webhooks, calls: list[Any]) -> None:
    calls.append((429, {"Retry-After": "30"}))
    url = f"{hooks.url}/limited"
    for expected in ("answered 429", "tried again in"):
        with pytest.raises(NotSent, match=expected):
            post(url, b"{}", {})
    assert len(hooks.to("/limited")) == 1


@pytest.mark.parametrize("url", ["http://hooks.example.com/x", "ftp://127.0.0.1/x", "hooks"])
def test_only_https_leaves_the_machine(url: str) -> None:
    with pytest.raises(NotSent, match="https"):
        post(url, b"{}", {})


def test_a_redirect_is_not_followed(hooks: Webhooks, calls: list[Any]) -> None:
    calls.append((302, {"Location": f"{hooks.url}/elsewhere"}))
    with pytest.raises(NotSent, match="answered 302"):
        post(f"{hooks.url}/moved", b"{}", {})
    assert hooks.to("/elsewhere") == []
