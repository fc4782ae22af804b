"""OTLP as JSON: ids are hexadecimal, 64-bit numbers may be text (OTLP specification, JSON encoding).

An entry that cannot be read is None, and costs only itself.
"""

import base64
import binascii
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import msgspec

from seismo.protocol.doors.otlp.origin import origin_attributes
from seismo.protocol.doors.otlp.protobuf import MAX_MESSAGES
from seismo.protocol.doors.otlp.telemetry import (
    MAX_DEPTH,
    Attributes,
    Link,
    LogRecord,
    Span,
    Value,
    Values,
    binary,
)
from seismo.protocol.errors import InvalidJson, TooLarge

Shape = TypeVar("Shape", bound=msgspec.Struct)
Read = TypeVar("Read")
_KINDS = ("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")
_MAX_DIGITS = 3
_STATUSES = ("UNSET", "OK", "ERROR")


class _Value(msgspec.Struct, frozen=True, rename="camel"):
    string_value: str | None = None
    bool_value: bool | None = None
    int_value: int | None = None
    double_value: float | None = None
    bytes_value: str | None = None
    array_value: "_List | None" = None
    kvlist_value: "_Map | None" = None


class _List(msgspec.Struct, frozen=True):
    values: list[_Value | None] | None = None


class _Pair(msgspec.Struct, frozen=True):
    key: str
    value: _Value | None = None


class _Map(msgspec.Struct, frozen=True):
    values: list[_Pair] | None = None


class _Resource(msgspec.Struct, frozen=True):
    attributes: list[_Pair] | None = None


class _Scope(msgspec.Struct, frozen=True):
    name: str | None = None
    version: str | None = None
    attributes: list[_Pair] | None = None


class _Status(msgspec.Struct, frozen=True):
    message: str | None = None
    code: int | str | None = None


class _Link(msgspec.Struct, frozen=True, rename="camel"):
    trace_id: str | None = None
    span_id: str | None = None
    attributes: list[_Pair] | None = None
    flags: int | None = None


class _Span(msgspec.Struct, frozen=True, rename="camel"):
    trace_id: str | None = None
    span_id: str | None = None
    parent_span_id: str | None = None
    name: str | None = None
    kind: int | str | None = None
    start_time_unix_nano: int | None = None
    end_time_unix_nano: int | None = None
    flags: int | None = None
    status: _Status | None = None
    attributes: list[_Pair] | None = None
    links: list[_Link] | None = None


class _Log(msgspec.Struct, frozen=True, rename="camel"):
    time_unix_nano: int | None = None
    observed_time_unix_nano: int | None = None
    severity_number: int | str | None = None
    severity_text: str | None = None
    body: _Value | None = None
    event_name: str | None = None
    trace_id: str | None = None
    span_id: str | None = None
    attributes: list[_Pair] | None = None


class _Entries(msgspec.Struct, frozen=True, rename="camel"):
    """Spans or logs of one scope: each is read by itself, later."""

    scope: _Scope | None = None
    spans: list[msgspec.Raw] | None = None
    log_records: list[msgspec.Raw] | None = None


class _Group(msgspec.Struct, frozen=True, rename="camel"):
    resource: _Resource | None = None
    scope_spans: list[_Entries] | None = None
    scope_logs: list[_Entries] | None = None


class _Request(msgspec.Struct, frozen=True, rename="camel"):
    resource_spans: list[_Group] | None = None
    resource_logs: list[_Group] | None = None


def spans(body: bytes) -> Iterator[tuple[Attributes, Span | None]]:
    """Each with the attributes of its origin. Raises InvalidJson and TooLarge."""
    for group in _request(body).resource_spans or ():
        for entries in group.scope_spans or ():
            origin = _origin(group.resource, entries.scope)
            yield from ((origin, _read(raw, _Span, _span)) for raw in entries.spans or ())


def logs(body: bytes) -> Iterator[tuple[Attributes, LogRecord | None]]:
    """As `spans`."""
    for group in _request(body).resource_logs or ():
        for entries in group.scope_logs or ():
            origin = _origin(group.resource, entries.scope)
            yield from ((origin, _read(raw, _Log, _log)) for raw in entries.log_records or ())


def _request(body: bytes) -> _Request:
    if body.count(b"{") > MAX_MESSAGES:
        raise TooLarge("payload too large", "the request has too many nested objects")
    try:
        return msgspec.json.decode(body, type=_Request, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InvalidJson("invalid JSON", "the body is not an OTLP request as JSON") from None


def _read(raw: msgspec.Raw, shape: type[Shape], use: Callable[[Shape], Read]) -> Read | None:
    try:
        return use(msgspec.json.decode(raw, type=shape, strict=False))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _origin(resource: _Resource | None, scope: _Scope | None) -> Attributes:
    scope = scope or _Scope()
    return origin_attributes(
        _values(resource.attributes if resource else None),
        _values(scope.attributes),
        scope.name or "",
        scope.version or "",
    )


def _span(span: _Span) -> Span:
    status = span.status or _Status()
    return Span(
        trace_id=span.trace_id or "",
        span_id=span.span_id or "",
        parent_span_id=span.parent_span_id or "",
        name=span.name or "",
        kind=_number(span.kind, _KINDS),
        start=span.start_time_unix_nano or 0,
        end=span.end_time_unix_nano or 0,
        flags=span.flags or 0,
        status=_number(status.code, _STATUSES),
        status_message=status.message or "",
        attributes=_values(span.attributes),
        links=[
            Link(each.trace_id or "", each.span_id or "", _values(each.attributes), each.flags or 0)
            for each in span.links or ()
        ],
    )


def _log(log: _Log) -> LogRecord:
    return LogRecord(
        time=log.time_unix_nano or 0,
        observed=log.observed_time_unix_nano or 0,
        severity=_number(log.severity_number, ()),
        severity_text=log.severity_text or "",
        body=_value(log.body, 0) if log.body else None,
        event_name=log.event_name or "",
        trace_id=log.trace_id or "",
        span_id=log.span_id or "",
        attributes=_values(log.attributes),
    )


def _number(value: int | str | None, names: Sequence[str]) -> int:
    """An enumeration's number; some write it as text or name it, as in SPAN_KIND_SERVER."""
    if not isinstance(value, str):
        return value or 0
    name = value.rpartition("_")[2]
    if name in names:
        return names.index(name)
    return int(name) if name.isascii() and name.isdigit() and len(name) < _MAX_DIGITS else 0


def _values(pairs: Sequence[_Pair] | None, depth: int = 0) -> Values:
    named = ((pair.key, _value(pair.value, depth)) for pair in pairs or () if pair.value)
    return {name: value for name, value in named if value is not None}


def _value(value: _Value | None, depth: int) -> Value | None:
    """None for a value that is not set, which is how nothing is written."""
    if value is None or depth > MAX_DEPTH:
        return None
    if value.array_value is not None:
        elements = (_value(each, depth + 1) for each in value.array_value.values or ())
        return [each for each in elements if each is not None]
    if value.kvlist_value is not None:
        return _values(value.kvlist_value.values, depth + 1)
    if value.bytes_value is not None:
        return _binary(value.bytes_value)
    plain = (value.string_value, value.bool_value, value.int_value, value.double_value)
    return next((each for each in plain if each is not None), None)


def _binary(text: str) -> str:
    try:
        return binary(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return text
