"""What OpenTelemetry sends, as values that are the same for protobuf and JSON.

Sources: opentelemetry.io, OTLP specification 1.x and its protocol buffers.
"""

import base64
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

Value: TypeAlias = str | bool | int | float | list[Any] | dict[str, Any]
Values: TypeAlias = dict[str, Value]
Attribute: TypeAlias = dict[str, Any]
"""A typed value as spans and logs of Sentry have it: `{"type": ..., "value": ...}`."""
Attributes: TypeAlias = dict[str, Attribute]

MAX_DEPTH = 16
"""Of values inside values; what is deeper is left out."""

_KINDS = ("", "internal", "server", "client", "producer", "consumer")
_TELLS_REMOTE, _IS_REMOTE = 1 << 8, 1 << 9
_FROM_OUTSIDE = ("server", "consumer")
_INT64 = 1 << 63
_FINITE_DOUBLE = 1.8e308


@dataclass(slots=True)
class Link:
    trace_id: str
    span_id: str
    attributes: Values
    flags: int


@dataclass(slots=True)
class Span:
    trace_id: str
    """Hexadecimal, as all ids here; empty when it is missing."""
    span_id: str
    parent_span_id: str
    name: str
    kind: int
    start: int
    """Unix nanoseconds, as all times here."""
    end: int
    flags: int
    status: int
    status_message: str
    attributes: Values
    links: list[Link]

    @property
    def kind_name(self) -> str:
        """Empty when it has none."""
        return _KINDS[self.kind] if 0 <= self.kind < len(_KINDS) else ""

    @property
    def is_segment(self) -> bool:
        """Whether it is the first of its trace in this process.

        Exporters that are older than the flag do not tell; there a span that answers a request or
        takes a message is the first one, whoever its parent is.
        """
        if not self.parent_span_id:
            return True
        if self.flags & _TELLS_REMOTE:
            return bool(self.flags & _IS_REMOTE)
        return self.kind_name in _FROM_OUTSIDE


@dataclass(slots=True)
class LogRecord:
    time: int
    observed: int
    severity: int
    severity_text: str
    body: Value | None
    event_name: str
    trace_id: str
    span_id: str
    attributes: Values


def seconds(nanoseconds: int) -> float:
    """Unix seconds, exact to the microsecond; 0 for what is no 64-bit number."""
    return nanoseconds // 1000 / 1e6 if 0 <= nanoseconds < 2 * _INT64 else 0.0


def attributes_of(values: Values, prefix: str = "") -> Attributes:
    return {prefix + name: attribute(value) for name, value in values.items()}


def own_attributes(values: Values) -> Attributes:
    """The attributes of a span or log itself; the user has the name that Sentry looks for."""
    attributes = attributes_of(values)
    if "enduser.id" in attributes:
        attributes.setdefault("user.id", attributes["enduser.id"])
    return attributes


def attribute(value: Value) -> Attribute:
    """Values inside values become JSON text, but for a list of plain ones."""
    if isinstance(value, str):
        return {"type": "string", "value": value}
    if isinstance(value, bool):
        return {"type": "boolean", "value": value}
    if isinstance(value, int):
        fits = -_INT64 <= value < _INT64
        return {"type": "integer", "value": value} if fits else attribute(str(value))
    if isinstance(value, float):
        is_finite = abs(value) < _FINITE_DOUBLE
        return {"type": "double", "value": value} if is_finite else attribute(str(value))
    if isinstance(value, list) and not any(isinstance(each, list | dict) for each in value):
        return {"type": "array", "value": [attribute(each)["value"] for each in value]}
    return attribute(as_text(value))


def binary(content: bytes) -> str:
    """Bytes as the text that they mostly are, else in base64."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return base64.b64encode(content).decode()


def as_text(value: Value) -> str:
    """A text as it is, anything else as JSON."""
    if isinstance(value, str):
        return value
    return orjson.dumps(_within_json(value)).decode()


def _within_json(value: Value) -> Value:
    if isinstance(value, list):
        return [_within_json(each) for each in value]
    if isinstance(value, dict):
        return {name: _within_json(each) for name, each in value.items()}
    plain: Value = attribute(value)["value"]
    return plain
