"""Profiles, seen in rows and blobs."""

import msgspec
import zstandard
from support.telemetry import (
    TRACE,
    digested,
    item,
    new_id,
    profile,
    profile_chunk,
    transaction,
)


def test_a_profile_names_its_transaction() -> None:
    event_id = new_id()
    made = digested(profile(event_id), item(transaction(), "transaction"), event_id=event_id)

    row = made.row("profiles")
    wanted = {
        "event_id": event_id,
        "transaction": "/pay/",
        "trace_id": TRACE,
        "platform": "python",
        "version": "1",
        "release": "shop@1.0",
        "duration": 58.0,
        "chunk_id": None,
    }
    assert {name: row[name] for name in wanted} == wanted


def test_a_profile_that_names_no_end_lasts_until_its_last_sample() -> None:
    event_id = new_id()
    sampled = profile(
        event_id,
        transactions=None,
        transaction={"id": event_id, "name": "/pay/", "trace_id": TRACE},
        profile={
            "samples": [
                {"elapsed_since_start_ns": 2_000_000},
                {"elapsed_since_start_ns": "61000000"},
            ]
        },
    )
    made = digested(sampled, event_id=event_id)

    assert made.row("profiles")["duration"] == 59.0


def test_all_of_a_profile_is_kept() -> None:
    made = digested(profile(new_id()), event_id=new_id())

    stored = zstandard.decompress(made.blobs[0])
    assert msgspec.json.decode(stored)["profile"] == {"frames": [], "stacks": [], "samples": []}


def test_a_chunk_says_when_it_was_sampled() -> None:
    profiler_id = new_id()
    made = digested(profile_chunk(profiler_id=profiler_id))

    row = made.row("profiles")
    assert (row["profiler_id"], row["event_id"], round(row["duration"])) == (
        profiler_id,
        None,
        2000,
    )
    assert made.outcomes == {("profile_chunk", ""): 1}


def test_a_profile_of_nothing_is_invalid() -> None:
    made = digested(profile(new_id(), transactions=[]), event_id=new_id())

    assert made.outcomes == {("profile", "invalid_profile"): 1}
