"""Rows T2, T3, T5 and T7: one of each is sent by a command, arrives, and is clean."""

import json
import re

import pytest
from kit_support.recorder import Recorder
from kit_support.running import free_port
from kit_support.server import Project
from kit_support.sites import Sites, manage
from seismo_django import sdk


def test_T3_T7_one_of_each_arrives_and_is_told_with_its_time(
    project: Project, sites: Sites
) -> None:
    said = manage(sites.environment(SENTRY_DSN=project.dsn, SITE_DEBUG="1"), "seismo", "test")

    kinds = ["message", "exception", "transaction", "check-in", "feedback"]
    for kind in kinds + ["log"] * sdk.sends_logs():
        assert re.search(rf"\[ OK \] {kind}: .* taken by the server in \d+ ms", said), said
    titles = {issue["title"] for issue in project.wait_for_issues(2)}
    assert titles == {
        "A test message of manage.py seismo test",
        "ZeroDivisionError: integer division or modulo by zero",
    }
    assert f"{project.server.url}/events/" in said


def test_T3_each_kind_is_an_item_of_its_own(sites: Sites, recorder: Recorder) -> None:
    manage(sites.environment(SENTRY_DSN=recorder.dsn), "seismo", "test")

    kinds = {header["type"] for header, _ in recorder.items()}
    assert {"event", "check_in", "feedback"} <= kinds
    assert "command:seismo test" in recorder.traced()
    assert ("log" in kinds) == sdk.sends_logs()


def test_T3_one_kind_alone_is_sent(sites: Sites, recorder: Recorder) -> None:
    manage(sites.environment(SENTRY_DSN=recorder.dsn), "seismo", "test", "--only", "feedback")

    (feedback,) = recorder.payloads("feedback")
    assert recorder.items("event") == []
    assert feedback["contexts"]["feedback"]["message"].startswith("Test feedback")


def test_T3_a_server_that_is_away_is_told_and_fails(sites: Sites) -> None:
    dsn = f"http://{'0' * 32}@127.0.0.1:{free_port()}/1"
    said = manage(
        sites.environment(SENTRY_DSN=dsn), "seismo", "test", "--only", "message", check=False
    )

    assert "[FAIL] message: The server is away; it waits on disk" in said


def test_T3_without_a_dsn_the_test_says_so(sites: Sites) -> None:
    said = manage(sites.environment(), "seismo", "test", "--json", check=False)

    assert json.loads(said)["lines"][0]["sentence"] == "There is no SENTRY_DSN to send to."


@pytest.mark.parametrize("privacy", ["strict", "balanced", "full"])
def test_T5_no_secret_of_a_poisoned_error_leaves(
    privacy: str, sites: Sites, recorder: Recorder
) -> None:
    environment = sites.environment(SENTRY_DSN=recorder.dsn, SEISMO_PRIVACY=privacy)
    said = manage(environment, "seismo", "test", "--poison")

    assert re.search(r"\[ OK \] Poison: None of [56] secrets found in the bytes that left.", said)
    assert recorder.items("event")


def test_T2_a_link_for_one_test_is_made(sites: Sites) -> None:
    said = manage(sites.environment(), "seismo", "test-link", "https://shop.example.test")

    assert re.search(r"https://shop\.example\.test/\S+ raises one error, within an hour", said)


def test_the_address_of_an_event_is_told(sites: Sites, recorder: Recorder) -> None:
    said = manage(sites.environment(SENTRY_DSN=recorder.dsn), "seismo", "open", "ab" * 16)

    assert said.strip().endswith(f"/events/{'ab' * 16}/")
