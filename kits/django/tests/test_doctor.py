"""Rows C12, C15 and C16: the doctor names the cause in one line, in each set-up that teams break."""

import json
from typing import Any

import pytest
from kit_support.recorder import Recorder
from kit_support.running import free_port
from kit_support.sites import Sites, manage
from seismo_django.commands.env import example
from seismo_django.conf import read

HOOKS = "acceptance.hooks_core."


def diagnosed(sites: Sites, *words: str, **variables: str) -> str:
    return manage(sites.environment(**variables), "seismo", "doctor", *words, check=False)


def cause(said: str) -> str:
    return said.rpartition("Cause: ")[2]


def test_C15_the_doctor_prints_its_lines_and_the_result(sites: Sites, recorder: Recorder) -> None:
    said = manage(
        sites.environment(SENTRY_DSN=recorder.dsn, SENTRY_RELEASE="shop@1"), "seismo", "doctor"
    )

    for about in ("Installation", "Settings", "Requirements", "Environment", "Server", "Hooks"):
        assert f"[ OK ] {about}: " in said
    assert "Result: Errors of this process reach the server." in said
    assert "release shop@1 (from SENTRY_RELEASE)" in said
    assert "0" * 32 not in said


def test_C15_the_doctor_speaks_json_and_fails_with_1(sites: Sites) -> None:
    said = json.loads(diagnosed(sites, "--json"))

    assert said["ok"] is False
    assert said["lines"][-1]["sentence"] == "There is no SENTRY_DSN."


@pytest.mark.parametrize(
    ("variables", "status", "words"),
    [
        pytest.param({"SENTRY_DSN": ""}, 200, "There is no SENTRY_DSN", id="no DSN"),
        pytest.param({}, 403, "refuses the key of SENTRY_DSN", id="wrong key"),
        pytest.param({}, 404, "knows no such project", id="wrong number"),
        pytest.param({}, 429, "limits this project", id="rate-limited"),
        pytest.param({}, 500, "answered 500", id="a broken server"),
        pytest.param({"SITE_DEBUG": "1"}, 200, "DEBUG is on", id="DEBUG"),
        pytest.param(
            {"SITE_DEBUG": "1", "SENTRY_DSN": ""}, 200, "There is no SENTRY_DSN, and DEBUG is on",
            id="DEBUG without a DSN",
        ),
        pytest.param(
            {"SITE_SEISMO": json.dumps({"BEFORE_SEND": f"{HOOKS}drop_all"})}, 200,
            "BEFORE_SEND or IGNORE drops an ordinary error", id="a hook that drops everything",
        ),
        pytest.param({"SENTRY_DSN": "https://nonsense"}, 200, "cannot be read as a DSN", id="no DSN at all"),
        pytest.param({"SENTRY_SAMPLE_RATE": "50%"}, 200, "1 of them cannot be read", id="a bad value"),
    ],
)  # fmt: skip
def test_C16_the_cause_is_one_line(
    variables: dict[str, str], status: int, words: str, sites: Sites, recorder: Recorder
) -> None:
    recorder.status = status

    assert words in cause(diagnosed(sites, **({"SENTRY_DSN": recorder.dsn} | variables)))


def test_C16_a_port_where_nobody_listens_is_named(sites: Sites) -> None:
    dsn = f"http://{'0' * 32}@127.0.0.1:{free_port()}/1"

    assert "cannot be reached (" in cause(diagnosed(sites, SENTRY_DSN=dsn))


def test_C16_a_proxy_that_does_not_answer_is_named(sites: Sites) -> None:
    proxy = f"http://127.0.0.1:{free_port()}"
    said = diagnosed(sites, SENTRY_DSN=f"http://{'0' * 32}@seismo.example.test/1", HTTP_PROXY=proxy)

    assert f"through the proxy HTTP_PROXY={proxy}" in cause(said)


def test_the_doctor_shows_what_an_event_contains(sites: Sites, recorder: Recorder) -> None:
    event: dict[str, Any] = json.loads(
        manage(sites.environment(SENTRY_DSN=recorder.dsn), "seismo", "doctor", "--privacy")
    )

    assert event["exception"]["values"][0]["type"] == "ValueError"
    assert "fake-password" not in json.dumps(
        event["exception"]["values"][0]["stacktrace"]["frames"][-1]["vars"]
    )
    assert recorder.items("event") == []


def test_C12_the_example_file_reads_back_as_the_defaults() -> None:
    lines = [line.removeprefix("# ") for line in example().splitlines() if "=" in line]
    environ = dict(line.split("=", 1) for line in lines if line.split("=", 1)[0].isupper())
    loaded = read({}, environ, False)

    assert len(environ) > 20
    assert (loaded.settings, loaded.problems) == (read({}, {}, False).settings, ())


@pytest.mark.parametrize(
    "name",
    ["SENTRY_DSN", "SENTRY_ENVIRONMENT", "DJANGO_ENV", "SENTRY_RELEASE", "APP_VERSION",
     "GIT_COMMIT_SHA", "SENTRY_TRACES_SAMPLE_RATE", "SENTRY_PROFILES_SAMPLE_RATE",
     "SENTRY_SEND_DEFAULT_PII", "SENTRY_CRITICAL_ERROR_THRESHOLD", "SENTRY_SLACK_WEBHOOK_URL",
     "SENTRY_AUTH_TOKEN", "SENTRY_ORG", "SENTRY_PROJECT", "SENTRY_URL", "SEISMO_SUPPORT_EMAIL",
     "SEISMO_SEND_IN_DEBUG", "SEISMO_SPOOL_DIR", "SEISMO_PRIVACY"],
)  # fmt: skip
def test_C12_the_example_file_names_every_variable(name: str) -> None:
    assert name in example()
