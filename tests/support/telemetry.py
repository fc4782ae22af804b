"""An envelope for each kind of item, as today's SDKs send it, and a look at the rows that it became."""

import json
import time
import uuid
import zlib
from collections.abc import Iterable
from typing import Any

import msgspec
import zstandard
from sqlglot import exp, select

from seismo.digest.pipeline import digest_record
from seismo.model.digested import DigestedRecord
from seismo.model.ids import EventId, ProjectId
from seismo.model.project import ProjectRules
from seismo.model.record import Client, Record
from seismo.model.telemetry import TABLES
from support.app import App, TestProject, error

TRACE = "e79c1487" * 4
SPAN = "ae087924b7846310"
SEGMENT = "8e8f27619193d555"
SPANS = "application/vnd.sentry.items.span.v2+json"
LOGS = "application/vnd.sentry.items.log+json"
METRICS = "application/vnd.sentry.items.trace-metric+json"


def item(payload: object, kind: str, **headers: Any) -> bytes:
    """One item, header and payload, as it stands in an envelope."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return json.dumps({"type": kind, "length": len(body)} | headers).encode() + b"\n" + body


def envelope_of(*items: bytes, event_id: str | None = None, **headers: Any) -> bytes:
    """An envelope with these items."""
    identity = {"event_id": event_id} if event_id else {}
    return b"\n".join([json.dumps(identity | headers).encode(), *items]) + b"\n"


def attributes(**values: Any) -> dict[str, Any]:
    """Typed attributes; two underscores in a name stand for a dot."""
    kinds = {str: "string", bool: "boolean", int: "integer", float: "double", list: "array"}
    return {
        name.replace("__", "."): {"value": value, "type": kinds[type(value)]}
        for name, value in values.items()
    }


def log(body: str = "failed job in 3", **fields: Any) -> dict[str, Any]:
    return {"timestamp": time.time(), "trace_id": TRACE, "level": "info", "body": body} | fields


def logs(*entries: dict[str, Any], **container: Any) -> bytes:
    payload = {"version": 2, "items": list(entries)} | container
    return item(payload, "log", item_count=len(entries), content_type=LOGS)


def metric(name: str = "orders", **fields: Any) -> dict[str, Any]:
    base = {"timestamp": time.time(), "trace_id": TRACE, "type": "counter", "value": 2.0}
    return base | {"name": name} | fields


def metrics(*entries: dict[str, Any]) -> bytes:
    payload = {"version": 2, "items": list(entries)}
    return item(payload, "trace_metric", item_count=len(entries), content_type=METRICS)


def span(name: str = "SELECT * FROM orders", **fields: Any) -> dict[str, Any]:
    end = time.time()
    return {
        "name": name,
        "trace_id": TRACE,
        "span_id": SPAN,
        "parent_span_id": SEGMENT,
        "start_timestamp": end - 0.25,
        "end_timestamp": end,
        "is_segment": False,
        "status": "ok",
    } | fields


def spans(*entries: dict[str, Any], **container: Any) -> bytes:
    payload = {"version": 2, "items": list(entries)} | container
    return item(payload, "span", item_count=len(entries), content_type=SPANS)


def transaction(**fields: Any) -> dict[str, Any]:
    """A transaction of one second with two spans, as the Python SDK sends it."""
    end = time.time()
    trace = {"trace_id": TRACE, "span_id": SEGMENT, "op": "http.server", "status": "ok"}
    return {
        "type": "transaction",
        "transaction": "/pay/",
        "transaction_info": {"source": "route"},
        "platform": "python",
        "release": "shop@1.0",
        "environment": "production",
        "contexts": {"trace": trace},
        "start_timestamp": end - 1,
        "timestamp": end,
        "spans": [
            child(end - 0.8, end - 0.3, op="db.query", description="SELECT * FROM orders"),
            child(end - 0.5, end - 0.2, span_id="bebc8fc4ebad39ad", op="http.client"),
        ],
    } | fields


def child(start: float, end: float, **fields: Any) -> dict[str, Any]:
    """A span inside a transaction."""
    return {
        "trace_id": TRACE,
        "span_id": SPAN,
        "parent_span_id": SEGMENT,
        "start_timestamp": start,
        "timestamp": end,
    } | fields


class Made:
    """What digest makes of an envelope, without a server."""

    def __init__(self, record: DigestedRecord) -> None:
        self.record = record

    @property
    def blobs(self) -> list[bytes]:
        return [blob for item in self.record.items for blob in item.blobs]

    @property
    def outcomes(self) -> dict[tuple[str, str], int]:
        """Quantities by category and reason; the reason of what is accepted is empty."""
        counted: dict[tuple[str, str], int] = {}
        drops = [
            *self.record.dropped,
            *(drop for item in self.record.items for drop in item.dropped),
        ]
        cells = [
            *((event.category, "", 1) for event in self.record.events),
            *((each, "", n) for item in self.record.items for each, n in item.quantities),
            *((drop.category, drop.reason, drop.quantity) for drop in drops),
            *(("internal", "", 1) for _ in self.record.reports),
        ]
        for category, reason, quantity in cells:
            key = (str(category), str(reason))
            counted[key] = counted.get(key, 0) + quantity
        return counted

    def rows(self, table: str) -> list[dict[str, Any]]:
        lines = [
            zstandard.decompress(rows.packed)
            for item in self.record.items
            for rows in item.rows
            if rows.table == table
        ]
        return [json.loads(line) for each in lines for line in each.splitlines()]

    def row(self, table: str) -> dict[str, Any]:
        """The only row."""
        (row,) = self.rows(table)
        return row


RULES = ProjectRules(ProjectId(1), "newstyle:2026-11")
CLIENT = "127.0.0.1"


def digested(*items: bytes, event_id: str | None = None, **headers: Any) -> Made:
    """What the items become, received now from CLIENT in one envelope."""
    body = envelope_of(*items, event_id=event_id, **headers)
    record = Record(
        project_id=ProjectId(1),
        received=time.time(),
        event_id=EventId(event_id) if event_id else None,
        body=body,
        kept=tuple(range(len(items))),
        client=Client(remote_addr=CLIENT),
    )
    return Made(digest_record(record, RULES, 0, 1))


def post(
    app: App, project: TestProject, *items: bytes, event_id: str | None = None, **headers: Any
) -> None:
    """Post the items in one envelope and wait until they are digested."""
    answer = app.post(project, envelope_of(*items, event_id=event_id, **headers))
    assert answer.status_code == 200, answer.text
    app.wait_until_idle()


def rows_of(app: App, project: TestProject, table: str) -> list[dict[str, Any]]:
    """The rows of a project, as the event store has them, in the order in which they came in."""
    return rows_by_project(app, [project], table).get(project.id, [])


def rows_by_project(
    app: App, projects: Iterable[TestProject], table: str
) -> dict[int, list[dict[str, Any]]]:
    """The rows of each of the projects that has any, by the number of the project."""
    columns = TABLES[table].__struct_fields__
    ids = [exp.Literal.number(project.id) for project in projects]
    query = (
        select(*(exp.column(name, quoted=True) for name in columns))
        .from_(table)
        .where(exp.column("project_id").isin(*ids))
        .order_by('"offset"', '"row"', '"part"')
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for values in app.stores.eventstore.select(query, {}):
        row = dict(zip(columns, values, strict=True))
        found.setdefault(row["project_id"], []).append(row)
    return found


def row_of(app: App, project: TestProject, table: str) -> dict[str, Any]:
    """The only row of a project."""
    (row,) = rows_of(app, project, table)
    return row


def outcomes(project: TestProject) -> dict[tuple[str, str], int]:
    """Quantities by category and reason; the reason of what is accepted is empty."""
    from seismo.catalog.models import OutcomeCount

    counted: dict[tuple[str, str], int] = {}
    for row in OutcomeCount.objects.filter(project_id=project.id):
        cell = (row.category, row.reason)
        counted[cell] = counted.get(cell, 0) + row.quantity
    return counted


def new_id() -> str:
    return uuid.uuid4().hex


def session(**fields: Any) -> bytes:
    """The update that starts a session."""
    now = time.time()
    attrs = {"release": "shop@1.0", "environment": "staging"}
    base = {"sid": new_id(), "init": True, "started": now - 1, "timestamp": now, "status": "ok"}
    return item(base | {"errors": 0, "did": "7", "attrs": attrs} | fields, "session")


def sessions(*buckets: dict[str, Any], **fields: Any) -> bytes:
    attrs = {"release": "shop@1.0", "environment": "staging"}
    return item({"attrs": attrs, "aggregates": list(buckets)} | fields, "sessions")


def check_in(**fields: Any) -> bytes:
    base = {"check_in_id": new_id(), "monitor_slug": "nightly-sync", "status": "ok"}
    return item(base | fields, "check_in")


SCHEDULE = {"schedule": {"type": "crontab", "value": "*/5 * * * *"}, "timezone": "UTC"}


def feedback(message: str = "I cannot pay", **fields: Any) -> bytes:
    given = {"message": message, "contact_email": "ada@example.test", "name": "Ada"}
    payload = {"type": "feedback", "contexts": {"feedback": given | fields}, "platform": "node"}
    return item(payload | {"release": "shop@1.0", "environment": "staging"}, "feedback")


def user_report(event_id: str, **fields: Any) -> bytes:
    base = {"event_id": event_id, "name": "Ada", "email": "ada@example.test", "comments": "Help!"}
    return item(base | fields, "user_report")


def attachment(content: bytes = b"hello", **headers: Any) -> bytes:
    return item(content, "attachment", **({"filename": "log.txt"} | headers))


def replay(replay_id: str, segment: int = 0, **fields: Any) -> bytes:
    now = time.time()
    base = {
        "type": "replay_event",
        "replay_id": replay_id,
        "segment_id": segment,
        "replay_type": "session",
        "replay_start_timestamp": now - 5,
        "timestamp": now,
        "urls": ["https://shop.example/"],
        "platform": "javascript",
    }
    return item(base | fields, "replay_event")


def recording(events: Any, segment: int = 0) -> bytes:
    """A recording as browsers send it: a header line and compressed events."""
    return item(_recorded(events, segment), "replay_recording")


def video(replay_id: str, events: Any, segment: int = 0) -> bytes:
    """A segment of a replay as phones send it, all parts in one item."""
    parts = {
        "replay_event": json.dumps({"replay_id": replay_id, "segment_id": segment}).encode(),
        "replay_recording": _recorded(events, segment),
        "replay_video": f"a film of {replay_id}".encode(),
    }
    return item(msgspec.msgpack.encode(parts), "replay_video")


def _recorded(events: Any, segment: int) -> bytes:
    body = zlib.compress(json.dumps(events).encode())
    return json.dumps({"segment_id": segment}).encode() + b"\n" + body


def profile(event_id: str, **fields: Any) -> bytes:
    base = {
        "event_id": new_id(),
        "platform": "python",
        "version": "1",
        "release": "shop@1.0",
        "transactions": [
            {
                "id": event_id,
                "name": "/pay/",
                "trace_id": TRACE,
                "relative_start_ns": "0",
                "relative_end_ns": "58000000",
            }
        ],
        "profile": {"frames": [], "stacks": [], "samples": []},
    }
    return item(base | fields, "profile")


def profile_chunk(**fields: Any) -> bytes:
    now = time.time()
    samples = [{"timestamp": now - 2, "stack_id": 0}, {"timestamp": now, "stack_id": 0}]
    base = {
        "profiler_id": new_id(),
        "chunk_id": new_id(),
        "platform": "node",
        "version": "2",
        "profile": {"frames": [], "stacks": [], "samples": samples},
    }
    return item(base | fields, "profile_chunk", platform="node")


def csp_report(**fields: Any) -> bytes:
    base = {
        "document-uri": "https://shop.example/pay/",
        "effective-directive": "script-src",
        "violated-directive": "script-src 'self'",
        "blocked-uri": "https://ads.example/banner.js",
    }
    return item({"csp-report": base | fields}, "raw_security")


def mixed(event_id: str) -> bytes:
    """An envelope with items of all kinds that go together, the rest by turns.

    What its event id names is an error in most, a transaction, feedback or a segment of a replay in some.
    """
    an_error = item(error(f"order {event_id[:6]} failed", function=f"step_{event_id[0]}"), "event")
    mains = {
        "c": replay(event_id),
        "d": item(transaction(), "transaction"),
        "e": feedback(),
        "f": csp_report(),
    }
    return envelope_of(
        mains.get(event_id[0], an_error),
        attachment(event_id.encode(), filename="log.txt"),
        logs(log(), log(body="")),
        metrics(metric()),
        spans(span()),
        session(),
        sessions({"started": time.time(), "exited": 3}),
        check_in(monitor_config=SCHEDULE),
        user_report(event_id),
        recording([{"type": 5, "data": event_id}]),
        video(event_id, [{"type": 4, "data": event_id}], segment=1),
        profile(event_id) if event_id.startswith("d") else profile_chunk(),
        event_id=event_id,
    )


def names_a_replay(event_id: str) -> bool:
    """Whether `mixed` says by this id what happened in a segment, and no event."""
    return event_id.startswith("c")
