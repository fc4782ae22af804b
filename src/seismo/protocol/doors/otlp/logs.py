"""OpenTelemetry's log records as logs of Sentry (protocol.md section 2.6 and 6.5)."""

from typing import Any

from seismo.protocol.doors.otlp.telemetry import (
    Attributes,
    LogRecord,
    as_text,
    attribute,
    own_attributes,
    seconds,
)

_LEVELS = ("trace", "debug", "info", "warn", "error", "fatal")
_PER_LEVEL = 4
"""Numbers of severity: 1 to 4 is trace, 5 to 8 debug, up to 24."""
_OTHER_NAMES = {"information": "info", "warning": "warn", "critical": "fatal"}


_HOW = {"sentry.origin": attribute("auto.otlp.logs")}


def converted(log: LogRecord, origin: Attributes, received: float) -> dict[str, Any]:
    """`received` is the time of a record without one, in unix seconds."""
    attributes = origin | _HOW | own_attributes(log.attributes)
    if log.event_name:
        attributes["event.name"] = attribute(log.event_name)
    if log.severity_text:
        attributes["sentry.severity_text"] = attribute(log.severity_text)
    if 1 <= log.severity <= _PER_LEVEL * len(_LEVELS):
        attributes["sentry.severity_number"] = attribute(log.severity)
    return {
        "timestamp": seconds(log.time) or seconds(log.observed) or received,
        "trace_id": log.trace_id or None,
        "span_id": log.span_id or None,
        "level": _level(log),
        "body": log.event_name if log.body is None else as_text(log.body),
        "attributes": attributes,
    }


def _level(log: LogRecord) -> str:
    if 1 <= log.severity <= _PER_LEVEL * len(_LEVELS):
        return _LEVELS[(log.severity - 1) // _PER_LEVEL]
    name = log.severity_text.lower()
    name = _OTHER_NAMES.get(name, name)
    return name if name in _LEVELS else "info"
