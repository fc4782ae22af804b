"""Reports of browsers about a page's security policy (protocol.md section 2.4).

A report becomes an item `raw_security` in an envelope of its own. Its payload has the form of the
first version of such reports, an object under the name of its kind, whichever form the browser used;
release and environment, which only the report's address tells, are in the item's header.
"""

from typing import Any

from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.protocol.doors.posted import Posted, Translation, json_bytes
from seismo.protocol.envelope import format_envelope
from seismo.protocol.errors import InvalidRequest

MEDIA_TYPES = frozenset(
    (
        "application/csp-report",
        "application/expect-ct-report",
        "application/expect-ct-report+json",
        "application/expect-staple-report",
        "application/json",
        "application/reports+json",
    )
)
KINDS = ("csp-report", "known-pins", "expect-ct-report", "expect-staple-report")
"""A report has one of these keys."""

MAX_REPORTS = 100
"""In one request; a browser sends a few together, and each is an event."""

_LABELS = ("sentry_release", "sentry_environment")
_CSP_FIELDS = {
    "blockedURL": "blocked-uri",
    "columnNumber": "column-number",
    "disposition": "disposition",
    "documentURL": "document-uri",
    "effectiveDirective": "effective-directive",
    "lineNumber": "line-number",
    "originalPolicy": "original-policy",
    "referrer": "referrer",
    "sample": "script-sample",
    "sourceFile": "source-file",
    "statusCode": "status-code",
}
"""Names of the Reporting API -> names of the first reports (Content Security Policy, level 2)."""


def translate(posted: Posted) -> Translation:
    """Raises InvalidRequest, InvalidJson and EmptyBody."""
    posted.require_media_type(MEDIA_TYPES)
    content = posted.json()
    arguments = posted.arguments
    labels = {name: arguments[name] for name in _LABELS if arguments.get(name)}
    if isinstance(content, list):
        return _of_reporting_api(content, labels)
    if not isinstance(content, dict) or not any(kind in content for kind in KINDS):
        raise InvalidRequest(
            "invalid security report", f"a report is an object with one of {', '.join(KINDS)}"
        )
    return Translation((_envelope(posted.body, labels),))


def _of_reporting_api(reports: list[Any], labels: dict[str, str]) -> Translation:
    if not reports:
        raise InvalidRequest("invalid security report", "the list has no report")
    bodies = [report for report in map(_csp_report, reports) if report is not None]
    taken = bodies[:MAX_REPORTS]
    envelopes = tuple(_envelope(json_bytes({"csp-report": body}), labels) for body in taken)
    lost = (
        (Reason.UNSUPPORTED, len(reports) - len(bodies), "of another type than csp-violation"),
        (Reason.TOO_LARGE, len(bodies) - len(taken), f"beyond {MAX_REPORTS} in one request"),
    )
    return Translation(
        envelopes,
        tuple(
            Dropped(reason, DataCategory.SECURITY, quantity, detail=f"reports {why}")
            for reason, quantity, why in lost
            if quantity
        ),
    )


def _csp_report(report: Any) -> dict[str, Any] | None:
    if not isinstance(report, dict) or report.get("type") != "csp-violation":
        return None
    body = report.get("body")
    if not isinstance(body, dict):
        return None
    return {name: body[key] for key, name in _CSP_FIELDS.items() if key in body}


def _envelope(payload: bytes, labels: dict[str, str]) -> bytes:
    return format_envelope({}, [({"type": "raw_security", **labels}, payload)])
