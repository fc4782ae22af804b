"""Row G7: `manage.py seismo grouping test` tells which rule decides, and why."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from kit_support.recorder import Recorder, recording
from kit_support.server import Project
from kit_support.sites import Sites, manage, python

OWN = [
    {"exception": "sqlite3.*", "fingerprint": ["billing", "{function}"]},
    {"exception": "LookupError", "function": "*.pay", "fingerprint": ["pay"]},
    {"fingerprint": ["all"]},
]
FAILURES = "acceptance.failures"
CAPTURE = """
import sentry_sdk
from acceptance import failures
try:
    failures.delete("7")
except Exception:
    sentry_sdk.capture_exception()
"""


@pytest.fixture(scope="module")
def asked() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def environment(asked: Recorder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    sites = Sites(tmp_path_factory.mktemp("grouping"), ExitStack())
    made = sites.environment(
        SENTRY_DSN=asked.dsn, SITE_SEISMO=json.dumps({"GROUPING": {"RULES": OWN, "AUTH": False}})
    )
    manage(made, "migrate", "--run-syncdb", "--verbosity=0")
    return made


def explained(environment: dict[str, str], *words: str) -> dict[str, str]:
    """Sentences by what they are about."""
    told = manage(environment, "seismo", "grouping", "test", *words, "--json", check=False)
    found: dict[str, Any] = json.loads(told[told.index("{") :])
    return {line["about"]: f"{line['sentence']} {line['cure']}".strip() for line in found["lines"]}


def test_G7_a_function_that_fails_is_explained_up_to_the_rule_that_decides(
    environment: dict[str, str],
) -> None:
    said = explained(environment, f"{FAILURES}.delete", "7")
    assert said["GROUPING.RULES[1]"] == (
        "exception 'LookupError' is not met by 'django.db.utils.OperationalError'."
    )
    assert said["db"] == "It is a database error."
    assert said["Fingerprint"] == (
        "seismo-db / OperationalError / SQLITE_ERROR / DELETE / auth_nope;"
        " tags db.operation=DELETE, db.table=auth_nope"
    )
    assert "service" not in said


@pytest.mark.parametrize(
    ("function", "about", "sentence"),
    [
        pytest.param("billing", "GROUPING.RULES[0]", "It fits.", id="own rule"),
        pytest.param("billing", "Fingerprint", f"billing / {FAILURES}.billing", id="blank filled"),
        pytest.param("token", "auth", "GROUPING.AUTH is off.", id="switched off"),
        pytest.param(
            "token", "GROUPING.RULES[2]", "It needs a condition and a fingerprint.", id="no condition"
        ),
        pytest.param(
            "token", "Fingerprint", "No rule fits: the server groups it by its stack trace.",
            id="no rule",
        ),
    ],
)  # fmt: skip
def test_G7_every_rule_says_why(
    environment: dict[str, str], function: str, about: str, sentence: str
) -> None:
    assert explained(environment, f"{FAILURES}.{function}", "7")[about] == sentence


def test_G7_what_is_tried_is_sent_nowhere(environment: dict[str, str], asked: Recorder) -> None:
    explained(environment, f"{FAILURES}.delete", "7")
    assert asked.items("event") == []


def test_G7_a_stored_event_of_a_real_server_is_explained(
    project: Project, sites: Sites, environment: dict[str, str], tmp_path: Path
) -> None:
    python(sites.environment(SENTRY_DSN=project.dsn), CAPTURE)
    file = tmp_path / "event.json"
    file.write_text(json.dumps(project.event()))
    said = explained(environment, str(file))
    assert said["When it was sent"] == (
        "The rule db decided: seismo-db / OperationalError / SQLITE_ERROR / DELETE / auth_nope."
    )
    assert said["GROUPING.RULES[1]"].startswith("exception 'LookupError' is not met")


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"fingerprint": ["mine"]}, "The application gave it mine."),
        ({"fingerprint": ["{{ default }}"]}, "No rule fitted: the server grouped it by its stack."),
        ({"fingerprint": ["billing"], "tags": [["seismo.rule", "own"]]},
         "The rule own decided: billing."),
        ({"fingerprint": ["billing"], "tags": [{"key": "seismo.rule", "value": "own"}]},
         "The rule own decided: billing."),
    ],
    ids=["the application's", "none", "as stored", "as an API tells"],
)  # fmt: skip
def test_G7_a_file_tells_what_decided_when_it_was_sent(
    environment: dict[str, str], tmp_path: Path, event: dict[str, Any], sentence: str
) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps(event | {"exception": {"values": [{"type": "KeyError"}]}}))
    assert explained(environment, str(file))["When it was sent"] == sentence


def test_G7_an_event_that_an_api_tells_is_read_by_its_entries(
    environment: dict[str, str], asked: Recorder
) -> None:
    values = [{"type": "LookupError", "module": "builtins", "value": "gone", "stacktrace": {
        "frames": [{"module": "shop", "function": "pay", "in_app": True}]}}]  # fmt: skip
    asked.answer = {"entries": [{"type": "exception", "data": {"values": values}}], "tags": []}
    said = explained(environment, "0" * 32)
    asked.answer = {}
    assert said["Error"] == "LookupError: gone"
    assert said["Fingerprint"] == "pay"


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("shop.nowhere", "It is no event id, no file and no function"),
        ("acceptance.views.home", "takes other arguments: missing a required argument: 'request'"),
        ("django.get_version", "raised nothing"),
    ],
    ids=["nothing", "a function that wants arguments", "a function that works"],
)
def test_G7_what_cannot_be_looked_at_is_told(
    environment: dict[str, str], what: str, sentence: str
) -> None:
    assert sentence in " ".join(explained(environment, what).values())


def test_G7_a_server_without_an_api_of_events_is_told_with_the_way_round(
    project: Project, environment: dict[str, str]
) -> None:
    said = explained(environment | {"SENTRY_DSN": project.dsn}, "0" * 32)
    (sentence,) = said.values()
    assert f"{project.server.url}/events/{'0' * 32}/json/" in sentence
