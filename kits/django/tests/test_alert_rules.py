"""Rows A1, A2, A4 to A7 and A14: which alerts are due, at the boundary and with a moved clock."""

from collections.abc import Iterator
from typing import Any

import pytest
from kit_support.alerting import World
from seismo_django import counting
from seismo_django.alerts.engine import Engine
from seismo_django.alerts.facts import failure
from seismo_django.alerts.incidents import Pager
from seismo_django.alerts.outage import Outage
from seismo_django.alerts.plan import plan
from seismo_django.alerts.rules import Condition, NotARule, condition, rule
from seismo_django.alerts.windows import Counters
from seismo_django.conf import read
from seismo_django.testing.alerts import Memory


@pytest.fixture
def world() -> Iterator[World]:
    counting.forget()
    yield World()
    counting.forget()


NEW = {"name": "New", "when": "new_issue", "to": "email"}
HIGH = {"name": "High", "when": "errors > 10 in 5m", "to": ["email", "slack"], "every": "1h"}
BURST = {"name": "Burst", "when": "errors >= 10 in 1m", "to": "email", "every": "10m"}
RATE = {"name": "Rate", "when": "error_rate > 1% in 5m", "to": "slack", "every": "30m"}
LOGINS = {"name": "Logins", "when": "count(login.failed, role=Manager) > 5 in 1m", "to": "slack"}


def test_A1_the_first_error_of_an_issue_alerts_and_the_second_does_not(world: World) -> None:
    world.processes(1, NEW)
    world.fail(2)
    assert world.titles() == ["a: broken"]


def test_A1_a_storm_of_new_issues_is_five_messages_and_one_that_counts_the_rest(
    world: World,
) -> None:
    world.processes(2, NEW)
    for number in range(12):
        world.fail(group=f"issue {number}")
    assert len(world.titles()) == 5
    world.pass_time(600)
    assert world.titles() == ["New: and 7 more"]


def test_A2_ten_errors_are_silent_and_the_eleventh_alerts(world: World) -> None:
    world.processes(1, HIGH)
    world.fail(10)
    assert world.titles() == []
    world.fail()
    assert world.titles() == ["High: 11 errors in 5 minutes"]


def test_A2_a_hundred_more_in_the_hour_alert_nobody(world: World) -> None:
    world.processes(1, HIGH)
    world.fail(11)
    world.titles()
    world.pass_time(3500)
    world.fail(100)
    assert world.titles() == []


def test_A2_after_the_hour_it_counts_what_it_held_and_alerts_again(world: World) -> None:
    world.processes(1, HIGH)
    world.fail(111)
    world.titles()
    world.pass_time(3600)
    assert world.titles() == ["High: and 100 more"]
    world.fail(11)
    assert world.titles() == ["High: 11 errors in 5 minutes"]


def test_A2_errors_that_are_older_than_the_window_do_not_count(world: World) -> None:
    world.processes(1, HIGH)
    world.fail(10)
    world.pass_time(301)
    world.fail(10)
    assert world.titles() == []


def test_A4_nine_are_silent_and_the_tenth_alerts(world: World) -> None:
    world.processes(1, BURST)
    world.fail(9)
    assert world.titles() == []
    world.fail()
    assert world.titles() == ["Burst: 10 errors in 1 minute"]


@pytest.mark.parametrize(
    ("requests", "errors", "expected"),
    [
        (1000, 10, []),
        (1000, 11, ["Rate: 11 of 1000 requests failed in 5 minutes"]),
        (99, 50, []),
    ],
    ids=["1 %", "1.1 %", "too few requests"],
)
def test_A5_more_than_one_percent_alerts(
    world: World, requests: int, errors: int, expected: list[str]
) -> None:
    world.processes(1, RATE)
    counting.count("http.requests", requests, route="/")
    world.pass_time(1)
    world.fail(errors)
    assert world.titles() == expected


def test_A6_more_than_ten_in_a_minute_alert(world: World) -> None:
    world.processes(1, HIGH | {"when": "errors > 10 in 60s"})
    world.fail(10)
    assert world.titles() == []
    world.fail()
    assert world.titles() == ["High: 11 errors in 1 minute"]


def test_A7_five_failed_logins_of_managers_are_silent_and_six_alert(world: World) -> None:
    world.processes(1, LOGINS)
    counting.count("login.failed", 5, role="Manager")
    counting.count("login.failed", 50, role="Clerk")
    world.pass_time(1)
    assert world.titles() == []
    counting.count("login.failed", role="Manager")
    world.pass_time(1)
    assert world.titles() == ["Logins: 6 times login.failed (role Manager) in 1 minute"]


def test_A14_five_hundred_errors_in_four_processes_are_one_message(world: World) -> None:
    world.processes(4, NEW, BURST | {"every": "1h"})
    world.fail(500)
    assert world.titles() == ["a: broken", "Burst: 10 errors in 1 minute"]
    world.pass_time(3600)
    assert world.titles() == ["Burst: and 490 more"]


def test_what_is_owed_is_sent_when_the_process_ends(world: World) -> None:
    world.processes(1, BURST)
    world.fail(15)
    world.titles()
    world.engines[0].settle_all()
    assert world.titles() == ["Burst: and 5 more"]


def test_a_broken_cache_does_not_stop_alerts(world: World) -> None:
    class Broken(Memory):
        def add(self, key: str, value: Any, timeout: float) -> bool:
            raise ConnectionError

    counters = Counters(Broken(), Memory())  # type: ignore[arg-type]
    world.engines.append(
        Engine([rule(BURST)], "production", counters, Pager(world.send, world.resolve))
    )
    world.fail(10)
    assert world.titles() == ["Burst: 10 errors in 1 minute"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("new_issue", Condition("new_issue")),
        ("errors > 10 in 5m", Condition("errors", 10, False, 300)),
        ("errors >= 10 in 1m", Condition("errors", 10, True, 60)),
        ("error_rate > 1% in 5m", Condition("error_rate", 0.01, False, 300)),
        ("p95(duration) > 2s in 10m", Condition("p95", 2, False, 600)),
        ("count(login.failed, role=Manager) > 5 in 1m",
         Condition("count", 5, False, 60, "login.failed", (("role", "Manager"),))),
        ("count(signups) >= 1 in 1d", Condition("count", 1, True, 86400, "signups")),
    ],
)  # fmt: skip
def test_conditions_are_read(text: str, expected: Condition) -> None:
    assert condition(text) == expected


@pytest.mark.parametrize(
    "text",
    ["errors", "errors < 10 in 5m", "errors > 10", "errors > 10% in 5m", "errors > 10 in 5 minutes",
     "error_rate > 1 in 5m", "events > 3 in 5m", "count() > 1 in 1m", ""],
)  # fmt: skip
def test_what_is_no_condition_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(NotARule, match=r"is no condition|is no duration"):
        condition(text)


def test_A4_A5_thresholds_of_the_environment_are_the_default_rules() -> None:
    told = {"SENTRY_CRITICAL_ERROR_THRESHOLD": "7", "SENTRY_ERROR_RATE_THRESHOLD": "0.025"}
    settings = read({"ALERTS": {"EMAIL_ENABLED": True}}, told, debug=False).settings
    assert [(one.text, one.to) for one in plan(settings).rules] == [
        ("new_issue", ("email",)),
        ("errors >= 7 in 1m", ("email",)),
        ("error_rate > 2.5% in 5m", ("email",)),
    ]


def test_a_rule_that_cannot_be_read_is_left_out_and_told() -> None:
    rules = [{"when": "errors > many in 5m"}, {"when": "new_issue", "to": "pigeon"}]
    settings = read({"ALERTS": {"RULES": rules}}, {}, debug=False).settings
    planned = plan(settings)
    assert len(planned.rules) == 1
    assert "errors > many" in planned.problems[0]
    assert "pigeon" in planned.problems[1]


def test_a_server_that_takes_nothing_for_five_minutes_is_news_once() -> None:
    outage = Outage()
    news = [outage.is_news(sent=3, failed=second / 10, now=second) for second in range(0, 700, 10)]
    assert news.count(True) == 1
    assert news.index(True) == 31


def test_a_server_that_answers_in_between_is_no_news() -> None:
    outage = Outage()
    assert not any(outage.is_news(now // 200, now, now) for now in range(0, 2000, 10))


def event(**more: Any) -> dict[str, Any]:
    frames = [
        {"module": "shop.views", "function": "pay", "in_app": True},
        {"module": "requests.api", "function": "post", "in_app": False},
    ]
    exception = {"type": "Timeout", "value": "after 5 s", "stacktrace": {"frames": frames}}
    return {"exception": {"values": [exception]}, "transaction": "/pay/", **more}


def test_A14_errors_of_one_place_share_a_group_whatever_their_text() -> None:
    other = event()
    other["exception"]["values"][0]["value"] = "after 7 s"
    assert failure(event()).group == failure(other).group


@pytest.mark.parametrize(
    "other",
    [event(fingerprint=["stripe"]), event(fingerprint=["{{ default }}", "eu"]), {"logentry": {}}],
    ids=["own", "default and own", "no exception"],
)
def test_A14_other_fingerprints_are_other_groups(other: dict[str, Any]) -> None:
    assert failure(event()).group != failure(other).group


def test_an_alert_is_titled_by_exception_and_value() -> None:
    assert failure(event()).title == "Timeout: after 5 s"
