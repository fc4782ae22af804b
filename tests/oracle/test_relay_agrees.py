"""Our normalization beside that of sentry-relay, over all events and transactions of the corpus.

Opt-in: SEISMO_ORACLE_PYTHON names an interpreter that has `sentry-relay==0.10.1`, which is under a
license that keeps it out of our requirements. Every difference is listed, with its reason, in
`differences.toml`.
"""

import json
import os
import subprocess
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from seismo.digest.normalize import wire
from seismo.digest.normalize.event import normalize
from seismo.digest.normalize.facts import Facts
from seismo.model.event import encode_event
from seismo.model.ids import EventId, parse_event_id
from seismo.model.record import Client
from seismo.protocol.envelope import parse_envelope

ORACLE = os.environ.get("SEISMO_ORACLE_PYTHON")
HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "corpus"
ADDRESS = "203.0.113.9"
EMPTY: tuple[Any, ...] = (None, [], {})

pytestmark = pytest.mark.skipif(not ORACLE, reason="SEISMO_ORACLE_PYTHON names no interpreter")


class Recorded(NamedTuple):
    """An event or transaction, as an SDK sent it."""

    name: str
    payload: dict[str, Any]
    sdk: dict[str, Any]
    received: float
    user_agent: str


def recordings() -> Iterator[Recorded]:
    for path in sorted([*CORPUS.glob("*/*/*.envelope"), *CORPUS.glob("*/*/*.event")]):
        facts = json.loads(path.with_suffix(".json").read_text())
        common = (facts["received"], facts["headers"].get("User-Agent", ""))
        name = path.relative_to(CORPUS).as_posix()
        if path.suffix == ".event":
            yield Recorded(name, json.loads(path.read_bytes()), {}, *common)
            continue
        envelope = parse_envelope(path.read_bytes())
        for item in envelope.items:
            if item.type in ("event", "transaction"):
                payload = json.loads(bytes(item.payload))
                payload.setdefault("event_id", envelope.event_id or "1" * 32)
                known = payload if item.type == "event" else {**payload, "type": "transaction"}
                yield Recorded(name, known, envelope.sdk, *common)


def ours(recorded: Recorded) -> dict[str, Any]:
    facts = Facts(
        parse_event_id(recorded.payload["event_id"]) or EventId("1" * 32),
        recorded.received,
        client=Client(remote_addr=ADDRESS, user_agent=recorded.user_agent),
        sdk=recorded.sdk,
    )
    payload = json.dumps({"timestamp": recorded.received, **recorded.payload}).encode()
    event: dict[str, Any] = json.loads(encode_event(normalize(wire.decode(payload), facts)))
    return event


def theirs(all_recorded: list[Recorded]) -> list[dict[str, Any]]:
    """In one process: it takes a while to start."""
    asked = [
        {
            "payload": {"timestamp": recorded.received, **recorded.payload},
            "options": {"client_ip": ADDRESS, "user_agent": recorded.user_agent},
        }
        for recorded in all_recorded
    ]
    done = subprocess.run(
        [str(ORACLE), str(HERE / "relay.py")],
        input="\n".join(map(json.dumps, asked)),
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def differences(one: Any, other: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The paths at which two values differ. Null, nothing and an empty container are the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            yield from differences(one.get(name), other.get(name), (*path, name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for mine, its in zip(one, other, strict=True):
            yield from differences(mine, its, (*path, "*"))
    elif isinstance(one, int | float) and isinstance(other, int | float):
        if abs(one - other) > 0.001:
            yield ".".join(path)
    elif one != other and not (one in EMPTY and other in EMPTY):
        yield ".".join(path)


@pytest.fixture(scope="module")
def found() -> dict[str, str]:
    """Every path at which something differs, with a recording that shows it."""
    all_recorded = list(recordings())
    pairs = zip(all_recorded, theirs(all_recorded), strict=True)
    return {
        path: recorded.name for recorded, its in pairs for path in differences(ours(recorded), its)
    }


@pytest.fixture(scope="module")
def listed() -> list[str]:
    entries = tomllib.loads((HERE / "differences.toml").read_text())["difference"]
    return [entry["path"] for entry in entries if entry["reason"]]


def test_every_difference_is_listed_with_its_reason(
    found: dict[str, str], listed: list[str]
) -> None:
    unlisted = {
        path: name
        for path, name in found.items()
        if not any(fnmatchcase(path, pattern) for pattern in listed)
    }
    assert unlisted == {}


def test_every_listed_difference_is_still_there(found: dict[str, str], listed: list[str]) -> None:
    gone = [p for p in listed if not any(fnmatchcase(path, p) for path in found)]
    assert gone == []
