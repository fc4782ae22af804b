"""OpenTelemetry's spans as spans of Sentry (protocol.md section 2.6 and 6.1)."""

from typing import Any

from seismo.protocol.doors.otlp.telemetry import (
    Attributes,
    Link,
    Span,
    attribute,
    attributes_of,
    own_attributes,
    seconds,
)

_ERROR = 2
_SAMPLED = 1
_OPS: tuple[tuple[tuple[str, ...], dict[str, str], str], ...] = (
    (
        ("http.request.method", "http.method"),
        {"server": "http.server", "client": "http.client"},
        "http",
    ),
    (("db.system.name", "db.system"), {}, "db"),
    (("messaging.system",), {"producer": "queue.publish", "consumer": "queue.process"}, "queue"),
    (("rpc.system.name", "rpc.system"), {"server": "rpc.server", "client": "rpc.client"}, "rpc"),
    (("faas.trigger",), {}, "function"),
)
"""Attributes that tell what a span does -> its operation by the span's kind, or for any kind."""


_HOW = {"sentry.origin": attribute("auto.otlp.spans")}


def converted(span: Span, origin: Attributes, segment: Span | None) -> dict[str, Any]:
    """`segment` is the one that the span is in, when that is known."""
    kind = span.kind_name
    attributes = origin | _HOW | own_attributes(span.attributes)
    if kind:
        attributes["sentry.kind"] = attribute(kind)
    if span.status_message:
        attributes["sentry.status.message"] = attribute(span.status_message)
    if segment is not None:
        attributes["sentry.segment.id"] = attribute(segment.span_id)
        if segment.name:
            attributes["sentry.segment.name"] = attribute(segment.name)
    op = _operation(attributes, kind)
    if op:
        attributes.setdefault("sentry.op", attribute(op))
    return {
        "trace_id": span.trace_id,
        "span_id": span.span_id,
        "parent_span_id": span.parent_span_id or None,
        "name": span.name or op,
        "status": "error" if span.status == _ERROR else "ok",
        "is_segment": span.is_segment,
        "start_timestamp": seconds(span.start),
        "end_timestamp": seconds(span.end),
        "links": [_link(link) for link in span.links],
        "attributes": attributes,
    }


def _operation(attributes: Attributes, kind: str) -> str:
    for names, by_kind, otherwise in _OPS:
        if any(name in attributes for name in names):
            return by_kind.get(kind, otherwise)
    return ""


def _link(link: Link) -> dict[str, Any]:
    return {
        "trace_id": link.trace_id,
        "span_id": link.span_id,
        "sampled": bool(link.flags & _SAMPLED),
        "attributes": attributes_of(link.attributes),
    }
