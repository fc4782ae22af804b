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
from support.app import App, TestProject, wait_until
from support.telemetry import rows_of

from seismo.model.ids import EventId
from seismo.model.telemetry import TABLES
from seismo.ports.payloads import StoredPayload
from seismo.protocol.envelope import parse_envelope

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
RECORDED_KEY = "0123456789abcdef0123456789abcdef"
RECORDED_PROJECT = "/api/1/"
SECONDS_PER_DAY = 24 * 3600
TIMES = frozenset({"timestamp", "start_timestamp", "received"})
PLACES = frozenset({"partition", "offset", "row", "project_id", "received"})
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.compress,
    "gzip": gzip.compress,
    "identity": bytes,
}


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


def post(client: httpx.Client, project: TestProject, recording: Recording) -> httpx.Response:
    """As the SDK sent it, only to another project."""
    facts = json.loads(recording.facts.read_text())
    headers = {
        name: value.replace(RECORDED_KEY, project.key) for name, value in facts["headers"].items()
    }
    path = facts["path"].replace(RECORDED_PROJECT, f"/api/{project.id}/")
    body = recording.body.replace(b"@errors.example/1", b"@errors.example/%d" % project.id)
    body = body.replace(RECORDED_KEY.encode(), project.key.encode())
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


def at_recorded_time(value: Any, shift: float) -> Any:
    """The value as if it came in when it was recorded: each time near today moves by `shift`."""
    if isinstance(value, list):
        return [at_recorded_time(each, shift) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: round(each - shift, 3) if is_time(name, each) else at_recorded_time(each, shift)
        for name, each in value.items()
    }


def is_time(name: str, value: Any) -> bool:
    """Whether a value moves with the time of the test, so not the times of a bad clock."""
    is_moment = name in TIMES and isinstance(value, int | float)
    return is_moment and abs(value - time.time()) < SECONDS_PER_DAY


def payload_of(stored: StoredPayload) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(zstandard.decompress(stored.payload))
    return payload


def event_of(stored: StoredPayload, recorded: float) -> dict[str, Any]:
    payload = payload_of(stored)
    known = at_recorded_time(payload, payload.pop("received") - recorded)
    for error in known.get("errors", []):
        error.pop("reason", None)
    named = {"hash": stored.hash} if stored.hash else {"kind": stored.kind}
    return {**named, "payload": known}


def readable(row: dict[str, Any], recorded: float) -> dict[str, Any]:
    """What a row says, without where it stands."""
    moments = {
        name: value.replace(tzinfo=UTC).timestamp()
        for name, value in row.items()
        if isinstance(value, datetime)
    }
    known = at_recorded_time({**row, **moments}, moments["received"] - recorded)
    return {
        name: value
        for name, value in known.items()
        if name not in PLACES and value not in (None, {}, [])
    }


def made_of(
    app: App, project: TestProject, recording: Recording, answer: httpx.Response
) -> dict[str, Any]:
    """The golden: the answer, the outcomes of all items, the payloads that are stored, and the rows."""
    recorded = json.loads(recording.facts.read_text())["received"]
    told = answer.json() if answer.content else {}
    found = app.stores.payloads.find([EventId(told.get("id", ""))])
    made = {
        "status": answer.status_code,
        "outcomes": outcomes(project),
        "events": [
            event_of(stored, recorded)
            for stored in found
            if isinstance(stored, StoredPayload) and stored.project_id == project.id
        ],
        "rows": {
            table: [readable(row, recorded) for row in rows]
            for table in TABLES
            if (rows := rows_of(app, project, table))
        },
    }
    text = json.dumps(made, default=str).replace(project.key, RECORDED_KEY)
    known: dict[str, Any] = json.loads(text)
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
    with httpx.Client(base_url=app.url) as client:
        answers = {
            recording: post(client, project, recording) for recording, project in projects.items()
        }
    app.wait_until_idle()
    return {
        recording: made_of(app, projects[recording], recording, answer)
        for recording, answer in answers.items()
    }


@pytest.mark.parametrize("recording", RECORDINGS, ids=str)
def test_the_server_makes_of_a_recorded_request_what_its_golden_says(
    made: dict[Recording, dict[str, Any]], recording: Recording, regenerate_goldens: bool
) -> None:
    if regenerate_goldens:
        text = json.dumps(made[recording], indent=2, ensure_ascii=False)
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
        *("replay_event", "replay_recording", "statsd"),
    }
