"""What is sent of an item that could not be scrubbed: that it happened and where, no word of anybody."""

from typing import Any

_OF_EVENT = (
    "event_id", "timestamp", "start_timestamp", "platform", "level", "release", "environment", "type",
)  # fmt: skip
_OF_FRAME = ("filename", "abs_path", "module", "function", "lineno", "in_app")
_OF_OTHERS = {
    "check_in": ("check_in_id", "monitor_slug", "status", "duration", "environment", "release"),
    "session": ("sid", "init", "started", "timestamp", "status", "errors", "duration", "seq"),
}


def skeleton(kind: str, payload: Any) -> dict[str, Any] | None:
    """None for what would say nothing without its words."""
    if not isinstance(payload, dict):
        return None
    if kind in ("event", "transaction"):
        return _event(payload)
    names = _OF_OTHERS.get(kind)
    return {name: payload[name] for name in names if name in payload} if names else None


def _event(payload: dict[str, Any]) -> dict[str, Any]:
    kept = {name: payload[name] for name in _OF_EVENT if name in payload}
    kept["tags"] = {"seismo.scrub_failed": "true"}
    trace = (payload.get("contexts") or {}).get("trace")
    if isinstance(trace, dict):
        names = ("trace_id", "span_id", "parent_span_id", "op", "status")
        kept["contexts"] = {"trace": {name: trace[name] for name in names if name in trace}}
    exception = payload.get("exception")
    values = exception.get("values") if isinstance(exception, dict) else exception
    if isinstance(values, list):
        kept["exception"] = {"values": [_exception(value) for value in values if value]}
    return kept


def _exception(value: dict[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames") or []
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "stacktrace": {"frames": [_frame(frame) for frame in frames]},
    }


def _frame(frame: dict[str, Any]) -> dict[str, Any]:
    return {name: frame[name] for name in _OF_FRAME if name in frame}
