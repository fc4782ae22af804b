"""Sessions, seen in the rows that release health is counted from."""

import time
from typing import Any

import pytest
from support.telemetry import digested, new_id, session, sessions


def test_an_update_keeps_what_queries_need() -> None:
    sid = new_id()
    made = digested(session(sid=sid, seq=3, status="crashed", errors=2, duration=1.5))

    row = made.row("sessions")
    wanted = {
        "sid": sid,
        "did": "7",
        "sequence": 3,
        "is_init": True,
        "status": "crashed",
        "errors": 2,
        "quantity": 1,
        "duration": 1.5,
        "release": "shop@1.0",
        "environment": "staging",
    }
    assert {name: row[name] for name in wanted} == wanted
    assert made.outcomes == {("session", ""): 1}


def test_updates_that_are_numbered_by_the_clock_keep_their_order() -> None:
    made = digested(session(seq=1735689604968))

    assert made.row("sessions")["sequence"] == 1735689604968


def test_each_way_to_end_of_a_bucket_is_a_row() -> None:
    made = digested(sessions({"started": time.time(), "exited": 40, "crashed": 2}))

    counted = {row["status"]: row["quantity"] for row in made.rows("sessions")}
    assert counted == {"exited": 40, "crashed": 2}


def test_an_environment_is_production_when_none_is_named() -> None:
    made = digested(session(attrs={"release": "shop@1.0"}))

    assert made.row("sessions")["environment"] == "production"


def test_an_errored_session_has_an_error() -> None:
    made = digested(session(status="errored", errors=0))

    assert made.row("sessions")["errors"] == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"sid": "no"},
        {"attrs": {}},
        {"attrs": {"release": "latest"}},
        {"started": None},
        {"started": time.time() - 6 * 86400},
        {"started": time.time() + 3600},
        {"status": "sleepy"},
    ],
    ids=["no id", "no release", "bad release", "no start", "old", "future", "status"],
)
def test_a_session_that_makes_no_sense_is_invalid(fields: dict[str, Any]) -> None:
    made = digested(session(**fields))

    assert made.outcomes == {("session", "invalid_session"): 1}


def test_sessions_that_count_nothing_are_invalid() -> None:
    made = digested(sessions({"started": time.time(), "exited": 0}))

    assert made.outcomes == {("session", "invalid_session"): 1}
