"""Spans that come by themselves: the containers of today's SDKs, and the single spans of old ones
(protocol.md 6.1 and 7.12)."""

from typing import Any

import msgspec

from seismo.digest.filter import is_unwanted_span
from seismo.digest.items.attributes import (
    MAX_TEXT,
    Attribute,
    IngestSettings,
    Source,
    Values,
    read_values,
    take_source,
    taken,
    text_of,
    texts_of,
    without_bad_ones,
)
from seismo.digest.items.container import reader
from seismo.digest.items.fields import bag, number
from seismo.digest.items.results import Kept, digested, unreadable
from seismo.digest.items.timing import Seconds, Timed, is_time, shift_of
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.payload import decode
from seismo.digest.normalize.transaction import generalized
from seismo.digest.place import Place
from seismo.digest.scrub import SPAN, scrub_text
from seismo.model.digested import DigestedItem
from seismo.model.ids import parse_span_id, parse_trace_id
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.project import ProjectRules, Scrubbing
from seismo.model.telemetry import SpanRow, TransactionRow
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson
from seismo.protocol.limits import SPAN_CONTAINER

MAX_TRANSACTION = 200
UNLABELED = "<unlabeled transaction>"

_VITALS = {
    f"browser.web_vital.{name}.value": name
    for name in ("lcp", "fcp", "fp", "ttfb", "inp", "fid", "cls")
}


class _Span(Timed, frozen=True, gc=False):
    trace_id: str
    span_id: str
    start_timestamp: Seconds
    end_timestamp: Seconds
    name: str | None = None
    parent_span_id: str | None = None
    status: str | None = None
    is_segment: bool | None = None
    attributes: dict[str, Attribute] | None = None
    links: Any = None


_read = reader(_Span)


def digest(item: Item, facts: Facts, rules: ProjectRules, place: Place) -> DigestedItem | Dropped:
    if item.headers.get("content_type") != SPAN_CONTAINER:
        return _digest_single(item, facts, rules, place)
    try:
        container = _read(item)
    except InvalidJson as error:
        return unreadable(error, item)
    kept = Kept(item, place, facts, Reason.INVALID_SPAN)
    for part, span in enumerate(container.items):
        _keep(span, part, kept, container.settings, rules)
    return _finished(kept)


def _digest_single(
    item: Item, facts: Facts, rules: ProjectRules, place: Place
) -> DigestedItem | Dropped:
    """One span as JSON of its own, in the form that it would have inside a transaction."""
    try:
        payload = decode(bytes(item.payload))
    except InvalidJson as error:
        return unreadable(error, item)
    kept = Kept(item, place, facts, Reason.INVALID_SPAN)
    _keep(_modern(payload), 0, kept, IngestSettings(), rules)
    return _finished(kept)


def _finished(kept: Kept) -> DigestedItem:
    spans = sum(isinstance(row, SpanRow) for row in kept.rows)
    return digested(kept, DataCategory.SPAN, entries=spans)


def _modern(raw: dict[str, Any]) -> _Span | None:
    """A single span of old in the form of today's."""
    data = bag(raw.get("data"))
    attributes = {name: {"value": value} for name, value in data.items() if value is not None}
    for name, attribute in _OLD_NAMES.items():
        if raw.get(name) is not None:
            attributes[attribute] = {"value": raw[name]}
    for name, measurement in without_bad_ones(raw.get("measurements")).items():
        attributes[f"browser.web_vital.{name}.value"] = {"value": measurement.get("value")}
    modern = {
        **{name: raw[name] for name in _SAME_NAMES if raw.get(name) is not None},
        "end_timestamp": raw.get("timestamp"),
        "name": raw.get("description"),
        "attributes": attributes,
    }
    try:
        return msgspec.convert(modern, _Span)
    except msgspec.ValidationError:
        return None


_SAME_NAMES = ("trace_id", "span_id", "parent_span_id", "start_timestamp", "status", "is_segment")
_OLD_NAMES = {
    "op": "sentry.op",
    "origin": "sentry.origin",
    "segment_id": "sentry.segment.id",
    "exclusive_time": "sentry.exclusive_time",
    "profile_id": "sentry.profiler_id",
    "platform": "sentry.platform",
}


def _keep(
    span: _Span | None, part: int, kept: Kept, settings: IngestSettings, rules: ProjectRules
) -> None:
    """The rows of a span: its own, and a transaction's when it is a segment."""
    why = _refused(span)
    if span is None or why:
        kept.refuse(part, why)
        return
    if is_unwanted_span(_segment_name(span), rules.filters):
        kept.filtered[Reason.FILTERED_TRANSACTION] += 1
        return
    values = read_values(span.attributes, kept.facts, settings, rules.scrubbing, SPAN)
    source = take_source(values, kept.facts)
    span = msgspec.structs.replace(span, name=_name(span, rules.scrubbing))
    row = _row(span, values, source, kept, part)
    kept.rows.append(row)
    if row.is_segment:
        kept.rows.append(_transaction(row, values, source, kept.facts))


def _segment_name(span: _Span) -> Any:
    if span.is_segment:
        return span.name
    attribute = (span.attributes or {}).get("sentry.segment.name")
    return attribute.value if attribute else None


def _name(span: _Span, scrubbing: Scrubbing) -> str:
    name = span.name or ""
    return scrub_text(
        name if len(name) <= MAX_TEXT else name[: MAX_TEXT - 3] + "...", scrubbing, SPAN
    )


def _refused(span: _Span | None) -> str:
    if span is None:
        return "no ids or times"
    if not parse_trace_id(span.trace_id) or not parse_span_id(span.span_id):
        return "its trace_id or span_id is no id"
    if not (is_time(span.start_timestamp) and is_time(span.end_timestamp)):
        return "its times are no unix seconds"
    return "it ends before it starts" if span.end_timestamp < span.start_timestamp else ""


def _row(span: _Span, values: Values, source: Source, kept: Kept, part: int) -> SpanRow:
    place, facts = kept.place, kept.facts
    shift = shift_of(span.end_timestamp, facts)
    span_id = parse_span_id(span.span_id) or ""
    name = span.name or ""
    is_segment = bool(span.is_segment)
    segment = span_id if is_segment else parse_span_id(taken(values, "sentry.segment.id"))
    return SpanRow(
        partition=place.partition,
        offset=place.offset,
        row=place.row,
        part=part,
        project_id=place.project_id,
        received=facts.received,
        timestamp=span.end_timestamp + shift,
        trace_id=parse_trace_id(span.trace_id) or "",
        span_id=span_id,
        parent_span_id=parse_span_id(span.parent_span_id),
        segment_id=segment,
        is_segment=is_segment,
        event_id=None,
        transaction=_transaction_name(values, name if is_segment else ""),
        op=taken(values, "sentry.op") or "default",
        name=name,
        status=_status(span.status),
        origin=taken(values, "sentry.origin"),
        kind=taken(values, "sentry.kind"),
        start_timestamp=span.start_timestamp + shift,
        duration=(span.end_timestamp - span.start_timestamp) * 1000,
        self_time=number(values.pop("sentry.exclusive_time", None)),
        platform=taken(values, "sentry.platform"),
        environment=source.environment,
        release=source.release,
        server_name=source.server_name,
        user=source.user,
        replay_id=source.replay_id,
        profiler_id=taken(values, "sentry.profiler_id"),
        thread_id=taken(values, "thread.id"),
        sample_rate=_rate(values.pop("sentry.sample_rate", None), facts),
        sdk_name=source.sdk_name,
        sdk_version=source.sdk_version,
        attributes=texts_of(values),
    )


def _transaction_name(values: Values, own: str) -> str | None:
    """The name of the segment, as that of a transaction: so both are found by the same name."""
    segment = taken(values, "sentry.segment.name")
    name = own or segment
    return generalized(name[:MAX_TRANSACTION], _first(values, *_SOURCES))[0] if name else None


def _status(raw: str | None) -> str:
    """ok or error; what is neither has failed in a way of its own."""
    return "ok" if raw in (None, "ok", "unset") else "error"


def _rate(value: Any, facts: Facts) -> float | None:
    """The rate at which the SDK samples: an attribute, else from the trace header."""
    for candidate in (value, facts.dsc.get("sample_rate")):
        rate = number(candidate) if not isinstance(candidate, str) else _parsed(candidate)
        if rate is not None and 0 < rate <= 1:
            return rate
    return None


def _parsed(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _transaction(span: SpanRow, values: Values, source: Source, facts: Facts) -> TransactionRow:
    """A segment seen as a transaction: pages and statistics need not know the difference."""
    tags = {name: text for name, text in span.attributes.items() if not name.startswith("sentry.")}
    return TransactionRow(
        partition=span.partition,
        offset=span.offset,
        row=span.row,
        part=span.part,
        project_id=span.project_id,
        received=span.received,
        timestamp=span.timestamp,
        event_id=None,
        trace_id=span.trace_id,
        span_id=span.span_id,
        parent_span_id=span.parent_span_id,
        name=span.transaction or UNLABELED,
        source=generalized(span.name, _first(values, *_SOURCES) or "custom")[1],
        op=span.op,
        status=span.status,
        origin=span.origin,
        start_timestamp=span.start_timestamp,
        duration=span.duration,
        self_time=span.self_time,
        span_count=0,
        platform=span.platform or "other",
        environment=span.environment,
        release=span.release,
        dist=_first(values, "sentry.dist"),
        server_name=span.server_name,
        user=span.user,
        url=_first(values, "url.full", "http.url", "url"),
        http_method=_first(values, "http.request.method", "http.method", "http.request_method"),
        http_status=_http_status(values),
        replay_id=span.replay_id,
        profile_id=None,
        profiler_id=span.profiler_id,
        thread_id=span.thread_id,
        sample_rate=span.sample_rate,
        sdk_name=span.sdk_name,
        sdk_version=span.sdk_version,
        measurements=_vitals(values),
        tags=tags,
    )


_SOURCES = (
    "sentry.segment.name.source",
    "sentry.span.source",
    "sentry.transaction_info.source",
    "sentry.source",
)


def _first(values: Values, *names: str) -> str | None:
    return next((text_of(values[name]) for name in names if name in values), None)


def _http_status(values: Values) -> int | None:
    text = _first(values, "http.response.status_code", "http.status_code") or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) == 3 else None


def _vitals(values: Values) -> dict[str, float]:
    found = ((name, number(values.get(attribute))) for attribute, name in _VITALS.items())
    return {name: number for name, number in found if number is not None}
