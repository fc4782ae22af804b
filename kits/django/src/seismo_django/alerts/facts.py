"""What an accepted envelope tells the alerts."""

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope

_ERRORS = frozenset({"error", "fatal"})


class Failure(NamedTuple):
    """An error event, in the words of a message about it. It was scrubbed before."""

    group: str
    """Like errors share it: a digest of their fingerprint."""
    title: str
    culprit: str
    event_id: str
    level: str
    release: str
    kind: str = ""
    """The class of the exception, or `message`."""


def failures(envelope: "Envelope") -> Iterator[Failure]:
    """The errors among the items. Warnings and messages below them alert nobody."""
    for item in envelope.items:
        event = item.payload.json if item.headers.get("type") == "event" else None
        if isinstance(event, dict) and event.get("level", "error") in _ERRORS:
            yield failure(event)


def failure(event: dict[str, Any]) -> Failure:
    return Failure(
        hashlib.sha256("\n".join(_fingerprint(event)).encode()).hexdigest()[:16],
        _title(event),
        str(event.get("transaction") or event.get("logger") or ""),
        str(event.get("event_id") or ""),
        str(event.get("level") or "error"),
        str(event.get("release") or ""),
        str(_exception(event).get("type") or "message"),
    )


def _fingerprint(event: dict[str, Any]) -> list[str]:
    """As a server groups in the main: what was set, else the exception's class and place, else the text."""
    told = event.get("fingerprint") or []
    own = [str(part) for part in told if part not in ("{{ default }}", "{{default}}")]
    if own and len(own) == len(told):
        return own
    return [*own, *(_place(_exception(event)) or [_message(event)])]


def _place(exception: dict[str, Any]) -> list[str]:
    if not exception:
        return []
    frames = (exception.get("stacktrace") or {}).get("frames") or [{}]
    frame = next((one for one in reversed(frames) if one.get("in_app")), frames[-1])
    names = (exception.get("type"), frame.get("module"), frame.get("function"))
    return [str(name or "") for name in names]


def _exception(event: dict[str, Any]) -> dict[str, Any]:
    values = (event.get("exception") or {}).get("values") or [{}]
    return values[-1] or {}


def _message(event: dict[str, Any]) -> str:
    entry = event.get("logentry") or {}
    return str(entry.get("message") or event.get("message") or "")


def _title(event: dict[str, Any]) -> str:
    exception = _exception(event)
    if exception:
        kind, value = str(exception.get("type") or "Error"), str(exception.get("value") or "")
        return f"{kind}: {value}" if value else kind
    entry = event.get("logentry") or {}
    return str(entry.get("formatted") or _message(event) or "Error")
