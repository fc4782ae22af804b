"""OTLP as protobuf: messages to values. The numbers are those of the published schema."""

from collections.abc import Callable, Iterator
from typing import Any

from seismo.protocol.doors.otlp.origin import origin_attributes
from seismo.protocol.doors.otlp.protobuf import (
    BYTES,
    FIXED32,
    FIXED64,
    VARINT,
    Fields,
    Messages,
    double,
    last,
    signed,
    tag,
    text,
)
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

_GROUPS = tag(1, BYTES)
_RESOURCE, _SCOPES = tag(1, BYTES), tag(2, BYTES)
_RESOURCE_ATTRIBUTES = tag(1, BYTES)
_SCOPE, _ENTRIES = tag(1, BYTES), tag(2, BYTES)
_SCOPE_NAME, _SCOPE_VERSION, _SCOPE_ATTRIBUTES = tag(1, BYTES), tag(2, BYTES), tag(3, BYTES)
_KEY, _VALUE = tag(1, BYTES), tag(2, BYTES)


def spans(body: bytes) -> Iterator[tuple[Attributes, Span]]:
    """Each with the attributes of its origin. Raises InvalidRequest and TooLarge on the way."""
    messages = Messages()
    for origin, entry in _entries(body, messages):
        yield origin, _span(messages.open(entry), messages)


def logs(body: bytes) -> Iterator[tuple[Attributes, LogRecord]]:
    """As `spans`."""
    messages = Messages()
    for origin, entry in _entries(body, messages):
        yield origin, _log(messages.open(entry), messages)


def _entries(body: bytes, messages: Messages) -> Iterator[tuple[Attributes, bytes]]:
    for group in messages.open(body).get(_GROUPS, ()):
        fields = messages.open(group)
        resource = messages.open(last(fields, _RESOURCE, b""))
        values = _values(resource, _RESOURCE_ATTRIBUTES, messages)
        for scope in fields.get(_SCOPES, ()):
            inner = messages.open(scope)
            about = messages.open(last(inner, _SCOPE, b""))
            origin = origin_attributes(
                values,
                _values(about, _SCOPE_ATTRIBUTES, messages),
                text(about, _SCOPE_NAME),
                text(about, _SCOPE_VERSION),
            )
            yield from ((origin, entry) for entry in inner.get(_ENTRIES, ()))


def _span(fields: Fields, messages: Messages) -> Span:
    status = messages.open(last(fields, tag(15, BYTES), b""))
    return Span(
        trace_id=_hex(fields, 1),
        span_id=_hex(fields, 2),
        parent_span_id=_hex(fields, 4),
        name=text(fields, tag(5, BYTES)),
        kind=last(fields, tag(6, VARINT), 0),
        start=last(fields, tag(7, FIXED64), 0),
        end=last(fields, tag(8, FIXED64), 0),
        flags=last(fields, tag(16, FIXED32), 0),
        status=last(status, tag(3, VARINT), 0),
        status_message=text(status, tag(2, BYTES)),
        attributes=_values(fields, tag(9, BYTES), messages),
        links=[_link(messages.open(link), messages) for link in fields.get(tag(13, BYTES), ())],
    )


def _link(fields: Fields, messages: Messages) -> Link:
    return Link(
        trace_id=_hex(fields, 1),
        span_id=_hex(fields, 2),
        attributes=_values(fields, tag(4, BYTES), messages),
        flags=last(fields, tag(6, FIXED32), 0),
    )


def _log(fields: Fields, messages: Messages) -> LogRecord:
    body = last(fields, tag(5, BYTES), None)
    return LogRecord(
        time=last(fields, tag(1, FIXED64), 0),
        observed=last(fields, tag(11, FIXED64), 0),
        severity=last(fields, tag(2, VARINT), 0),
        severity_text=text(fields, tag(3, BYTES)),
        body=None if body is None else _value(body, messages, 0),
        event_name=text(fields, tag(12, BYTES)),
        trace_id=_hex(fields, 9),
        span_id=_hex(fields, 10),
        attributes=_values(fields, tag(6, BYTES), messages),
    )


def _hex(fields: Fields, number: int) -> str:
    found: bytes = last(fields, tag(number, BYTES), b"")
    return found.hex()


def _values(fields: Fields, key: int, messages: Messages, depth: int = 0) -> Values:
    values: Values = {}
    for pair in fields.get(key, ()):
        named = messages.open(pair)
        value = _value(last(named, _VALUE, b""), messages, depth)
        if value is not None:
            values[text(named, _KEY)] = value
    return values


def _value(message: bytes, messages: Messages, depth: int) -> Value | None:
    """None for a value that is not set, which is how nothing is written."""
    fields = messages.open(message)
    for key, found in fields.items():
        content = found[-1]
        if key in _PLAIN:
            return _PLAIN[key](content)
        if depth < MAX_DEPTH and key == _LIST:
            inner = messages.open(content).get(tag(1, BYTES), ())
            elements = (_value(each, messages, depth + 1) for each in inner)
            return [each for each in elements if each is not None]
        if depth < MAX_DEPTH and key == _MAP:
            return _values(messages.open(content), tag(1, BYTES), messages, depth + 1)
    return None


_LIST, _MAP = tag(5, BYTES), tag(6, BYTES)
_PLAIN: dict[int, Callable[[Any], Value]] = {
    tag(1, BYTES): lambda content: content.decode("utf-8", "replace"),
    tag(2, VARINT): bool,
    tag(3, VARINT): signed,
    tag(4, FIXED64): double,
    tag(7, BYTES): binary,
}
"""The kinds of a value by their tags."""
