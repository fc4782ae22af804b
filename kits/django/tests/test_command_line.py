"""Management commands and shells as processes: what they send, and that they end as without the kit."""

import json
import subprocess
import sys

import pytest
from kit_support.recorder import Recorder
from kit_support.sites import Sites, manage, python
from kit_support.warm import FOLDER, warm

TRACED = {"SENTRY_TRACES_SAMPLE_RATE": "1.0"}


def ended(sites: Sites, recorder: Recorder, way: str, **settings: object) -> int:
    """The exit code of a command that ends in this way."""
    environment = sites.environment(
        SENTRY_DSN=recorder.dsn, SITE_SEISMO=json.dumps(settings), **TRACED
    )
    code, _ = warm.run(environment, ("manage.py", "core_trial", way))
    return code


def test_E14_what_is_captured_in_a_shell_has_left_when_it_ends(
    sites: Sites, recorder: Recorder
) -> None:
    code = (
        "import sentry_sdk; from seismo_django import ErrorTracker\n"
        "sentry_sdk.capture_message('a message', level='warning')\n"
        "ErrorTracker.capture_exception(ValueError('an exception'))"
    )
    manage(sites.environment(SENTRY_DSN=recorder.dsn), "shell", "-c", code)

    message, error = recorder.payloads("event")
    assert (message["level"], error["level"]) == ("warning", "error")
    assert "threads" not in message  # as SDK 3 would have it, unlike those before


def test_a_command_is_one_transaction_with_its_name(sites: Sites, recorder: Recorder) -> None:
    assert ended(sites, recorder, "well") == 0

    assert recorder.traced().count("command:core_trial") == 1
    assert recorder.items("event") == []


def test_an_error_that_ends_a_command_bears_its_name(sites: Sites, recorder: Recorder) -> None:
    assert ended(sites, recorder, "error") == 1

    (event,) = recorder.payloads("event")
    assert event["transaction"] == "command:core_trial"
    assert event["exception"]["values"][0]["mechanism"]["handled"] is False


@pytest.mark.parametrize(("way", "code"), [("command-error", 1), ("exit", 3)])
def test_an_end_that_was_meant_is_no_event(
    way: str, code: int, sites: Sites, recorder: Recorder
) -> None:
    assert ended(sites, recorder, way) == code
    assert recorder.items("event") == []


@pytest.mark.parametrize(("way", "code"), [("command-error", 1), ("exit", 3)])
def test_an_end_that_was_meant_is_a_warning_if_wanted(
    way: str, code: int, sites: Sites, recorder: Recorder
) -> None:
    assert ended(sites, recorder, way, CAPTURE_COMMAND_ERRORS=True) == code

    (event,) = recorder.payloads("event")
    assert (event["level"], event["tags"]["command"]) == ("warning", "core_trial")


def test_an_interrupted_command_is_no_event(sites: Sites, recorder: Recorder) -> None:
    ended(sites, recorder, "interrupt")

    assert recorder.items("event") == []


@pytest.mark.parametrize(("is_wanted", "number"), [(False, 0), (True, 1)], ids=["off", "on"])
def test_E15_what_is_typed_into_a_shell_is_an_event_if_wanted(
    is_wanted: bool, number: int, sites: Sites, recorder: Recorder
) -> None:
    said = json.dumps({"CAPTURE_SHELL": is_wanted})
    environment = sites.environment(
        SENTRY_DSN=recorder.dsn, SITE_SEISMO=said, DJANGO_SETTINGS_MODULE="acceptance.settings"
    )
    subprocess.run(
        [sys.executable, "-i", "-c", "import django; django.setup()"],
        cwd=FOLDER, env=environment, input=b"1/0\n", capture_output=True, check=True,
    )  # fmt: skip

    assert len(recorder.items("event")) == number


def shell_test(
    sites: Sites, recorder: Recorder, *words: str, check: bool = True, **settings: object
) -> str:
    environment = sites.environment(SENTRY_DSN=recorder.dsn, SITE_SEISMO=json.dumps(settings))
    return manage(environment, "seismo", "shell-test", *words, check=check)


def test_E15_the_shell_test_sends_what_is_typed(sites: Sites, recorder: Recorder) -> None:
    told = shell_test(sites, recorder)

    (event,) = recorder.payloads("event")
    assert event["exception"]["values"][-1]["type"] == "ZeroDivisionError"
    assert event["exception"]["values"][-1]["mechanism"]["type"] == "excepthook"
    assert f"{event['event_id']} was taken by the server" in told


def test_E15_the_shell_test_types_what_it_is_told(sites: Sites, recorder: Recorder) -> None:
    shell_test(sites, recorder, "{}['typed']")

    (event,) = recorder.payloads("event")
    assert event["exception"]["values"][-1]["type"] == "KeyError"


@pytest.mark.parametrize(
    ("is_wanted", "words"),
    [(False, "stays there: CAPTURE_SHELL is off"), (True, "What is typed there and fails is sent")],
    ids=["off", "on"],
)
def test_E15_the_shell_test_says_whether_a_shell_would_have_sent_it(
    is_wanted: bool, words: str, sites: Sites, recorder: Recorder
) -> None:
    assert words in shell_test(sites, recorder, CAPTURE_SHELL=is_wanted)


def test_E15_code_that_raises_nothing_is_no_test(sites: Sites, recorder: Recorder) -> None:
    told = shell_test(sites, recorder, "1", check=False)
    assert "[FAIL] 1: It raised nothing." in told
    assert recorder.items("event") == []


def test_E15_the_shell_test_fails_when_the_server_takes_nothing(
    sites: Sites, recorder: Recorder
) -> None:
    recorder.status = 503
    assert "not taken by the server" in shell_test(sites, recorder, check=False)


def test_C3_in_debug_only_the_test_error_leaves(sites: Sites, recorder: Recorder) -> None:
    code = (
        "from django.test import Client\nclient = Client(raise_request_exception=False)\n"
        "client.get('/boom/'); client.get('/test-sentry-error/?type=key')"
    )
    python(sites.environment(SENTRY_DSN=recorder.dsn, SITE_DEBUG="1"), code)

    (event,) = recorder.payloads("event")
    assert event["exception"]["values"][-1]["type"] == "KeyError"
