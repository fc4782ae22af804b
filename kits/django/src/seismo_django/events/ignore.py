"""What is no issue and yet is counted: by reason and route, on the server and for Prometheus."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from seismo_django import metrics
from seismo_django.conf import Settings
from seismo_django.conf.process import current
from seismo_django.events.bind import exception_of
from seismo_django.events.naming import is_named
from seismo_django.guard import logger
from seismo_django.requests.routes import UNKNOWN
from seismo_django.requests.state import state_in

IN_REQUEST = {"in": "request"}
DEFAULTS: tuple[Any, ...] = (
    ("django.http.Http404", IN_REQUEST),
    ("django.core.exceptions.PermissionDenied", IN_REQUEST),
    ("django.http.UnreadablePostError", IN_REQUEST),
    ("django.core.exceptions.RequestAborted", IN_REQUEST),
    (BrokenPipeError, IN_REQUEST),
    (KeyboardInterrupt, {"in": "command"}),
    "logger:django.security.*",
)
"""Only inside of a request: there they answer a visitor. In a task or a command they are a bug."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Of an event, what entries ask for."""

    exception: BaseException | None
    logger: str
    message: str
    path: str
    place: str
    """request, celery or command."""


@dataclass(frozen=True, slots=True)
class Entry:
    meets: Callable[[Seen], bool]
    reason: str
    """Empty: the name of the exception's class, or of the logger."""
    place: str
    """Where alone it holds; empty: everywhere."""


def ignore(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any] | None:
    """End what the settings or the defaults ignore, and count it."""
    reason = reason_to_ignore(seen_in(event, hint), _entries(current().settings))
    if reason is None:
        return event
    state = state_in(hint)
    if state:
        state.has_ignored = True
    count_ignored(reason, _route(event))
    return None


def count_ignored(reason: str, route: str) -> None:
    metrics.count("seismo.ignored", reason=reason, route=route)


def seen_in(event: dict[str, Any], hint: dict[str, Any]) -> Seen:
    exception = exception_of(hint)
    text = event.get("logentry") or {}
    said = text.get("formatted") or text.get("message") or event.get("message") or ""
    raised = f"{type(exception).__name__}: {exception}" if exception is not None else ""
    return Seen(
        exception=exception,
        logger=event.get("logger") or "",
        message=f"{said}\n{raised}".strip(),
        path=_path(event),
        place=_place(event),
    )


def reason_to_ignore(seen: Seen, entries: list[Entry]) -> str | None:
    for entry in entries:
        if entry.place in ("", seen.place) and entry.meets(seen):
            return entry.reason or type(seen.exception).__name__
    return None


def entries_of(said: tuple[Any, ...]) -> list[Entry]:
    """Read entries; one that cannot be read is told in the log and left out."""
    entries: list[Entry] = []
    for entry in said:
        try:
            entries.append(_entry(entry))
        except (TypeError, ValueError, re.error):
            logger.warning("SEISMO IGNORE holds %r, which cannot be read; it is left out.", entry)
    return entries


def _entry(said: Any) -> Entry:
    place = ""
    if isinstance(said, tuple | list):
        said, where = said
        place = where["in"] if isinstance(where, Mapping) else ""
    if isinstance(said, type):
        kind = said
        return Entry(lambda seen: isinstance(seen.exception, kind), "", place)
    if not isinstance(said, str):
        raise TypeError(said)
    form, colon, rest = said.partition(":")
    if colon and form in _FORMS:
        return Entry(_FORMS[form](rest), said, place)
    return Entry(
        lambda seen: seen.exception is not None and is_named(seen.exception, said), "", place
    )


def _logger(glob: str) -> Callable[[Seen], bool]:
    return lambda seen: fnmatchcase(seen.logger, glob)


def _message(text: str) -> Callable[[Seen], bool]:
    """`/regex/`, `/regex/i`, or words that stand anywhere."""
    read = re.fullmatch(r"/(.*)/(i?)", text, re.DOTALL)
    flags = re.IGNORECASE if read and read[2] else 0
    pattern = re.compile(read[1] if read else re.escape(text), flags)
    return lambda seen: bool(pattern.search(seen.message))


def _beneath(path: str) -> Callable[[Seen], bool]:
    return lambda seen: seen.path.startswith(path)


_FORMS: dict[str, Callable[[str], Callable[[Seen], bool]]] = {
    "logger": _logger,
    "message": _message,
    "path": _beneath,
}

_compiled: tuple[Settings, list[Entry]] | None = None


def _entries(settings: Settings) -> list[Entry]:
    global _compiled  # one process has one set of settings
    if _compiled is None or _compiled[0] is not settings:
        defaults = DEFAULTS if settings.ignore_defaults else ()
        _compiled = (settings, entries_of((*settings.ignore, *defaults)))
    return _compiled[1]


def _place(event: dict[str, Any]) -> str:
    if "request" in event:
        return "request"
    return "celery" if "celery-job" in event.get("extra", {}) else "command"


def _path(event: dict[str, Any]) -> str:
    """Of the address `http://host/path`."""
    parts = str(event.get("request", {}).get("url", "")).split("/", 3)
    return "/" + parts[3] if len(parts) == 4 else ""


def _route(event: dict[str, Any]) -> str:
    """The transaction's name, unless it is a raw address: those are without number."""
    is_raw = event.get("transaction_info", {}).get("source") == "url"
    return UNKNOWN if is_raw else event.get("transaction") or UNKNOWN
