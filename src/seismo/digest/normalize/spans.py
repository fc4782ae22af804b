"""The spans of a transaction."""

from typing import Any

import msgspec
from msgspec.structs import replace

from seismo.digest.normalize.contexts import read_status
from seismo.digest.normalize.databag import CONTEXT, read_databag
from seismo.digest.normalize.measurements import covered, read_measurements
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.digest.normalize.shape import read_flag, read_objects, read_text, scalar_text
from seismo.digest.normalize.timestamps import read_time
from seismo.model.event import Databag, Json, Span
from seismo.model.ids import parse_span_id, parse_trace_id

MAX_BYTES = 900_000
"""JSON of all spans together; the last ones go."""
MAX_OP = 128
MAX_TEXT = 8192
MAX_TAG = 200

_encode = msgspec.json.Encoder().encode


def read_spans(raw: Json, shift: float, end: float, remarks: Remarks) -> list[Span]:
    """In the order of the payload, with the time that each spent outside its children.

    Times are shifted by `shift` seconds; a span without an end ends with its transaction, at `end`.
    One without ids or a beginning, or that ends before it begins, is left out with an error; that such
    a transaction is not kept is for `transaction.fault_of` to say.
    """
    at: Path = ("spans",)
    given = read_objects(raw, remarks, at)
    read = [_read_span(entry, shift, end, remarks, (*at, i)) for i, entry in enumerate(given)]
    spans = [span for span in read if span is not None]
    if remarks.payload_size > MAX_BYTES:
        spans = _within(spans, remarks, at)
    return with_own_time(spans)


def _read_span(raw: Databag, shift: float, end: float, remarks: Remarks, at: Path) -> Span | None:
    span_id, trace_id = parse_span_id(raw.get("span_id")), parse_trace_id(raw.get("trace_id"))
    start = read_time(raw.get("start_timestamp"), shift, remarks, (*at, "start_timestamp"))
    given_end = read_time(raw.get("timestamp"), shift, remarks, (*at, "timestamp"))
    stop = end if given_end is None else given_end
    if span_id is None or trace_id is None or start is None or stop < start:
        remarks.invalid(
            at, None, "a span needs its ids, a beginning, and an end that is not before it"
        )
        return None
    status = raw.get("status")
    if status is None and given_end is None:
        status = "deadline_exceeded"
    return Span(
        span_id=span_id,
        trace_id=trace_id,
        parent_span_id=parse_span_id(raw.get("parent_span_id")),
        op=read_text(raw, "op", MAX_OP, remarks, at) or "default",
        description=read_text(raw, "description", MAX_TEXT, remarks, at),
        start_timestamp=start,
        timestamp=stop,
        status=None if status is None else read_status(status, remarks, (*at, "status")),
        exclusive_time=_milliseconds(raw.get("exclusive_time"), remarks, (*at, "exclusive_time")),
        **_read_rest(raw, remarks, at),
    )


def _read_rest(raw: Databag, remarks: Remarks, at: Path) -> dict[str, Any]:
    get = raw.get
    return {
        "origin": read_text(raw, "origin", MAX_OP, remarks, at),
        "same_process_as_parent": read_flag(
            get("same_process_as_parent"), remarks, (*at, "same_process_as_parent")
        ),
        "data": read_databag(get("data"), CONTEXT, remarks, (*at, "data")) or None,
        "tags": _read_tags(get("tags"), remarks, (*at, "tags")) or None,
        "measurements": read_measurements(get("measurements"), remarks, (*at, "measurements"))
        or None,
        "links": _read_links(get("links"), remarks, (*at, "links")) or None,
        "hash": read_text(raw, "hash", MAX_OP, remarks, at),
    }


def _milliseconds(raw: Json, remarks: Remarks, at: Path) -> float | None:
    if raw is None:
        return None
    if type(raw) in (int, float) and 0 <= raw < 1e15:
        return float(raw)
    remarks.invalid(at, raw, "expected milliseconds")
    return None


def _read_tags(raw: Json, remarks: Remarks, at: Path) -> dict[str, str]:
    bag = read_databag(raw, CONTEXT, remarks, at) or {}
    texts = {name: scalar_text(value) for name, value in bag.items()}
    return {
        name[:MAX_TAG]: remarks.shorten(text, MAX_TAG, (*at, name))
        for name, text in texts.items()
        if text is not None
    }


def _read_links(raw: Json, remarks: Remarks, at: Path) -> list[Databag]:
    links = [
        read_databag(link, CONTEXT, remarks, (*at, i))
        for i, link in enumerate(read_objects(raw, remarks, at))
    ]
    return [link for link in links if link]


def _within(spans: list[Span], remarks: Remarks, at: Path) -> list[Span]:
    left = MAX_BYTES
    for index, span in enumerate(spans):
        left -= len(_encode(span)) + 1
        if left < 0:
            remarks.dropped(at, len(spans))
            return spans[:index]
    return spans


def with_own_time(spans: list[Span]) -> list[Span]:
    """The spans with `exclusive_time` where the SDK gave none (semantics.md 7.1)."""
    children: dict[str | None, list[Span]] = {}
    for span in spans:
        children.setdefault(span.parent_span_id, []).append(span)
    return [
        span
        if span.exclusive_time is not None
        else replace(
            span,
            exclusive_time=own_time(
                span.start_timestamp, span.timestamp, children.get(span.span_id, [])
            ),
        )
        for span in spans
    ]


def own_time(start: float, end: float, children: list[Span]) -> float:
    """Milliseconds between two unix seconds that no direct child covers."""
    return round((end - start - covered(children, start, end)) * 1000, 3)
