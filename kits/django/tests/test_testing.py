"""Row T6: an application's own tests see what would be sent, with pytest and with unittest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from kit_support.sites import Sites
from kit_support.warm import FOLDER

CONFTEST = """
import django
django.setup()
from django.test.utils import setup_test_environment
setup_test_environment()
"""
PASSING = r"""
import logging, threading
import pytest, sentry_sdk
from django.contrib.auth.models import User
from django.test import AsyncClient, Client, SimpleTestCase
from seismo_django.testing import SeismoTestMixin

client = Client(raise_request_exception=False)


def test_an_error_of_a_view(seismo_events):
    client.get("/user/7/")
    error = seismo_events.only_error()
    assert (error.type, error.value, error.route) == ("LookupError", "no user 7", "/user/{pk}/")
    assert error.level == "error"


def test_nothing(seismo_events):
    client.get("/")
    seismo_events.assert_none()


def test_no_secret_leaves(seismo_events):
    client.post("/marked/?token=" + "fake" + "-9f3k", {"shoe_size": "zz-" + "44-x"})
    seismo_events.only_error("LookupError")
    seismo_events.assert_clean(["fake-9f3k", "zz-44-x"])


def test_a_secret_that_leaves_is_noticed(seismo_events):
    sentry_sdk.capture_message("shown")
    with pytest.raises(AssertionError, match="would have been sent"):
        seismo_events.assert_clean(["shown"])


def test_not_one_but_two_says_which(seismo_events):
    sentry_sdk.capture_message("first")
    sentry_sdk.capture_message("second")
    with pytest.raises(AssertionError, match="(?s)Not one but 2:.*first.*second"):
        seismo_events.only_error()


@pytest.mark.seismo(traces=True)
def test_a_request_is_a_transaction(seismo_events):
    client.get("/user/7/")
    assert seismo_events.transactions("/user/{pk}/").one().tags["http.method"] == "GET"


def test_nothing_is_traced_unless_asked(seismo_events):
    client.get("/")
    assert seismo_events.transactions() == []


def test_requests_do_not_share_what_was_told(seismo_events):
    sentry_sdk.set_tag("of", "the test")
    client.get("/user/7/")
    client.get("/tagged/")
    client.get("/user/8/")
    assert [error.tags.get("tagged") for error in seismo_events.errors()] == [None, None]


def test_a_thread_is_heard(seismo_events):
    thread = threading.Thread(target=lambda: sentry_sdk.capture_message("from a thread"))
    thread.start()
    thread.join()
    assert seismo_events.only_error().message == "from a thread"


def test_an_async_view_is_heard(seismo_events):
    import asyncio
    asyncio.run(AsyncClient(raise_request_exception=False).get("/user/9/"))
    assert seismo_events.only_error("LookupError").value == "no user 9"


@pytest.mark.seismo(privacy="full")
def test_a_preset(seismo_events):
    sentry_sdk.set_user({"id": "7", "email": "ada@example.test"})
    sentry_sdk.capture_message("hello")
    assert seismo_events.only_error().user == {"id": "7", "email": "ada@example.test"}


@pytest.mark.seismo(sdk={"server_name": "web-1"})
def test_an_option_of_the_sdk(seismo_events):
    sentry_sdk.capture_message("hello")
    assert seismo_events.only_error().payload["server_name"] == "web-1"


def test_outside_of_the_fixture_nothing_is_captured():
    assert sentry_sdk.get_client().options.get("dsn") in (None, "")


def test_a_loop_that_asks_each_time_is_noticed(seismo_events):
    client.get("/asks/9/")
    seismo_events.assert_no_n_plus_one()
    client.get("/asks/10/")
    with pytest.raises(AssertionError, match=r"views_measured.py:\d+ asks the same 10 times"):
        seismo_events.assert_no_n_plus_one()


def test_clear(seismo_events):
    sentry_sdk.capture_message("before")
    seismo_events.clear()
    seismo_events.assert_none()


class Mixed(SeismoTestMixin, SimpleTestCase):
    seismo = {"environment": "trial"}

    def test_with_unittest(self):
        client.get("/user/7/")
        assert self.seismo_events.only_error().payload["environment"] == "trial"


HOOK = "https://hooks.slack.test/services/fake"
SLACK = {"SLACK_ENABLED": True, "SLACK_WEBHOOK_URL": HOOK}
BURST = {"name": "Burst", "when": "errors >= 3 in 1m", "to": ["slack", "email"], "every": "10m"}
LOGINS = {"name": "Logins", "when": "count(login.failed, role=Manager) > 2 in 1m", "to": "slack:#team"}


@pytest.mark.seismo(alerts=SLACK)
def test_a_new_issue_would_be_told_of_once(seismo_alerts):
    client.get("/user/7/")
    client.get("/user/7/")
    assert seismo_alerts.sent("slack").one().title == "LookupError: no user 7"


@pytest.mark.seismo(alerts=SLACK | {"RULES": [BURST]})
def test_a_threshold_is_exact_and_the_clock_is_moved(seismo_alerts):
    for number in range(2):
        sentry_sdk.capture_message(f"broken {number}", level="error")
    assert seismo_alerts.sent() == []
    sentry_sdk.capture_message("broken", level="error")
    assert [str(alert) for alert in seismo_alerts.sent("slack")] == ["slack: Burst: 3 errors in 1 minute"]
    sentry_sdk.capture_message("broken once more", level="error")
    seismo_alerts.pass_time(600)
    assert seismo_alerts.sent("slack")[-1].title == "Burst: and 1 more"


@pytest.mark.seismo(alerts=SLACK | {"RULES": [LOGINS]})
def test_an_alert_of_a_count_goes_to_its_channel(seismo_alerts):
    from seismo_django import metrics
    for _ in range(3):
        metrics.count("login.failed", role="Manager")
    assert seismo_alerts.sent("slack").one().to == "slack:#team"
    assert seismo_alerts.sent("slack:#other") == []


@pytest.mark.seismo(alerts=SLACK)
def test_a_notifier_that_is_called_sends_nothing(seismo_alerts):
    from seismo_django.alerts import SlackNotifier
    assert SlackNotifier().send_error_notification("out of stock", "StockError", 3)
    assert seismo_alerts.sent("slack").one().title == "StockError: out of stock"


@pytest.mark.seismo(alerts={"SLACK_ENABLED": True})
def test_what_could_not_be_sent_says_why(seismo_alerts):
    sentry_sdk.capture_message("broken", level="error")
    assert (seismo_alerts.sent(), seismo_alerts.unsent()) == (
        [], ["slack: SENTRY_SLACK_WEBHOOK_URL is not set."]
    )


@pytest.mark.seismo(alerts=SLACK, environment="staging")
def test_an_environment_that_may_not_alert_alerts_nobody(seismo_alerts):
    sentry_sdk.capture_message("broken", level="error")
    assert seismo_alerts.sent() == []


@pytest.mark.seismo(alerts=SLACK)
def test_no_thread_of_alerts_runs_beside_a_test(seismo_events):
    sentry_sdk.capture_message("broken", level="error")
    assert "seismo-alerts" not in [thread.name for thread in threading.enumerate()]


class Alerting(SeismoTestMixin, SimpleTestCase):
    seismo = {"alerts": SLACK}

    def test_with_unittest(self):
        client.get("/user/7/")
        assert self.seismo_alerts.sent().one().to == "slack"
"""
SERVED = """
import urllib.request
import pytest
from django.test import Client

client = Client(raise_request_exception=False)


@pytest.fixture(scope="session")
def address(seismo_server):
    return seismo_server.url


def test_an_error_is_an_issue_on_the_server(seismo_server):
    project = seismo_server.project()
    with project.receiving():
        client.get("/user/7/")
        client.get("/user/7/")
    issue = project.issues().one()
    assert (issue.title, issue.times_seen) == ("LookupError: no user 7", 2)
    assert project.event(issue.last_event_id)["transaction"] == "/user/{pk}/"


def test_the_server_stays(seismo_server, address):
    assert seismo_server.url == address
    assert seismo_server.project().issues() == []
"""
FAILING = """
import sentry_sdk
from seismo_django import guard


def test_a_hook_of_the_kit_fails(seismo_events):
    try:
        raise ValueError
    except ValueError:
        guard.note_failure("a.hook")
"""


def run(tests: str, folder: Path, sites: Sites, *words: str) -> "subprocess.CompletedProcess[str]":
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_of_the_application.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    environment = sites.environment(DJANGO_SETTINGS_MODULE="acceptance.settings")
    return subprocess.run(
        [*command, *words, "--rootdir", str(folder), str(folder)],
        cwd=FOLDER,
        env=environment | {"PYTHONPATH": os.pathsep.join([str(FOLDER), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.skipif("KIT_PACKAGES" in os.environ, reason="the server needs packages of its own")
def test_T6_an_application_tests_against_a_real_server(folder: Path, sites: Sites) -> None:
    done = run(SERVED, folder, sites)
    assert done.returncode == 0, done.stdout


def test_T6_without_a_server_the_test_is_skipped_in_words(folder: Path, sites: Sites) -> None:
    hidden = "from seismo_django import local_server\nlocal_server.program = lambda: None\n"
    done = run(hidden + "def test_it(seismo_server): ...\n", folder, sites, "-rs")
    assert "One command installs it: pip install seismo" in done.stdout, done.stdout
    assert done.returncode == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "application"
    made.mkdir()
    return made


def test_T6_an_application_tests_what_it_would_send(folder: Path, sites: Sites) -> None:
    done = run(PASSING, folder, sites)
    assert done.returncode == 0, done.stdout


def test_T6_a_test_fails_when_the_kit_failed_in_it(folder: Path, sites: Sites) -> None:
    done = run(FAILING, folder, sites)
    assert "Hooks of the kit failed" in done.stdout, done.stdout
    assert done.returncode == 1
