"""Rows of section 1.1: how tracking starts in real processes, seen in the bytes that leave them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
import sentry_sdk
from kit_support.recorder import Recorder, recording
from kit_support.running import wait_until
from kit_support.sdks import needs_logs
from kit_support.server import Project
from kit_support.sites import Site, Sites, manage, python
from kit_support.warm import FOLDER
from seismo_django.conf import read
from seismo_django.destination import Where, destination

STARTED = "import django; django.setup()\n"
CAPTURE = "import sentry_sdk; sentry_sdk.capture_message('hello')\n"
RELEASE = "shop@1.0.0"
SHA = "0123456789abcdef0123456789abcdef01234567"


def test_C2_without_a_dsn_nothing_starts_and_nothing_fails(sites: Sites) -> None:
    environment = sites.environment()

    assert "no issues" in manage(environment, "check")
    assert "NOWHERE" in python(
        environment, CAPTURE + "from seismo_django.setup import start; print(repr(start))"
    )


PLAIN = """
import os, sys
sys.argv[:] = ["manage.py", "check"]
from django.conf import settings
settings.configure(
    DEBUG=os.environ["DEBUG"] == "1", SECRET_KEY="fake", ROOT_URLCONF="__main__",
    ALLOWED_HOSTS=["testserver"],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "seismo_django"],
    MIDDLEWARE=["seismo_django.middleware.SeismoMiddleware"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
import seismo_django; seismo_django.init()
import django; django.setup()
from django.http import HttpResponse
from django.urls import include, path
from seismo_django.handlers import handler400, handler403, handler404, handler500
urlpatterns = [
    path("", lambda request: HttpResponse("fine")), path("fail/", lambda request: 1 // 0),
    path("refuse/", lambda request: HttpResponse("down", status=503)),
    path("", include("seismo_django.urls")),
]
from django.core.management import call_command
from django.test import Client
from seismo_django import ErrorTracker, context, crumb, metrics, operation, service, tag, user_scope
call_command("check")
client = Client(raise_request_exception=False)
paths = ("/", "/fail/", "/refuse/", "/not/there/", "/health/", "/metrics")
told = [client.get(path).status_code for path in paths]
tag("plan", "free"); context("order", id=1); crumb("paid"); ErrorTracker.set_user(7)
metrics.count("paid")
with operation("order.pay"), service("stripe"), user_scope(None):
    told.append(ErrorTracker.capture_exception(ValueError("lost")))
told.append(ErrorTracker.capture_message("lost"))
from seismo_django.guard import failures
print(told, failures(), "sentry_sdk" in sys.modules)
"""


@pytest.mark.parametrize("debug", ["0", "1"], ids=["production", "DEBUG"])
def test_C2_without_a_dsn_the_sdk_is_not_even_loaded(debug: str, sites: Sites) -> None:
    said = cold(sites.environment(DEBUG=debug), PLAIN)

    assert said.splitlines()[-1] == "[200, 500, 503, 404, 200, 200, None, None] {} False"


def test_C2_without_a_dsn_nothing_is_loaded_that_sends(sites: Sites) -> None:
    with_admin = PLAIN.replace('"seismo_django"]', '"django.contrib.admin", "seismo_django"]')
    code = with_admin.partition("from django.http")[0] + (
        "heavy = ('transport.spool', 'transport.transport', 'feedback.courier', 'alerts.engine')\n"
        "print('seismo_django.admin' in sys.modules,"
        " [name for name in heavy if f'seismo_django.{name}' in sys.modules])"
    )
    assert cold(sites.environment(DEBUG="0"), code).splitlines()[-1] == "True []"


@pytest.mark.parametrize(
    ("words", "variables", "where"),
    [
        (["manage.py", "runserver"], {}, Where.NOWHERE),
        (["manage.py", "runserver"], {"RUN_MAIN": "true"}, Where.PROCESS),
        (["manage.py", "runserver", "--noreload"], {}, Where.PROCESS),
        (["manage.py", "migrate"], {}, Where.NOWHERE),
        (["manage.py", "shell"], {}, Where.PROCESS),
        (["gunicorn", "shop.wsgi"], {}, Where.PROCESS),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_C2_in_debug_only_what_stays_is_watched(
    words: list[str], variables: dict[str, str], where: Where, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RUN_MAIN", raising=False)
    for name, text in variables.items():
        monkeypatch.setenv(name, text)

    assert destination(read({"TESTING": "on"}, {}, debug=True), words).where == where


def test_C2_a_dsn_that_is_none_stops_nothing(sites: Sites) -> None:
    assert "cannot be read" in python(
        sites.environment(SENTRY_DSN="https://sentry.example/fake"),
        "from seismo_django.setup import start; print(start.destination.reason)",
    )


def test_C3_in_debug_events_stay_in_the_process(sites: Sites, recorder: Recorder) -> None:
    said = python(
        sites.environment(SENTRY_DSN=recorder.dsn, SITE_DEBUG="1"),
        CAPTURE + "print(len(sentry_sdk.get_client().transport.envelopes))",
    )

    assert (said.strip(), recorder.bodies) == ("1", [])


def test_C3_in_debug_events_leave_when_that_is_said(sites: Sites, recorder: Recorder) -> None:
    python(
        sites.environment(SENTRY_DSN=recorder.dsn, SITE_DEBUG="1", SEISMO_SEND_IN_DEBUG="1"),
        CAPTURE,
    )

    (event,) = recorder.payloads("event")
    assert event["environment"] == "development"


def test_C4_the_integrations_of_what_is_installed_are_on(sites: Sites, recorder: Recorder) -> None:
    python(sites.environment(SENTRY_DSN=recorder.dsn), CAPTURE)

    (event,) = recorder.payloads("event")
    assert {"django", "celery", "redis", "logging"} <= set(event["sdk"]["integrations"])


def test_C4_what_is_not_installed_is_not_missed(sites: Sites, recorder: Recorder) -> None:
    hidden = "import sys; sys.modules.update(celery=None, redis=None)\n"
    environment = sites.environment(
        SENTRY_DSN=recorder.dsn, DJANGO_SETTINGS_MODULE="acceptance.settings"
    )
    where = f"{FOLDER}:{environment.get('PYTHONPATH', '')}"
    cold(environment | {"PYTHONPATH": where}, hidden + STARTED + CAPTURE)

    (event,) = recorder.payloads("event")
    assert not {"celery", "redis"} & set(event["sdk"]["integrations"])


def test_C6_two_environments_share_one_issue(project: Project, sites: Sites) -> None:
    for name in ("production", "staging"):
        python(sites.environment(SENTRY_DSN=project.dsn, SENTRY_ENVIRONMENT=name), CAPTURE)

    (issue,) = project.wait_for_issues()
    environments = project.server.rows(
        "SELECT seen.name FROM catalog_issueenvironment seen JOIN catalog_issue issue"
        " ON issue.id = seen.issue_id WHERE issue.project_id = ? ORDER BY seen.name",
        project.id,
    )
    assert issue["times_seen"] == 2
    assert [row["name"] for row in environments] == ["production", "staging"]


def test_C7_release_and_commit_are_on_the_event(sites: Sites, recorder: Recorder) -> None:
    python(
        sites.environment(SENTRY_DSN=recorder.dsn, SENTRY_RELEASE=RELEASE, GIT_COMMIT_SHA=SHA),
        CAPTURE,
    )

    (event,) = recorder.payloads("event")
    assert (event["release"], event["tags"]["git.sha"]) == (RELEASE, SHA)


def test_C8_half_of_the_errors_are_sent_and_all_check_ins_and_feedback(
    sites: Sites, recorder: Recorder
) -> None:
    code = (
        "import sentry_sdk\nfrom sentry_sdk.crons import capture_checkin\n"
        "for number in range(200):\n    sentry_sdk.capture_message(f'error {number}')\n"
        "    number % 40 or sentry_sdk.flush(30)\n"
        "for _ in range(20): capture_checkin(monitor_slug='nightly', status='ok')\n"
        "from seismo_django.transport.sending import send_item\n"
        "for _ in range(20): send_item('feedback', {'contexts': {'feedback': {'message': 'hm'}}})\n"
        "sentry_sdk.flush(30)"
    )
    python(sites.environment(SENTRY_DSN=recorder.dsn, SENTRY_SAMPLE_RATE="0.5"), code)

    assert len(recorder.items("event")) == pytest.approx(100, abs=35)
    assert (len(recorder.items("check_in")), len(recorder.items("feedback"))) == (20, 20)
    discarded = [
        one for report in recorder.payloads("client_report") for one in report["discarded_events"]
    ]
    assert {one["reason"] for one in discarded} == {"sample_rate"}


def cold(environment: dict[str, str], code: str) -> str:
    """What a process prints that has imported nothing before."""
    words = [sys.executable, "-c", code]
    return subprocess.run(words, env=environment, check=True, capture_output=True, text=True).stdout


def test_C14_the_kit_brings_nothing_of_the_server(sites: Sites) -> None:
    code = (
        "import sys; from seismo_django import command_line, sampling, setup\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'seismo'])"
    )
    assert cold(sites.environment(), code).strip() == "[]"


def test_C14_importing_the_kit_asks_no_settings(sites: Sites) -> None:
    environment = sites.environment() | {"DJANGO_SETTINGS_MODULE": "not.there"}
    code = "import seismo_django; from seismo_django import command_line, sampling, setup"

    assert cold(environment, code) == ""


HOOKS = "acceptance.hooks_core."


def test_C18_own_hooks_run_after_the_kits(sites: Sites, recorder: Recorder) -> None:
    said = {"BEFORE_SEND": f"{HOOKS}mark", "BEFORE_BREADCRUMB": f"{HOOKS}drop_sql"}
    code = (
        "import sentry_sdk\nsentry_sdk.add_breadcrumb(category='query', message='SELECT 1')\n"
        "sentry_sdk.add_breadcrumb(category='cart', message='added')\n" + CAPTURE
    )
    python(sites.environment(SENTRY_DSN=recorder.dsn, SITE_SEISMO=json.dumps(said)), code)

    (event,) = recorder.payloads("event")
    assert event["tags"]["marked"] == "yes"
    assert [crumb["category"] for crumb in event["breadcrumbs"]["values"]] == ["cart"]


def test_C18_a_hook_that_raises_loses_nothing_and_is_logged_once(
    sites: Sites, recorder: Recorder
) -> None:
    said = {"BEFORE_SEND": f"{HOOKS}raise_always", "BEFORE_BREADCRUMB": f"{HOOKS}raise_always"}
    code = (
        CAPTURE
        + "sentry_sdk.capture_message('again')\nfrom seismo_django.guard import failures\nprint(failures())"
    )
    output = python(sites.environment(SENTRY_DSN=recorder.dsn, SITE_SEISMO=json.dumps(said)), code)

    assert len(recorder.items("event")) == 2
    assert "'BEFORE_SEND': 2" in output
    assert output.count("failed: BEFORE_SEND") == 1


def test_C18_an_own_hook_is_not_asked_about_check_ins(sites: Sites, recorder: Recorder) -> None:
    said = json.dumps({"BEFORE_SEND": f"{HOOKS}keep_errors_only"})
    code = (
        "from sentry_sdk.crons import capture_checkin\n"
        "capture_checkin(monitor_slug='nightly', status='ok')"
    )
    python(sites.environment(SENTRY_DSN=recorder.dsn, SITE_SEISMO=said), code)

    assert recorder.items("check_in")


def test_E13_versions_and_the_server_are_on_the_event(sites: Sites, recorder: Recorder) -> None:
    python(sites.environment(SENTRY_DSN=recorder.dsn), CAPTURE)

    (event,) = recorder.payloads("event")
    assert {"django", "sentry-sdk"} <= event["modules"].keys()
    assert event["contexts"]["runtime"]["name"] == "CPython"
    assert event["server_name"]


@needs_logs
@pytest.mark.parametrize(
    ("settings", "bodies"),
    [({}, []), ({"CAPTURE_LOGS": "WARNING"}, ["a warning"])],
    ids=["off", "from warnings on"],
)
def test_O16_logs_are_sent_if_wanted(
    settings: dict[str, str], bodies: list[str], sites: Sites, recorder: Recorder
) -> None:
    code = (
        "import logging, sentry_sdk\nlogger = logging.getLogger('shop')\n"
        "logger.info('a detail'); logger.warning('a warning')\nsentry_sdk.flush(10)"
    )
    python(sites.environment(SENTRY_DSN=recorder.dsn, SITE_SEISMO=json.dumps(settings)), code)

    sent = [one["body"] for container in recorder.payloads("log") for one in container["items"]]
    assert sent == bodies


@pytest.fixture(scope="module")
def listening() -> Iterator[Recorder]:
    with recording() as listener:
        yield listener


@pytest.fixture(scope="module")
def served(listening: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server process for what requests do."""
    with ExitStack() as stack:
        settings: dict[str, Any] = {
            "TRACES": {"DEFAULT": 0, "RULES": [["/user/", 1.0], ["/busy/", 1.0]]}
        }
        sites = Sites(tmp_path_factory.mktemp("site"), stack)
        yield sites.start(
            settings,
            SENTRY_DSN=listening.dsn,
            SENTRY_RELEASE=RELEASE,
            SENTRY_PROFILES_SAMPLE_RATE="1.0",
            PYTHONWARNINGS="error::DeprecationWarning:sentry_sdk",
        )


def test_C17_a_process_that_begins_to_serve_is_known_before_its_first_error(
    served: Site, listening: Recorder
) -> None:
    (session,) = [one for one in listening.wait_for("session") if one.get("init")]

    assert session["attrs"] == {"release": RELEASE, "environment": "production"}
    assert len(session["sid"]) == 36


def test_C17_the_server_shows_what_runs_before_the_first_error(
    project: Project, sites: Sites
) -> None:
    sites.start(SENTRY_DSN=project.dsn, SENTRY_RELEASE=RELEASE, SENTRY_ENVIRONMENT="staging")
    shown = f"Running 7 days {RELEASE} staging sentry.python {sentry_sdk.VERSION} now"
    wait_until(lambda: shown in project.page(), project.page)
    assert project.issues() == []


def test_C9_C11_only_paths_with_a_rule_are_traced(served: Site, listening: Recorder) -> None:
    forced = {"sentry-trace": f"{'a' * 32}-{'b' * 16}-1"}
    served.http.get("/", headers=forced)
    assert served.http.get("/user/7/").status_code == httpx.codes.INTERNAL_SERVER_ERROR

    listening.wait_until(lambda: "/user/{pk}/" in listening.traced(), "a trace")
    assert {*listening.traced()} <= {"/user/{pk}/", "/busy/"}


def test_C10_the_variable_for_profiles_yields_profiles(served: Site, listening: Recorder) -> None:
    served.http.get("/busy/")

    kinds = ("profile", "profile_chunk")
    listening.wait_until(lambda: any(map(listening.items, kinds)), "a profile")
