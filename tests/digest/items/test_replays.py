"""Replays, seen in rows and blobs."""

import json
import zlib
from typing import Any

import msgspec
import pytest
import zstandard
from support.telemetry import (
    digested,
    item,
    new_id,
    recording,
    replay,
)

EVENTS = [{"type": 4, "data": {"href": "https://shop.example/"}, "timestamp": 1795299419134}]


def test_a_segment_keeps_what_queries_need() -> None:
    replay_id, error_id = new_id(), new_id()
    sent = replay(replay_id, 2, error_ids=[error_id, "no id"], trace_ids=["a" * 32])
    made = digested(sent, event_id=replay_id)

    row = made.row("replays")
    wanted = {
        "replay_id": replay_id,
        "segment_id": 2,
        "replay_type": "session",
        "urls": ["https://shop.example/"],
        "error_ids": [error_id],
        "trace_ids": ["a" * 32],
        "platform": "javascript",
    }
    assert {name: row[name] for name in wanted} == wanted


def test_a_recording_is_a_row_and_its_bytes_as_they_came() -> None:
    replay_id = new_id()
    made = digested(replay(replay_id), recording(EVENTS), event_id=replay_id)

    row = made.row("replay_recordings")
    (stored,) = made.blobs
    assert (row["replay_id"], row["segment_id"], row["encoding"]) == (replay_id, 0, "zlib")
    assert json.loads(zlib.decompress(stored)) == EVENTS
    assert made.outcomes == {("replay", ""): 2}


def test_a_secret_in_a_recording_is_not_kept() -> None:
    events: list[Any] = [{"type": 5, "data": {"password": "fake-hunter-7731"}}]
    made = digested(recording(events), event_id=new_id())

    row = made.row("replay_recordings")
    stored = zstandard.decompress(made.blobs[0])
    assert row["encoding"] == "zstd"
    assert b"fake-hunter-7731" not in stored


def test_a_video_is_a_segment_with_two_blobs() -> None:
    replay_id = new_id()
    parts = {
        "replay_event": json.dumps({"replay_id": replay_id, "segment_id": 1}).encode(),
        "replay_recording": b'{"segment_id": 1}\n' + json.dumps(EVENTS).encode(),
        "replay_video": b"fake mp4",
    }
    made = digested(item(msgspec.msgpack.encode(parts), "replay_video"), event_id=replay_id)

    found = made.rows("replay_recordings")
    assert [(row["kind"], row["segment_id"]) for row in found] == [("recording", 1), ("video", 1)]
    assert made.blobs[1] == b"fake mp4"
    assert made.row("replays")["replay_id"] == replay_id


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("replay_event", b"{}"),
        ("replay_recording", b'{"segment_id": 0}\n\x78not zlib'),
        ("replay_video", b"\xc1"),
    ],
)
def test_a_part_that_cannot_be_read_is_invalid(kind: str, payload: bytes) -> None:
    made = digested(item(payload, kind), event_id=new_id())

    assert made.outcomes == {("replay", "invalid_replay"): 1}


def test_a_recording_of_no_replay_is_invalid() -> None:
    made = digested(recording(EVENTS))

    assert made.outcomes == {("replay", "invalid_replay"): 1}
