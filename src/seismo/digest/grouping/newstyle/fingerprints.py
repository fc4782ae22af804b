"""Fingerprints: what a project's rule, an SDK, or Seismo for well-known errors says should group.

A fingerprint without `{{ default }}` replaces the grouping, one with it and something else adds to
it, and `{{ default }}` alone changes nothing.
"""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import lru_cache

import msgspec

from seismo.digest.grouping.components import Component, branch, leaf
from seismo.digest.grouping.fingerprint_language import TAG, VARIABLE, VARIABLES, FingerprintRule
from seismo.digest.grouping.fingerprint_rules import FingerprintRules, tag_of
from seismo.digest.grouping.newstyle.messages import Normal
from seismo.digest.grouping.rules import family_of
from seismo.model.event import Event, Frame, Stacktrace

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
    RULE = "rule's"
    CLIENT = "client"
    BUILT_IN = "built-in"


class Fingerprint(msgspec.Struct, frozen=True):
    origin: Origin
    values: tuple[str, ...] = ("{{ default }}",)
    rule: FingerprintRule | None = None

    @property
    def replaces_grouping(self) -> bool:
        return not any(_is_default(value) for value in self.values)

    @property
    def is_default(self) -> bool:
        return _are_default(self.values)


_DEFAULT = Fingerprint(Origin.DEFAULT)


def fingerprint_of(event: Event, rules: FingerprintRules) -> Fingerprint:
    """That of a project's rule, else the client's own, else a built-in one, else the default."""
    rule = rules.first_match(event)
    if rule is not None:
        return Fingerprint(Origin.RULE, rule.fingerprint, rule)
    values = tuple(event.fingerprint)
    if values and not _are_default(values):
        return Fingerprint(Origin.CLIENT, values)
    built_in = _built_in(event) if family_of(event.platform) == "javascript" else None
    return Fingerprint(Origin.BUILT_IN, built_in) if built_in else _DEFAULT


def custom_component(fingerprint: Fingerprint, event: Event, normal: Normal) -> Component:
    label = f"{fingerprint.origin} fingerprint"
    parts = [_entry(value, event, normal) for value in fingerprint.values]
    return branch("fingerprint", label, parts)


def hybrid_component(
    fingerprint: Fingerprint, event: Event, default: Component, normal: Normal
) -> Component:
    """The fingerprint with the default grouping in the places where it says so."""
    parts = [
        default if _is_default(value) else _entry(value, event, normal)
        for value in fingerprint.values
    ]
    return branch("fingerprint", f"{fingerprint.origin} fingerprint", parts)


def title_of(fingerprint: Fingerprint, event: Event) -> str | None:
    """The title that a rule asks for, with the texts of the event as they are."""
    template = fingerprint.rule.title if fingerprint.rule is not None else None
    if template is None:
        return None
    return VARIABLE.sub(lambda found: _resolved(found[1], event, str), template)


def _are_default(values: Sequence[str]) -> bool:
    return len(values) == 1 and _is_default(values[0])


@lru_cache(maxsize=256)
def _is_default(value: str) -> bool:
    found = VARIABLE.fullmatch(value.strip())
    return found is not None and found[1] == "default"


def _built_in(event: Event) -> tuple[str, ...] | None:
    exceptions = event.exception.values if event.exception is not None else []
    texts = [text for raised in exceptions for text in (raised.type, raised.value) if text]
    if any(text.startswith(_CHUNK_LOAD_ERROR) for text in texts):
        return ("chunkloaderror",)
    if event.logentry is not None:
        texts.append(event.logentry.formatted or event.logentry.message or "")
    if tag_of(event, "transaction") and any(_HYDRATION.search(text) for text in texts):
        return ("hydrationerror", "{{ tags.transaction }}")
    return None


def _entry(value: str, event: Event, normal: Normal) -> Component:
    found = VARIABLE.fullmatch(value.strip())
    if found is None:
        return leaf("fingerprint-value", "value", value)
    resolved = _resolved(found[1], event, normal)
    return leaf("fingerprint-value", "value", resolved, f"from {value}")


def _resolved(variable: str, event: Event, normal: Normal) -> str:
    if variable.startswith(TAG):
        name = variable.removeprefix(TAG)
        return tag_of(event, name) or f"<no-value-for-tag-{name}>"
    canonical = VARIABLES.get(variable, "")
    read = _VARIABLES.get(canonical)
    if read is None:
        return f"<unrecognized-variable-{variable}>"
    text = read(event)
    if not text:
        return f"<no-{canonical.removeprefix('raw_').replace('_', '-')}>"
    return normal(text) if canonical in _NORMALIZED else text


def _type(event: Event) -> str | None:
    return event.exception.values[-1].type if event.exception and event.exception.values else None


def _raw_value(event: Event) -> str | None:
    return event.exception.values[-1].value if event.exception and event.exception.values else None


def _raw_message(event: Event) -> str | None:
    logged = event.logentry
    return (logged and (logged.formatted or logged.message)) or _raw_value(event)


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
    "transaction": lambda event: event.transaction or tag_of(event, "transaction"),
    "type": _type,
    "value": _raw_value,
    "raw_value": _raw_value,
    "message": _raw_message,
    "raw_message": _raw_message,
    "function": lambda event: _crash_frame(event).function,
    "abs_path": lambda event: _crash_frame(event).abs_path,
    "filename": lambda event: _crash_frame(event).filename,
    "module": lambda event: _crash_frame(event).module,
    "package": _package,
    "level": lambda event: event.level,
    "logger": lambda event: event.logger,
}
_NORMALIZED = frozenset({"value", "message"})
