"""Check-ins by a plain GET or POST, as `curl` in a cron job sends them (protocol.md section 2.5)."""

import math
from typing import Any

from seismo.model.ids import parse_event_id
from seismo.protocol.doors.posted import Posted, Translation, json_bytes
from seismo.protocol.envelope import format_envelope
from seismo.protocol.errors import InvalidRequest

STATUSES = ("ok", "error", "in_progress")
LATEST_OPEN = "0" * 32
"""The check-in id that means: the newest of this monitor that is still in progress."""


def translate(posted: Posted) -> Translation:
    """The name of the monitor is in the path; the rest is JSON or in the query.

    Raises InvalidRequest and InvalidJson, which say what is wrong with the parameters.
    """
    is_json = posted.media_type == "application/json"
    check_in = _of_json(posted) if is_json else _of_query(posted)
    (slug,) = posted.path
    check_in["monitor_slug"] = slug
    check_in.setdefault("check_in_id", LATEST_OPEN)
    if check_in.get("status") not in STATUSES:
        raise _invalid(f"status must be one of {', '.join(STATUSES)}")
    return Translation((format_envelope({}, [({"type": "check_in"}, json_bytes(check_in))]),))


def _of_json(posted: Posted) -> dict[str, Any]:
    check_in = posted.json()
    if not isinstance(check_in, dict):
        raise _invalid("the body must be a JSON object")
    return check_in


def _of_query(posted: Posted) -> dict[str, Any]:
    arguments = posted.arguments
    check_in: dict[str, Any] = {
        name: arguments[name] for name in ("status", "environment") if name in arguments
    }
    if "check_in_id" in arguments:
        check_in["check_in_id"] = _check_in_id(arguments["check_in_id"])
    if "duration" in arguments:
        check_in["duration"] = _duration(arguments["duration"])
    return check_in


def _check_in_id(text: str) -> str:
    check_in_id = parse_event_id(text)
    if check_in_id is None:
        raise _invalid("check_in_id must be a UUID")
    return check_in_id


def _duration(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not math.isfinite(seconds) or seconds < 0:
        raise _invalid("duration must be a number of seconds")
    return seconds


def _invalid(cause: str) -> InvalidRequest:
    return InvalidRequest("invalid check-in", cause)
