"""Which frames are the application's own.

The SDK decides first, then the stack trace rules: those by platform and the project's own. A frame
that nobody decides about is not in the application. Where a rule changes what the SDK said, the
frame keeps the SDK's word in `data["orig_in_app"]` (-1 none, 0 no, 1 yes), so that the rules can run
again from there. A rule's category stands in `data["category"]`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeVar

import msgspec

from seismo.digest.grouping.rules import CATEGORY, NO_EXCEPTION
from seismo.digest.grouping.stacks import BASE, STACKS_REMEMBERED, Recent, StackTraceRules
from seismo.digest.spelled import Spelled
from seismo.model.event import Event, ExceptionValue, Frame, Json, Stacktrace, Thread

ORIGINAL = "orig_in_app"

_STORED_AS: dict[bool | None, int] = {None: -1, False: 0, True: 1}
_READ_AS: dict[object, bool | None] = {-1: None, 0: False, 1: True}

_Holder = TypeVar("_Holder", ExceptionValue, Thread)


class _Marks(NamedTuple):
    """What becomes of the frames of a stack trace, in their order."""

    changes: Mapping[int, Mapping[str, Any]]
    """The fields that change, by the place of the frame."""


_marks: Recent[_Marks] = Recent(STACKS_REMEMBERED)


def mark_in_app(
    event: Event, rules: StackTraceRules = BASE, spelled: Spelled | None = None
) -> Event:
    """The event with `in_app` True or False on every frame. Doing it twice changes nothing more.

    What needs no change is shared with the event that came in.
    """
    changes: dict[str, Any] = {}
    spelled = spelled or Spelled()
    if event.exception is not None:
        values = _holders(event.exception.values, event.platform, rules, spelled)
        if values is not event.exception.values:
            changes["exception"] = msgspec.structs.replace(event.exception, values=values)
    if event.stacktrace is not None:
        stacktrace = _stacktrace(event.stacktrace, event.platform, NO_EXCEPTION, rules, spelled)
        if stacktrace is not event.stacktrace:
            changes["stacktrace"] = stacktrace
    if event.threads is not None:
        threads = _holders(event.threads.values, event.platform, rules, spelled)
        if threads is not event.threads.values:
            changes["threads"] = msgspec.structs.replace(event.threads, values=threads)
    return msgspec.structs.replace(event, **changes) if changes else event


def rules_that_spoke(event: Event, rules: StackTraceRules) -> tuple[str, ...]:
    """The project's own rules that say something about a frame of an event with marked frames."""
    if not rules.own:
        return ()
    holders: list[ExceptionValue | Thread] = []
    if event.exception is not None:
        holders += event.exception.values
    if event.threads is not None:
        holders += event.threads.values
    found = [(holder.stacktrace, _exception_of(holder)) for holder in holders]
    spoke: dict[str, None] = {}
    for stacktrace, exception in [*found, (event.stacktrace, NO_EXCEPTION)]:
        if stacktrace is not None:
            frames = stacktrace.frames
            said = [_said_by_sdk(frame) for frame in frames]
            first = rules.on_application(frames, event.platform, said, exception)
            second = rules.on_grouping(frames, event.platform, exception)
            spoke.update(dict.fromkeys(rules.own_rules(first, second)))
    return tuple(spoke)


def _holders(
    holders: list[_Holder], platform: str, rules: StackTraceRules, spelled: Spelled
) -> list[_Holder]:
    marked = [_holder(holder, platform, rules, spelled) for holder in holders]
    unchanged = all(new is old for new, old in zip(marked, holders, strict=True))
    return holders if unchanged else marked


def _holder(holder: _Holder, platform: str, rules: StackTraceRules, spelled: Spelled) -> _Holder:
    if holder.stacktrace is None:
        return holder
    stacktrace = _stacktrace(holder.stacktrace, platform, _exception_of(holder), rules, spelled)
    if stacktrace is holder.stacktrace:
        return holder
    return msgspec.structs.replace(holder, stacktrace=stacktrace)


def _exception_of(holder: ExceptionValue | Thread) -> ExceptionValue:
    return holder if isinstance(holder, ExceptionValue) else NO_EXCEPTION


def _stacktrace(
    stacktrace: Stacktrace,
    platform: str,
    exception: ExceptionValue,
    rules: StackTraceRules,
    spelled: Spelled,
) -> Stacktrace:
    frames = stacktrace.frames
    digest = rules.digest(frames, platform, exception, spelled)
    marks = _marks.get(digest)
    if marks is None:
        marks = _marks.put(digest, _decided(frames, platform, exception, rules))
    if not marks.changes:
        rules.remember_marked(frames, digest)
        return stacktrace
    marked = list(frames)
    rules.remember_marked(marked, digest)
    for position, fields in marks.changes.items():
        marked[position] = msgspec.structs.replace(frames[position], **fields)
    return msgspec.structs.replace(stacktrace, frames=marked)


def _decided(
    frames: Sequence[Frame], platform: str, exception: ExceptionValue, rules: StackTraceRules
) -> _Marks:
    said = [_said_by_sdk(frame) for frame in frames]
    decided = rules.on_application(frames, platform, said, exception)
    changes: dict[int, Mapping[str, Any]] = {}
    for position, frame in enumerate(frames):
        rule, sdk = decided.app[position], said[position]
        in_app = bool(sdk) if rule is None else rule
        details = _details(frame, sdk, rule, decided.category[position])
        if in_app is not frame.in_app or details != (frame.data or {}):
            changes[position] = _fields(in_app, details)
    return _Marks(changes)


def _fields(in_app: bool, details: dict[str, Json]) -> Mapping[str, Any]:
    if details.keys() <= {ORIGINAL}:
        return _usual_fields(in_app, details.get(ORIGINAL))
    return {"in_app": in_app, "data": details}


@cache
def _usual_fields(in_app: bool, original: int | None) -> Mapping[str, Any]:
    """Shared by all frames that change alike: an older SDK leaves every frame to the rules."""
    return {"in_app": in_app, "data": None if original is None else {ORIGINAL: original}}


def _details(
    frame: Frame, sdk: bool | None, rule: bool | None, category: str | None
) -> dict[str, Json]:
    """The frame's `data` with the SDK's word where a rule differs, and with the rules' category."""
    details = {k: v for k, v in (frame.data or {}).items() if k not in (ORIGINAL, CATEGORY)}
    if rule is not None and rule is not sdk:
        details[ORIGINAL] = _STORED_AS[sdk]
    if category is not None:
        details[CATEGORY] = category
    return details


def _said_by_sdk(frame: Frame) -> bool | None:
    original = (frame.data or {}).get(ORIGINAL)
    if isinstance(original, int) and original in _READ_AS:
        return _READ_AS[original]
    return frame.in_app
