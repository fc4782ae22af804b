"""Fingerprints: what an SDK, or Seismo itself for well-known errors, says should group.

A fingerprint without `{{ default }}` replaces the grouping, one with it and something else adds to
it, and `{{ default }}` alone changes nothing.
"""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum

import msgspec

from seismo.digest.grouping.components import Component, branch, leaf
from seismo.digest.grouping.newstyle.parameterize import parameterize
from seismo.digest.grouping.rules import family_of
from seismo.model.event import Event, Frame, Stacktrace

_VARIABLE = re.compile(r"\{\{\s*(\S+?)\s*\}\}")
_TAG = "tags."
_EVENT_TAGS = frozenset(
    {"dist", "environment", "level", "logger", "release", "server_name", "transaction"}
)

_CHUNK_LOAD_ERROR = "ChunkLoadError"
_HYDRATION = re.compile(
    r"Text content does not match server-rendered HTML"
    r"|Hydration failed because the (?:initial UI does not match|server rendered)"
    r"|There was an error while hydrating"
    r"|This Suspense boundary received an update before it finished hydrating"
    r"|Minified React error #(?:418|419|421|422|423|425)\b"
)


class Origin(StrEnum):
    DEFAULT = "default"
    CLIENT = "client"
    BUILT_IN = "built-in"


class Fingerprint(msgspec.Struct, frozen=True):
    origin: Origin
    values: tuple[str, ...] = ("{{ default }}",)

    @property
    def replaces_grouping(self) -> bool:
        return not any(_is_default(value) for value in self.values)

    @property
    def is_default(self) -> bool:
        return self.origin is Origin.DEFAULT


def fingerprint_of(event: Event) -> Fingerprint:
    """The client's own fingerprint, else a built-in one, else the default."""
    values = tuple(event.fingerprint)
    if values and not (len(values) == 1 and _is_default(values[0])):
        return Fingerprint(Origin.CLIENT, values)
    built_in = _built_in(event) if family_of(event.platform) == "javascript" else None
    return Fingerprint(Origin.BUILT_IN, built_in) if built_in else Fingerprint(Origin.DEFAULT)


def custom_component(fingerprint: Fingerprint, event: Event) -> Component:
    label = f"{fingerprint.origin} fingerprint"
    return branch("fingerprint", label, [_entry(value, event) for value in fingerprint.values])


def hybrid_component(fingerprint: Fingerprint, event: Event, default: Component) -> Component:
    """The fingerprint with the default grouping in the places where it says so."""
    parts = [
        default if _is_default(value) else _entry(value, event) for value in fingerprint.values
    ]
    return branch("fingerprint", f"{fingerprint.origin} fingerprint", parts)


def _is_default(value: str) -> bool:
    found = _VARIABLE.fullmatch(value.strip())
    return found is not None and found[1] == "default"


def _built_in(event: Event) -> tuple[str, ...] | None:
    exceptions = event.exception.values if event.exception is not None else []
    texts = [text for raised in exceptions for text in (raised.type, raised.value) if text]
    if any(text.startswith(_CHUNK_LOAD_ERROR) for text in texts):
        return ("chunkloaderror",)
    if event.logentry is not None:
        texts.append(event.logentry.formatted or event.logentry.message or "")
    if _tag(event, "transaction") and any(_HYDRATION.search(text) for text in texts):
        return ("hydrationerror", "{{ tags.transaction }}")
    return None


def _entry(value: str, event: Event) -> Component:
    found = _VARIABLE.fullmatch(value.strip())
    if found is None:
        return leaf("fingerprint-value", "value", value)
    resolved, hint = _resolved(found[1], event), f"from {value}"
    return leaf("fingerprint-value", "value", resolved, hint)


def _resolved(variable: str, event: Event) -> str:
    if variable.startswith(_TAG):
        name = variable.removeprefix(_TAG)
        return _tag(event, name) or f"<no-value-for-tag-{name}>"
    canonical = _SAME_AS.get(variable, variable)
    read = _VARIABLES.get(canonical)
    if read is None:
        return f"<unrecognized-variable-{variable}>"
    missing = canonical.removeprefix("raw_").replace("_", "-")
    return read(event) or f"<no-{missing}>"


def _tag(event: Event, name: str) -> str | None:
    for tag, value in event.tags:
        if tag == name:
            return value
    found = getattr(event, name) if name in _EVENT_TAGS else None
    return found if isinstance(found, str) else None


def _type(event: Event) -> str | None:
    return event.exception.values[-1].type if event.exception and event.exception.values else None


def _raw_value(event: Event) -> str | None:
    return event.exception.values[-1].value if event.exception and event.exception.values else None


def _raw_message(event: Event) -> str | None:
    logged = event.logentry
    return (logged and (logged.formatted or logged.message)) or _raw_value(event)


def _normal(text: str | None) -> str | None:
    return parameterize(text) if text else None


def _package(event: Event) -> str | None:
    """Without its folders, which on a phone are other ones for every install."""
    package = _crash_frame(event).package
    return re.split(r"[/\\]", package)[-1] if package else None


_NO_FRAME = Frame()


def _crash_frame(event: Event) -> Frame:
    """The last in-app frame, else the last one, of the stack trace nearest to the error."""
    for stacktrace in _stacktraces(event):
        if stacktrace is not None and stacktrace.frames:
            in_app = (frame for frame in reversed(stacktrace.frames) if frame.in_app)
            return next(in_app, stacktrace.frames[-1])
    return _NO_FRAME


def _stacktraces(event: Event) -> Sequence[Stacktrace | None]:
    raised = reversed(event.exception.values) if event.exception is not None else ()
    threads = event.threads.values if event.threads is not None else []
    crashed = sorted(threads, key=lambda thread: (not thread.crashed, not thread.current))
    return [
        *(exception.stacktrace for exception in raised),
        event.stacktrace,
        *(thread.stacktrace for thread in crashed),
    ]


_VARIABLES: dict[str, Callable[[Event], str | None]] = {
    "transaction": lambda event: event.transaction or _tag(event, "transaction"),
    "type": _type,
    "value": lambda event: _normal(_raw_value(event)),
    "raw_value": _raw_value,
    "message": lambda event: _normal(_raw_message(event)),
    "raw_message": _raw_message,
    "function": lambda event: _crash_frame(event).function,
    "abs_path": lambda event: _crash_frame(event).abs_path,
    "filename": lambda event: _crash_frame(event).filename,
    "module": lambda event: _crash_frame(event).module,
    "package": _package,
    "level": lambda event: event.level,
    "logger": lambda event: event.logger,
}
_SAME_AS = {
    "error.type": "type",
    "error.value": "value",
    "error.raw_value": "raw_value",
    "stack.function": "function",
    "stack.abs_path": "abs_path",
    "stack.filename": "filename",
    "stack.module": "module",
    "stack.package": "package",
}
