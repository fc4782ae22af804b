"""What is known about the environment of the event: device, runtime, trace, ..."""

from seismo.digest.normalize.databag import CONTEXT, read_databag
from seismo.digest.normalize.descriptions import described
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.model.event import Databag, EventError, Json
from seismo.model.ids import parse_span_id, parse_trace_id

STATUSES = (
    "ok",
    "cancelled",
    "unknown",
    "invalid_argument",
    "deadline_exceeded",
    "not_found",
    "already_exists",
    "permission_denied",
    "resource_exhausted",
    "failed_precondition",
    "aborted",
    "out_of_range",
    "unimplemented",
    "internal_error",
    "unavailable",
    "data_loss",
    "unauthenticated",
)
"""How a span ended; the index is the code on the wire."""
_STATUS_ALIASES = {"unknown_error": "unknown", "canceled": "cancelled", "success": "ok"}

_TRACE_TYPES: dict[str, type] = {
    "op": str,
    "origin": str,
    "description": str,
    "sampled": bool,
    "data": dict,
}


def read_contexts(raw: Json, facts: Facts, remarks: Remarks) -> dict[str, Databag]:
    """Every object by its name, with its `type`; there is always a `trace`."""
    at: Path = ("contexts",)
    if raw is not None and not isinstance(raw, dict):
        remarks.invalid(at, raw, "expected an object")
        raw = None
    contexts: dict[str, Databag] = {}
    for name, value in (raw or {}).items():
        known = read_databag(value, CONTEXT, remarks, (*at, name))
        if known:
            if not isinstance(known.get("type"), str):
                known = {**known, "type": name}
            contexts[name] = described(known) if "raw_description" in known else known
    contexts["trace"] = _read_trace(contexts.get("trace"), facts, remarks, (*at, "trace"))
    if "replay" not in contexts and (replay := parse_trace_id(facts.dsc.get("replay_id"))):
        contexts["replay"] = {"replay_id": replay, "type": "replay"}
    return contexts


def _read_trace(raw: Databag | None, facts: Facts, remarks: Remarks, at: Path) -> Databag:
    own_id = str(facts.event_id)
    if not raw:
        return {
            "trace_id": own_id,
            "span_id": own_id[:16],
            "status": "unknown",
            "type": "trace",
        }
    trace_id = parse_trace_id(raw.get("trace_id"))
    if trace_id is None:
        _report_id(raw.get("trace_id"), remarks, (*at, "trace_id"))
        trace_id = own_id
    span_id = parse_span_id(raw.get("span_id"))
    if span_id is None:
        _report_id(raw.get("span_id"), remarks, (*at, "span_id"))
        span_id = trace_id[:16]
    parent_id = parse_span_id(raw.get("parent_span_id"))
    if parent_id is None and raw.get("parent_span_id"):
        _report_id(raw["parent_span_id"], remarks, (*at, "parent_span_id"))
    checked = {
        "trace_id": trace_id,
        "span_id": span_id,
        "parent_span_id": parent_id,
        "status": read_status(raw.get("status"), remarks, (*at, "status")),
        **_checked_types(raw, remarks, at),
    }
    trace = {**raw, **checked}
    return {key: value for key, value in trace.items() if value is not None}


def _report_id(raw: Json, remarks: Remarks, at: Path) -> None:
    if raw is None:
        remarks.add(EventError("missing_attribute", ".".join(map(str, at)), reason="it was made"))
    else:
        remarks.invalid(at, raw, "this is no valid id")


def _checked_types(raw: Databag, remarks: Remarks, at: Path) -> Databag:
    """None for each attribute of the wrong type."""
    wrong: Databag = {}
    for name, wanted in _TRACE_TYPES.items():
        value = raw.get(name)
        if value is not None and not isinstance(value, wanted):
            remarks.invalid((*at, name), value, f"expected {_WORDS[wanted]}")
            wrong[name] = None
    return wrong


_WORDS: dict[type, str] = {str: "text", bool: "true or false", dict: "an object"}


def read_status(raw: Json, remarks: Remarks, at: Path) -> str:
    """The name of a status from a name or a code; `unknown` for anything else."""
    if raw is None:
        return "unknown"
    if type(raw) is int and 0 <= raw < len(STATUSES):
        return STATUSES[raw]
    if isinstance(raw, str):
        status = _STATUS_ALIASES.get(raw.lower(), raw.lower())
        if status in STATUSES:
            return status
    remarks.invalid(at, raw, "expected the name of a status")
    return "unknown"
