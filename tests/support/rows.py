"""Rows of the event store, as digest makes them."""

import msgspec

from seismo.model.ids import hash_key
from seismo.model.telemetry import EventRow, LogRow

NOON = 1_795_262_400.0
"""Of 21 November 2026, in unix seconds."""
_NAMES = {"partition": 0, "row": 0, "project_id": 1, "received": NOON, "timestamp": NOON}
_EVENT = EventRow(
    **_NAMES,
    offset=0,
    event_id="1" * 32,
    hash="f" * 32,
    hash_key=hash_key("f" * 32),
    type="error",
    level="error",
    platform="python",
    title="ValueError: no",
    culprit="shop.views in pay",
    message=None,
    error_type="ValueError",
    error_value="no",
    handled=False,
    mechanism="django",
    logger=None,
    transaction="/pay/",
    environment="production",
    release="shop@1.0",
    dist=None,
    server_name="web-1",
    user="id:7",
    url=None,
    http_method=None,
    trace_id=None,
    span_id=None,
    sdk_name="sentry.python",
    sdk_version="2.75.0",
    tags={},
)
_LOG = LogRow(
    **_NAMES,
    offset=0,
    trace_id="a" * 32,
    span_id=None,
    level="info",
    severity=9,
    body="paid",
    template=None,
    logger=None,
    sequence=None,
    environment=None,
    release=None,
    server_name=None,
    user=None,
    replay_id=None,
    sdk_name=None,
    sdk_version=None,
    attributes={},
)


def event_row(offset: int, **changes: object) -> EventRow:
    return msgspec.structs.replace(_EVENT, offset=offset, **changes)


def log_row(offset: int, **changes: object) -> LogRow:
    return msgspec.structs.replace(_LOG, offset=offset, **changes)
