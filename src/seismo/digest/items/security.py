"""What browsers report about the security policy of a page (protocol.md 2.4): grouped like errors, and
archived from the start, because most of it comes from extensions and proxies of the visitors."""

from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from seismo.digest.filter import filtered
from seismo.digest.items import event as error_event
from seismo.digest.items.fields import bag, text
from seismo.digest.items.results import lost, unreadable
from seismo.digest.normalize.event import normalize
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.payload import decode
from seismo.digest.place import Place
from seismo.digest.scrub import scrub
from seismo.model.digested import DigestedEvent
from seismo.model.event import Databag, Json, RawPayload
from seismo.model.outcome import Dropped, Reason
from seismo.model.project import ProjectRules
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson

MAX_VALUE = 2048
MAX_FIELDS = 50

_KINDS = {
    "csp-report": "csp",
    "known-pins": "hpkp",
    "expect-ct-report": "expectct",
    "expect-staple-report": "expectstaple",
}
"""The key that tells what a report is -> the type of its event."""
_FAILED = {
    "hpkp": "Public key pinning validation failed for '{}'",
    "expectct": "Expect-CT failed for '{}'",
    "expectstaple": "Expect-Staple failed for '{}'",
}


def digest(item: Item, facts: Facts, rules: ProjectRules, place: Place) -> DigestedEvent | Dropped:
    try:
        payload = decode(bytes(item.payload))
    except InvalidJson as error:
        return unreadable(error, item)
    key = next((key for key in _KINDS if key in payload), None)
    if key is None:
        why = f"it has none of {', '.join(_KINDS)}"
        return lost(item, Reason.INVALID_REPORT, why, facts.event_id)
    kind = _KINDS[key]
    report = _report(payload if kind == "hpkp" else bag(payload[key]))
    event = normalize(_as_event(kind, report, item), facts)
    event = replace(event, type=kind, **{kind: report})
    reason = filtered(event, facts.client, rules.filters)
    if reason is not None:
        return lost(item, reason, "", facts.event_id)
    stored = error_event.stored(scrub(event, rules.scrubbing), rules, place)
    return error_event.admitted(replace(stored, is_muted=True), rules)


def _report(raw: dict[str, Any]) -> Databag:
    """The scalars of a report, under names with underscores."""
    return {
        name.replace("-", "_"): value[:MAX_VALUE] if isinstance(value, str) else value
        for name, value in list(raw.items())[:MAX_FIELDS]
        if isinstance(value, str | int | float | bool)
    }


def _as_event(kind: str, report: Databag, item: Item) -> RawPayload:
    message, tags = _of_csp(report) if kind == "csp" else _of_host(kind, report)
    return RawPayload(
        {
            "logentry": {"formatted": message},
            "logger": kind,
            "tags": {name: value for name, value in tags.items() if value},
            "request": {"url": report.get("document_uri")},
            "release": item.headers.get("sentry_release"),
            "environment": item.headers.get("sentry_environment"),
        }
    )


def _of_csp(report: Databag) -> tuple[str, Databag]:
    violated = text(report.get("violated_directive"), MAX_VALUE) or ""
    directive = text(report.get("effective_directive")) or violated.partition(" ")[0]
    blocked = text(report.get("blocked_uri"), MAX_VALUE) or "self"
    message = f"Blocked '{directive or 'unknown'}' from '{_place(blocked, report)}'"
    return message, {"effective-directive": directive, "blocked-uri": blocked}


def _place(blocked: str, report: Databag) -> str:
    """Whose resource it was: a host, `self`, or a word of the browser's such as `inline`."""
    host = _host(blocked)
    if host and host == _host(text(report.get("document_uri"), MAX_VALUE) or ""):
        return "self"
    return host or blocked.partition(":")[0]


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _of_host(kind: str, report: Databag) -> tuple[str, Databag]:
    host = _text(report.get("hostname"))
    return _FAILED[kind].format(host), {"hostname": host}


def _text(value: Json) -> str:
    return text(value) or "unknown"
