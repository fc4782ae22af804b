"""A batch that is read again after a crash changes nothing."""

import itertools
import json
import uuid

import pytest
from support import telemetry
from support.app import App, TestProject, error

from seismo.catalog import progress
from seismo.catalog.models import Issue
from seismo.catalog.progress import LeaseLost
from seismo.catalog.projects import project_rules
from seismo.digest.commit import Batch, commit_batch
from seismo.digest.pipeline import digest_chunk
from seismo.model.clock import from_unix
from seismo.model.digested import DigestedRecord
from seismo.model.ids import EventId, ProjectId
from seismo.model.record import Record, encode_record
from seismo.protocol.envelope import parse_envelope
from seismo.queries.fate import fate_of

_partitions = itertools.count(1000)


def record(app: App, project: TestProject, body: bytes, event_id: str) -> bytes:
    kept = tuple(range(len(parse_envelope(body).items)))
    return encode_record(
        Record(
            ProjectId(project.id),
            app.clock.now(),
            event_id=EventId(event_id),
            body=body,
            kept=kept,
        )
    )


def batch(app: App, partition: int, bodies: list[bytes]) -> Batch:
    results = digest_chunk(partition, list(enumerate(bodies, 1)), project_rules(), generation=1)
    records = [result for result in results if isinstance(result, DigestedRecord)]
    assert len(records) == len(bodies), results
    return Batch(partition, len(bodies), records)


def test_results_that_never_reached_the_commit_point_are_there_once_in_the_end(
    app: App, project: TestProject
) -> None:
    event_id = uuid.uuid4().hex
    body = telemetry.envelope_of(
        telemetry.item(error(event_id=event_id), "event"),
        telemetry.logs(telemetry.log(), telemetry.log(body="")),
        telemetry.metrics(telemetry.metric()),
        event_id=event_id,
    )
    partition = next(_partitions)
    work = batch(app, partition, [record(app, project, body, event_id)])
    now = from_unix(app.clock.now())
    progress.take_lease(partition, "the living", now)

    with pytest.raises(LeaseLost):
        commit_batch(work, app.stores, "the dead")
    commit_batch(work, app.stores, "the living")

    (fate,) = fate_of(app.stores.payloads, [EventId(event_id)])
    assert (fate.outcome, fate.stored) == ("accepted", 1)
    assert [issue.times_seen for issue in Issue.objects.filter(project_id=project.id)] == [1]
    assert len(telemetry.rows_of(app, project, "logs")) == 1
    counted = telemetry.outcomes(project)
    numbers = {cell: n for cell, n in counted.items() if not cell[0].endswith("_byte")}
    assert numbers == {
        ("error", ""): 1,
        ("log_item", ""): 1,
        ("log_item", "invalid_log"): 1,
        ("trace_metric", ""): 1,
    }


def test_a_flood_that_differs_only_in_ids_is_one_issue_with_an_exact_count(
    app: App, project: TestProject
) -> None:
    partition = next(_partitions)
    ids = [uuid.uuid4().hex for _ in range(500)]
    bodies = [
        record(
            app,
            project,
            b'{"event_id":"%s"}\n{"type":"event"}\n' % event_id.encode()
            + json.dumps(error(f"order {number * 7919} of {event_id} failed")).encode(),
            event_id,
        )
        for number, event_id in enumerate(ids)
    ]
    progress.take_lease(partition, "flood", from_unix(app.clock.now()))
    commit_batch(batch(app, partition, bodies), app.stores, "flood")
    assert [issue.times_seen for issue in Issue.objects.filter(project_id=project.id)] == [500]
    assert telemetry.outcomes(project) == {("error", ""): 500}
