"""`manage.py seismo scrub`, `spool` and `erase`, run as people run them."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from kit_support.recorder import Recorder, recording
from kit_support.sites import Sites, manage, python


@pytest.fixture(scope="module")
def away() -> Iterator[Recorder]:
    """A server that takes nothing for now."""
    with recording() as recorder:
        recorder.status = 503
        yield recorder


@pytest.fixture(scope="module")
def environment(away: Recorder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    sites = Sites(tmp_path_factory.mktemp("commands"), ExitStack())
    made = sites.environment(
        SENTRY_DSN=away.dsn,
        SENTRY_TRACES_SAMPLE_RATE="0",  # by chance a transaction would wait beside the error
        SITE_SEISMO='{"SCRUB_KEYS": ["shoe_size"]}',
    )
    manage(made, "migrate", "--run-syncdb", "--verbosity=0")
    return made


def seismo(environment: dict[str, str], *words: str, check: bool = True) -> Any:
    told = manage(environment, "seismo", *words, "--json", check=check)
    return json.loads(told[told.index("{") :])


def test_T5_the_selftest_finds_every_secret_gone(environment: dict[str, str]) -> None:
    told = seismo(environment, "scrub", "--selftest")
    assert told["ok"]
    assert {"password by name", "SQL", "SCRUB_KEYS 1"} <= {line["about"] for line in told["lines"]}


def test_T5_a_file_is_shown_as_it_would_be_sent(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "event.json"
    file.write_text(json.dumps({"extra": {"shoe_size": 44, "name": "Ada"}}))
    told = seismo(environment, "scrub", str(file))
    assert told["extra"] == {"shoe_size": "[Filtered]", "name": "Ada"}


def test_what_waits_is_told_and_sent_once(environment: dict[str, str], away: Recorder) -> None:
    manage(environment, "poisoned", check=False)
    waiting = seismo(environment, "spool", "status")["lines"][-1]["sentence"]
    assert waiting.startswith("Waiting: 1 item ")

    assert not seismo(environment, "spool", "flush", check=False)["ok"]
    away.status = 200
    told = seismo(environment, "spool", "flush")["lines"][-1]["sentence"]
    assert told == "Sent: 1. Nothing waits."
    assert len(away.payloads("event")) == 1


def test_erase_removes_what_is_here_and_says_who_has_the_rest(environment: dict[str, str]) -> None:
    # Had they not been sent, the next process of the site would send them.
    python(
        environment,
        "from django.utils.timezone import now\n"
        "from seismo_django.models import Feedback\n"
        "sent = {'created': now(), 'message': 'broken', 'status': Feedback.Status.SENT}\n"
        "Feedback.objects.create(email='Ada@example.test', **sent)\n"
        "Feedback.objects.create(email='eve@example.test', **sent)",
    )
    told = seismo(environment, "erase", "--user", "ada@example.test")
    by_about = {line["about"]: line for line in told["lines"]}
    assert by_about["Feedback"]["sentence"].startswith("Removed: 1 row ")
    assert by_about["Server"]["cure"].endswith("seismo erase --user ada@example.test")
