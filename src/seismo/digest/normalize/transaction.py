"""What a transaction has beyond an error: a beginning, spans, measurements, and a name that groups.

A transaction is dropped as a whole when it cannot stand in a trace (protocol.md section 7.12).
"""

import re

from msgspec.structs import replace

from seismo.digest.normalize.measurements import breakdowns_of, read_measurements
from seismo.digest.normalize.remarks import Remarks
from seismo.digest.normalize.spans import own_time, read_spans
from seismo.digest.normalize.timestamps import unix_of
from seismo.model.event import Databag, Event, Json, RawPayload
from seismo.model.ids import parse_span_id, parse_trace_id

UNLABELED = "<unlabeled transaction>"
SOURCES = frozenset({"custom", "url", "route", "view", "component", "task", "sanitized", "unknown"})
"""Where the name of a transaction comes from."""

_SEGMENT = re.compile(r"(?<=/)[^/]+")
_IDENTIFIER = re.compile(
    r"""
    .*\d\d.*                                            # 123, order-1234, 2024-01-02, abc123
    | \d
    | .*\b0x[0-9a-f]+\b.*
    | (?=.*\d)[0-9a-f-]{8,}                             # a UUID or hash without two digits in a row
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_VERSION = re.compile(r"v\d{1,3}(?:\.\d{1,3})*", re.IGNORECASE)


def fault_of(payload: RawPayload) -> str | None:
    """Why a payload cannot be kept as a transaction, as the end of a sentence; None when it can."""
    start, end = unix_of(payload.get("start_timestamp")), unix_of(payload.get("timestamp"))
    if start is None:
        return "it has no start_timestamp"
    if end is not None and end < start:
        return "it ends before it starts"
    contexts = payload.get("contexts")
    trace = contexts.get("trace") if isinstance(contexts, dict) else None
    if not isinstance(trace, dict):
        return "it has no trace context"
    if not parse_trace_id(trace.get("trace_id")) or not parse_span_id(trace.get("span_id")):
        return "the trace context has no valid trace_id and span_id"
    spans = payload.get("spans")
    for index, span in enumerate(spans if isinstance(spans, list) else ()):
        fault = _fault_of_span(span)
        if fault:
            return f"its span {index} {fault}"
    return None


def _fault_of_span(raw: Json) -> str | None:
    if not isinstance(raw, dict):
        return "is no object"
    if not parse_span_id(raw.get("span_id")) or not parse_trace_id(raw.get("trace_id")):
        return "has no valid span_id and trace_id"
    start, end = unix_of(raw.get("start_timestamp")), unix_of(raw.get("timestamp"))
    if start is None:
        return "has no start_timestamp"
    return "ends before it starts" if end is not None and end < start else None


def as_transaction(event: Event, raw: Databag, shift: float, remarks: Remarks) -> Event:
    """The event with what its payload says as a transaction. `shift` corrects the client's times."""
    given_start = unix_of(raw.get("start_timestamp"))
    start = event.timestamp if given_start is None else given_start + shift
    spans = read_spans(raw.get("spans"), shift, event.timestamp, remarks)
    name, info = _named(event, remarks)
    event = replace(
        event,
        start_timestamp=min(start, event.timestamp),
        transaction=name,
        transaction_info=info,
        spans=spans,
        measurements=read_measurements(raw.get("measurements"), remarks, ("measurements",)),
        breakdowns=breakdowns_of(spans),
    )
    return replace(event, contexts=_with_root(event), errors=remarks.errors, meta=remarks.meta)


def _named(event: Event, remarks: Remarks) -> tuple[str, Databag]:
    """The name by which transactions are told apart, and where it comes from."""
    name = event.transaction or UNLABELED
    info = event.transaction_info or {}
    plain, source = generalized(name, info.get("source"))
    if plain != name:
        remarks.original(("transaction",), name)
    return plain, {**info, "source": source}


def generalized(name: str, source: Json) -> tuple[str, str]:
    """A name and where it comes from, without identifiers where it is, or may be, from a URL."""
    known = source if isinstance(source, str) and source in SOURCES else "unknown"
    if known not in ("url", "unknown"):
        return name, known
    plain = without_identifiers(name)
    return plain, "sanitized" if plain != name or known == "url" else known


def without_identifiers(name: str) -> str:
    """A URL's path with `*` for each segment that names one thing of many: a number, a date, a hash."""
    return _SEGMENT.sub(_generalized, name)


def _generalized(segment: re.Match[str]) -> str:
    text = segment[0]
    is_identifier = _IDENTIFIER.fullmatch(text) and not _VERSION.fullmatch(text)
    return "*" if is_identifier else text


def _with_root(event: Event) -> dict[str, Databag]:
    """The contexts, their trace as the root span: with an operation, and its own time."""
    trace = event.contexts["trace"]
    root: Databag = {"op": "default", **trace}
    if event.start_timestamp is not None and "exclusive_time" not in root:
        children = [span for span in event.spans if span.parent_span_id == root["span_id"]]
        root["exclusive_time"] = own_time(event.start_timestamp, event.timestamp, children)
    return {**event.contexts, "trace": root}
