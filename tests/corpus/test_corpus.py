"""What real SDKs sent, posted once more: the server makes of each request what its golden says."""

import gzip
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import httpx
import pytest
import zstandard
from cleaning import Move, move_to, moved_back, with_payloads
from support.app import App, TestProject, wait_until
from support.telemetry import rows_by_project

from seismo.model.ids import EventId
from seismo.model.telemetry import TABLES
from seismo.ports.payloads import PayloadStore, StoredPayload
from seismo.protocol.envelope import parse_envelope

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
RECORDED_KEY = "0123456789abcdef0123456789abcdef"
RECORDED_PROJECT = "/api/1/"
SECONDS_PER_DAY = 24 * 3600
TIMES = frozenset({"timestamp", "start_timestamp", "received"})
PLACES = frozenset({"partition", "offset", "row", "project_id", "received"})
MARKS = frozenset({"marks", "sieve_even", "sieve_odd"})
"""Hashes of words, of which some look like times."""
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.compress,
    "gzip": gzip.compress,
    "identity": bytes,
}


@dataclass(frozen=True)
class Clock:
    """Between the time of the test and that of the recording."""

    delta: float | None
    """Seconds by which the times in the request were moved. None when they were not: then they are so
    old that all times hang on the receipt."""
    received: float
    recorded: float
    """When the request came in, now and then."""

    def back(self, value: Any) -> Any:
        """The value as it was when it was recorded."""
        if isinstance(value, list):
            return [self.back(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {
            name: self._time(each) if name in TIMES and is_now(each) else self.back(each)
            for name, each in value.items()
        }

    def _time(self, unix: float) -> float:
        is_receipt = abs(unix - self.received) < 0.001
        moved = self.received - self.recorded if self.delta is None else self.delta
        return round(self.recorded if is_receipt else unix - moved, 3)


def is_now(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value - time.time()) < SECONDS_PER_DAY


@dataclass(frozen=True)
class Recording:
    """One request of an SDK, as its file of facts and the file of its body tell."""

    facts: Path

    def __str__(self) -> str:
        return self.facts.relative_to(CORPUS).with_suffix("").as_posix()

    @property
    def body(self) -> bytes:
        (path,) = (
            path
            for suffix in (".envelope", ".event", ".otlp")
            if (path := self.facts.with_suffix(suffix)).exists()
        )
        return path.read_bytes()

    @property
    def earlier(self) -> list["Recording"]:
        """What must have come before: the check-in that makes the monitor."""
        if self.facts.stem == "1" or b'"monitor_slug"' not in self.body:
            return []
        return [Recording(self.facts.with_stem("1"))]

    @property
    def moves(self) -> bool:
        """Whether its times can be moved: those of OpenTelemetry are binary, or nanoseconds."""
        return not self.facts.with_suffix(".otlp").exists()

    @property
    def is_envelope(self) -> bool:
        return self.facts.with_suffix(".envelope").exists()

    @property
    def golden(self) -> Path:
        return self.facts.with_suffix(".golden.json")


RECORDINGS = [
    Recording(path)
    for path in sorted(CORPUS.glob("*/*/*.json"))
    if not path.name.endswith(".golden.json")
]


def post(
    client: httpx.Client, project: TestProject, recording: Recording, move: Move
) -> httpx.Response:
    """As the SDK sent it, only to another project and today."""
    facts = json.loads(recording.facts.read_text())
    headers = {
        name: value.replace(RECORDED_KEY, project.key) for name, value in facts["headers"].items()
    }
    path = facts["path"].replace(RECORDED_PROJECT, f"/api/{project.id}/")
    body = recording.body.replace(b"@errors.example/1", b"@errors.example/%d" % project.id)
    body = body.replace(RECORDED_KEY.encode(), project.key.encode())
    if recording.moves:
        body = with_payloads(body, move.text) if recording.is_envelope else move.text(body)
    encoded = ENCODERS[headers.get("Content-Encoding", "identity")](body)
    return client.post(
        path.replace(RECORDED_KEY, project.key),
        content=iter([encoded]) if "Transfer-Encoding" in headers else encoded,
        headers=headers,
    )


def outcomes(project: TestProject) -> list[str]:
    from seismo.catalog.models import OutcomeCount

    rows = OutcomeCount.objects.filter(project_id=project.id).order_by("category", "reason")
    return [f"{row.quantity} {row.category} {row.reason or 'accepted'}" for row in rows]


def payload_of(stored: StoredPayload) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(zstandard.decompress(stored.payload))
    return payload


def event_of(stored: StoredPayload, recorded: float, delta: float | None) -> dict[str, Any]:
    payload = payload_of(stored)
    known = Clock(delta, payload.pop("received"), recorded).back(payload)
    for error in known.get("errors", []):
        error.pop("reason", None)
    named = {"hash": stored.hash} if stored.hash else {"kind": stored.kind}
    return {**named, "payload": known}


def readable(row: dict[str, Any], recorded: float, delta: float | None) -> dict[str, Any]:
    """What a row says to a person, without where it stands."""
    moments = {
        name: value.replace(tzinfo=UTC).timestamp()
        for name, value in row.items()
        if isinstance(value, datetime)
    }
    if row.get("encoding") == "zstd":  # JSON with times in it
        row = {**row, "blob": None, "size": None}
    known = Clock(delta, moments["received"], recorded).back({**row, **moments})
    return {
        name: value
        for name, value in known.items()
        if name not in PLACES and name not in MARKS and value not in (None, {}, [])
    }


Rows = dict[str, dict[int, list[dict[str, Any]]]]
"""By table and project."""


def made_of(
    stored_rows: Rows,
    payloads: PayloadStore,
    project: TestProject,
    recording: Recording,
    answer: httpx.Response,
    move: Move,
) -> dict[str, Any]:
    """The golden: the answer, the outcomes of all items, the payloads that are stored, and the rows."""
    recorded = json.loads(recording.facts.read_text())["received"]
    delta = move.delta if recording.moves else None
    told = answer.json() if answer.content else {}
    found = payloads.find([EventId(told.get("id", ""))])
    made = {
        "status": answer.status_code,
        "outcomes": outcomes(project),
        "events": [
            event_of(stored, recorded, delta)
            for stored in found
            if isinstance(stored, StoredPayload) and stored.project_id == project.id
        ],
        "rows": {
            table: [readable(row, recorded, delta) for row in rows]
            for table, by_project in stored_rows.items()
            if (rows := by_project.get(project.id))
        },
    }
    text = json.dumps(made, default=str).replace(project.key, RECORDED_KEY)
    known: dict[str, Any] = json.loads(moved_back(move).text(text.encode()))
    return known


def about(golden: Any) -> Any:
    """The golden, but that its fractions need not be met to the last digit: clocks are added to them."""
    if isinstance(golden, dict):
        return {name: about(each) for name, each in golden.items()}
    if isinstance(golden, list):
        return [about(each) for each in golden]
    return pytest.approx(golden, abs=0.002) if isinstance(golden, float) else golden


@pytest.fixture(scope="module")
def made(app: App) -> dict[Recording, dict[str, Any]]:
    """What the server makes of each recording, posted to a project of its own.

    The projects are made before the first request: the server looks for new keys once a second.
    """
    projects = {recording: app.project() for recording in RECORDINGS}
    last = app.project()
    wait_until(lambda: app.post(last, b"{}").status_code == 200, "the server knows the projects")
    move = move_to(time.time())
    with httpx.Client(base_url=app.url) as client:
        for recording, project in projects.items():
            for earlier in recording.earlier:
                post(client, project, earlier, move)
        app.wait_until_idle()
        answers = {
            recording: post(client, project, recording, move)
            for recording, project in projects.items()
        }
    app.wait_until_idle()
    rows = {table: rows_by_project(app, projects.values(), table) for table in TABLES}
    payloads = app.stores.payloads
    return {
        recording: made_of(rows, payloads, projects[recording], recording, answer, move)
        for recording, answer in answers.items()
    }


@pytest.mark.parametrize("recording", RECORDINGS, ids=str)
def test_the_server_makes_of_a_recorded_request_what_its_golden_says(
    made: dict[Recording, dict[str, Any]], recording: Recording, regenerate_goldens: bool
) -> None:
    if regenerate_goldens:
        text = json.dumps(made[recording], indent=2, ensure_ascii=False, sort_keys=True)
        recording.golden.write_text(text + "\n")
    assert made[recording] == about(json.loads(recording.golden.read_text()))


def test_the_corpus_has_recordings_of_every_language() -> None:
    languages = {str(recording).split("-")[0] for recording in RECORDINGS}
    assert languages == {"browser", "cli", "go", "java", "node", "otel", "python", "rust"}


def test_the_corpus_has_every_kind_of_item_that_sdks_send() -> None:
    kinds = {
        item.type
        for recording in RECORDINGS
        if recording.is_envelope
        for item in parse_envelope(recording.body).items
    }
    assert kinds >= {
        *("event", "transaction", "span", "attachment", "session", "sessions", "client_report"),
        *("log", "trace_metric", "check_in", "feedback", "profile", "profile_chunk"),
        *("replay_event", "replay_recording", "statsd", "user_report"),
    }
