"""Network Error Logging: what browsers could not load (protocol.md section 2.7; W3C). Becomes logs."""

from typing import Any
from urllib.parse import urlsplit

from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.protocol.doors.posted import Posted, Translation, json_bytes
from seismo.protocol.envelope import format_envelope
from seismo.protocol.errors import InvalidRequest
from seismo.protocol.limits import LOG_CONTAINER

MEDIA_TYPES = frozenset(("application/json", "application/reports+json"))
MAX_AGE = 30 * 24 * 3600
"""Seconds; a browser that says more is not believed."""

_FINE = "ok"
_ATTRIBUTES = {
    "elapsed_time": "nel.elapsed_time",
    "method": "http.request.method",
    "phase": "nel.phase",
    "protocol": "network.protocol.name",
    "referrer": "nel.referrer",
    "sampling_fraction": "nel.sampling_fraction",
    "server_ip": "network.peer.address",
    "status_code": "http.response.status_code",
    "type": "nel.type",
}
"""Names of a report -> names of attributes."""


def translate(posted: Posted) -> Translation:
    """Raises InvalidRequest, InvalidJson and EmptyBody."""
    posted.require_media_type(MEDIA_TYPES)
    reports = posted.json()
    if not isinstance(reports, list) or not reports:
        raise InvalidRequest("invalid network error report", "a list of reports is expected")
    logs = [log for each in reports if (log := _log(each, posted)) is not None]
    envelopes = (_envelope(logs),) if logs else ()
    others = len(reports) - len(logs)
    if not others:
        return Translation(envelopes)
    dropped = Dropped(
        Reason.UNSUPPORTED,
        DataCategory.LOG_ITEM,
        quantity=others,
        detail="reports of another type than network-error",
    )
    return Translation(envelopes, (dropped,))


def _log(report: Any, posted: Posted) -> dict[str, Any] | None:
    if not isinstance(report, dict) or report.get("type") != "network-error":
        return None
    body = report.get("body")
    if not isinstance(body, dict):
        return None
    url = report.get("url")
    url = url if isinstance(url, str) else ""
    kind = body.get("type")
    what = kind if isinstance(kind, str) and kind else "unknown"
    attributes = {name: _attribute(body.get(key)) for key, name in _ATTRIBUTES.items()}
    attributes["url.full"] = _attribute(url)
    attributes["user_agent.original"] = _attribute(report.get("user_agent"))
    attributes["sentry.origin"] = _attribute("auto.http.browser_report.nel")
    return {
        "timestamp": posted.received - _age(report),
        "level": "info" if what == _FINE else "warn",
        "body": f"Network request to {_host(url)}: {what}",
        "attributes": {name: value for name, value in attributes.items() if value is not None},
    }


def _age(report: dict[str, Any]) -> float:
    """Seconds."""
    milliseconds = report.get("age")
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        return 0.0
    return min(max(milliseconds / 1000, 0.0), MAX_AGE)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "an unknown host"
    except ValueError:
        return "an unknown host"


def _attribute(value: Any) -> dict[str, Any] | None:
    """None for nothing, and for what is no plain value."""
    if isinstance(value, bool) or value is None or value == "":
        return None
    for kind, name in ((str, "string"), (int, "integer"), (float, "double")):
        if isinstance(value, kind):
            return {"type": name, "value": value}
    return None


def _envelope(logs: list[dict[str, Any]]) -> bytes:
    header = {"type": "log", "item_count": len(logs), "content_type": LOG_CONTAINER}
    return format_envelope({}, [(header, json_bytes({"version": 2, "items": logs}))])
