"""Transactions with their spans: from the item's bytes to what is stored."""

import msgspec
import zstandard

from seismo.digest.filter import filtered
from seismo.digest.items.attributes import text_of
from seismo.digest.items.results import came_from, lost, unreadable
from seismo.digest.normalize.event import normalizing
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.title import search_tags
from seismo.digest.normalize.transaction import fault_of
from seismo.digest.normalize.wire import decoding
from seismo.digest.place import Place
from seismo.digest.scrub import scrubbed
from seismo.digest.spelled import Spelled
from seismo.digest.stages import Stages
from seismo.digest.written import written
from seismo.model.digested import DigestedItem, DigestedPayload
from seismo.model.event import Databag, Event, Json, Span, encode_event
from seismo.model.ids import EventId, parse_event_id
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.project import ProjectRules
from seismo.model.telemetry import Row, SpanRow, TransactionRow
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson

_compressor = zstandard.ZstdCompressor(level=1)
_MILLISECONDS = {
    "nanosecond": 1e-6,
    "microsecond": 1e-3,
    "millisecond": 1,
    "second": 1e3,
    "minute": 6e4,
    "hour": 3.6e6,
    "day": 8.64e7,
    "week": 6.048e8,
}


def digest(
    item: Item, facts: Facts, rules: ProjectRules, place: Place
) -> Stages[DigestedItem | Dropped]:
    spelled = Spelled()
    try:
        payload = yield from decoding(bytes(item.payload), spelled)
    except InvalidJson as error:
        return unreadable(error, item)
    fault = fault_of(payload)
    if fault is not None:
        return lost(item, Reason.INVALID_TRANSACTION, fault, facts.event_id)
    payload["type"] = "transaction"
    yield
    event = yield from normalizing(payload, facts)
    yield
    reason = filtered(event, facts.client, rules.filters)
    if reason is not None:
        return lost(item, reason, "", facts.event_id)
    yield
    event = yield from scrubbed(event, rules.scrubbing, spelled)
    yield
    return stored(event, facts, place)


def stored(event: Event, facts: Facts, place: Place) -> DigestedItem:
    """The rows of a transaction, and all of it.

    The rate goes into the payload too: the rows can be made again from it.
    """
    rate = client_sample_rate(event, facts)
    if rate is not None:
        event.contexts["trace"]["client_sample_rate"] = rate
    rows = rows_of(event, place)
    return DigestedItem(
        row=place.row,
        quantities=((DataCategory.TRANSACTION, 1), (DataCategory.SPAN, len(rows) - 1)),
        rows=written(rows),
        came_from=came_from(rows[:1]),
        payload=DigestedPayload(
            kind="transaction",
            event_id=EventId(event.event_id),
            title=event.transaction or "",
            content=_compressor.compress(encode_event(event)),
        ),
    )


def client_sample_rate(event: Event, facts: Facts) -> float | None:
    """The rate at which the SDK samples: from the trace context, else from the trace header."""
    own = event.contexts["trace"].get("client_sample_rate")
    for candidate in (own, facts.dsc.get("sample_rate")):
        rate = _number(candidate)
        if rate is not None and 0 < rate <= 1:
            return rate
    return None


def _number(value: Json) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def rows_of(event: Event, place: Place) -> list[Row]:
    """The transaction's own row, that of its root span, and one for each other span."""
    transaction = _transaction(event, place)
    spans = [_span(span, transaction, part) for part, span in enumerate(event.spans or (), start=1)]
    return [transaction, _root(event, transaction), *spans]


def _transaction(event: Event, place: Place) -> TransactionRow:
    trace = event.contexts["trace"]
    data = _bag(trace.get("data"))
    profile = event.contexts.get("profile", {})
    request = event.request
    start = event.start_timestamp or event.timestamp
    return TransactionRow(
        partition=place.partition,
        offset=place.offset,
        row=place.row,
        project_id=place.project_id,
        received=event.received,
        timestamp=event.timestamp,
        event_id=event.event_id,
        trace_id=trace["trace_id"],
        span_id=trace["span_id"],
        parent_span_id=trace.get("parent_span_id"),
        name=event.transaction or "",
        source=(event.transaction_info or {}).get("source", "unknown"),
        op=_text(trace.get("op")) or "default",
        status=_text(trace.get("status")) or "unknown",
        origin=_text(trace.get("origin")),
        start_timestamp=start,
        duration=(event.timestamp - start) * 1000,
        self_time=_number(trace.get("exclusive_time")),
        span_count=len(event.spans),
        platform=event.platform,
        environment=event.environment,
        release=event.release,
        dist=event.dist,
        server_name=event.server_name,
        user=event.user.tag if event.user else None,
        url=request.url if request else None,
        http_method=request.method if request else None,
        http_status=_http_status(event, data),
        replay_id=_text(event.contexts.get("replay", {}).get("replay_id")),
        profile_id=parse_event_id(profile.get("profile_id")),
        profiler_id=parse_event_id(profile.get("profiler_id")),
        thread_id=_attribute(data.get("thread.id")),
        sample_rate=trace.get("client_sample_rate"),
        sdk_name=event.sdk.name if event.sdk else None,
        sdk_version=event.sdk.version if event.sdk else None,
        measurements=_measurements(event),
        tags=search_tags(event),
    )


def _measurements(event: Event) -> dict[str, float]:
    """Numbers by name, with the time by kind of operation. Times in milliseconds, to be comparable."""
    measured = dict(event.measurements)
    for breakdown in event.breakdowns.values():
        measured |= breakdown
    return {
        name: each.value * _MILLISECONDS.get(each.unit, 1)
        for name, each in measured.items()
        if each.value is not None
    }


def _http_status(event: Event, data: Databag) -> int | None:
    candidates = (
        event.contexts.get("response", {}).get("status_code"),
        data.get("http.response.status_code"),
        data.get("http.status_code"),
        dict(event.tags).get("http.status_code"),
    )
    for candidate in candidates:
        text = str(candidate)
        if text.isascii() and text.isdigit() and len(text) == 3:
            return int(text)
    return None


def _root(event: Event, transaction: TransactionRow) -> SpanRow:
    trace = event.contexts["trace"]
    span = Span(
        span_id=transaction.span_id,
        parent_span_id=transaction.parent_span_id,
        trace_id=transaction.trace_id,
        op=transaction.op,
        description=_text(trace.get("description")) or transaction.name,
        start_timestamp=transaction.start_timestamp,
        timestamp=transaction.timestamp,
        status=transaction.status,
        origin=transaction.origin,
        data=_bag(trace.get("data")),
        exclusive_time=transaction.self_time,
    )
    return _span(span, transaction, 0)


def _span(span: Span, transaction: TransactionRow, part: int) -> SpanRow:
    attributes: Databag = {**(span.tags or {}), **(span.data or {})}
    return SpanRow(
        partition=transaction.partition,
        offset=transaction.offset,
        row=transaction.row,
        part=part,
        project_id=transaction.project_id,
        received=transaction.received,
        timestamp=span.timestamp,
        trace_id=span.trace_id,
        span_id=span.span_id,
        parent_span_id=span.parent_span_id,
        segment_id=transaction.span_id,
        is_segment=part == 0,
        event_id=transaction.event_id,
        transaction=transaction.name,
        op=span.op,
        name=span.description or "",
        status=span.status or "unknown",
        origin=span.origin,
        kind=None,
        start_timestamp=span.start_timestamp,
        duration=(span.timestamp - span.start_timestamp) * 1000,
        self_time=span.exclusive_time,
        platform=transaction.platform,
        environment=transaction.environment,
        release=transaction.release,
        server_name=transaction.server_name,
        user=transaction.user,
        replay_id=transaction.replay_id,
        profiler_id=transaction.profiler_id,
        thread_id=_attribute(attributes.pop("thread.id", None)),
        sample_rate=transaction.sample_rate,
        sdk_name=transaction.sdk_name,
        sdk_version=transaction.sdk_version,
        attributes={
            name: text
            for name, value in attributes.items()
            if (text := _attribute(value)) is not None
        },
    )


def _attribute(value: Json) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict):
        return text_of(msgspec.json.encode(value).decode())
    return text_of(value)


def _bag(value: Json) -> Databag:
    return value if isinstance(value, dict) else {}


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None
