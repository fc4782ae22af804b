"""An envelope for each kind of item, as today's SDKs send it, and a look at the rows that it became."""

import json
import time
import uuid
from typing import Any

from sqlglot import exp, select

from seismo.model.telemetry import TABLES
from support.app import App, TestProject

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


def post(app: App, project: TestProject, *items: bytes, event_id: str | None = None) -> None:
    """Post the items in one envelope and wait until they are digested."""
    answer = app.post(project, envelope_of(*items, event_id=event_id))
    assert answer.status_code == 200, answer.text
    app.wait_until_idle()


def rows_of(app: App, project: TestProject, table: str) -> list[dict[str, Any]]:
    """The rows of a project, as the event store has them, in the order in which they came in."""
    columns = TABLES[table].__struct_fields__
    query = (
        select(*(exp.column(name, quoted=True) for name in columns))
        .from_(table)
        .where(exp.column("project_id").eq(exp.Placeholder(this="project_id")))
        .order_by('"offset"', '"row"', '"part"')
    )
    found = app.stores.eventstore.select(query, {"project_id": project.id})
    return [dict(zip(columns, row, strict=True)) for row in found]


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
