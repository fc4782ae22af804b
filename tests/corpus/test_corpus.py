"""What real SDKs sent, posted once more: the server makes of each request what its golden says."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli
import httpx
import pytest
import zstandard
from support.app import App, TestProject, wait_until

from seismo.model.ids import EventId
from seismo.ports.payloads import StoredPayload

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
RECORDED_KEY = "0123456789abcdef0123456789abcdef"
RECORDED_PROJECT = "/api/1/"
SECONDS_PER_DAY = 24 * 3600
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
            for suffix in (".envelope", ".event")
            if (path := self.facts.with_suffix(suffix)).exists()
        )
        return path.read_bytes()

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
    body = recording.body.replace(RECORDED_KEY.encode(), project.key.encode())
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


def at_recorded_time(payload: dict[str, Any], recorded: float) -> dict[str, Any]:
    """The payload without what depends on the time of the test: as if it came in when recorded."""
    received = payload.pop("received")
    crumbs = payload.get("breadcrumbs", {}).get("values", [])
    spans = payload.get("spans", [])
    for timed in (payload, *crumbs, *spans):
        for name in ("timestamp", "start_timestamp"):
            if name in timed:
                is_of_now = abs(timed[name] - received) < SECONDS_PER_DAY
                shift = received - recorded if is_of_now else 0
                timed[name] = round(timed[name] - shift, 3)
    trace = payload.get("contexts", {}).get("trace", {})
    durations = [each for kind in payload.get("breakdowns", {}).values() for each in kind.values()]
    for timed in (trace, *spans):
        if "exclusive_time" in timed:
            timed["exclusive_time"] = round(timed["exclusive_time"])
    for duration in durations:
        duration["value"] = round(duration["value"])
    for error in payload.get("errors", []):
        error.pop("reason", None)
    return payload


def payload_of(stored: StoredPayload, project: TestProject) -> dict[str, Any]:
    """What is stored, with the recorded key in the place of the project's."""
    text = zstandard.decompress(stored.payload).decode()
    payload: dict[str, Any] = json.loads(text.replace(project.key, RECORDED_KEY))
    return payload


def made_of(
    app: App, project: TestProject, recording: Recording, answer: httpx.Response
) -> dict[str, Any]:
    """The golden: the answer, the outcomes of all items, and the events that are stored."""
    recorded = json.loads(recording.facts.read_text())["received"]
    found = app.stores.payloads.find([EventId(answer.json().get("id", ""))])
    return {
        "status": answer.status_code,
        "outcomes": outcomes(project),
        "events": [
            {
                "hash": stored.hash,
                "payload": at_recorded_time(payload_of(stored, project), recorded),
            }
            for stored in found
            if isinstance(stored, StoredPayload) and stored.project_id == project.id
        ],
    }


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
    assert made[recording] == json.loads(recording.golden.read_text())


def test_the_corpus_has_recordings_of_every_language() -> None:
    languages = {str(recording).split("-")[0] for recording in RECORDINGS}
    assert languages == {"browser", "node", "python"}
