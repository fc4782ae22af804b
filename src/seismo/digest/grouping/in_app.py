"""Which frames are the application's own.

The SDK decides first, then the base rules by platform. A frame that nobody decides about is not in
the application. Where a rule changes what the SDK said, the frame keeps the SDK's word in
`data["orig_in_app"]` (-1 none, 0 no, 1 yes), so that the rules can run again from there.
"""

from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from seismo.digest.grouping.base_rules import BASE_RULES
from seismo.digest.grouping.rules import FRAMES_CACHED, RuleSet
from seismo.model.event import Event, ExceptionValue, Frame, Stacktrace, Thread

ORIGINAL = "orig_in_app"

_RULES = RuleSet(BASE_RULES, "app")
_rules_matching = lru_cache(FRAMES_CACHED)(_RULES.matching)
_STORED_AS: dict[bool | None, int] = {None: -1, False: 0, True: 1}
_READ_AS: dict[object, bool | None] = {-1: None, 0: False, 1: True}

_Holder = TypeVar("_Holder", ExceptionValue, Thread)


def mark_in_app(event: Event) -> Event:
    """The event with `in_app` True or False on every frame. Doing it twice changes nothing more.

    What needs no change is shared with the event that came in.
    """
    changes: dict[str, Any] = {}
    if event.exception is not None:
        values = _holders(event.exception.values, event.platform)
        if values is not event.exception.values:
            changes["exception"] = msgspec.structs.replace(event.exception, values=values)
    if event.stacktrace is not None:
        stacktrace = _stacktrace(event.stacktrace, event.platform)
        if stacktrace is not event.stacktrace:
            changes["stacktrace"] = stacktrace
    if event.threads is not None:
        threads = _holders(event.threads.values, event.platform)
        if threads is not event.threads.values:
            changes["threads"] = msgspec.structs.replace(event.threads, values=threads)
    return msgspec.structs.replace(event, **changes) if changes else event


def _holders(holders: list[_Holder], platform: str) -> list[_Holder]:
    marked = [_holder(holder, platform) for holder in holders]
    unchanged = all(new is old for new, old in zip(marked, holders, strict=True))
    return holders if unchanged else marked


def _holder(holder: _Holder, platform: str) -> _Holder:
    if holder.stacktrace is None:
        return holder
    stacktrace = _stacktrace(holder.stacktrace, platform)
    if stacktrace is holder.stacktrace:
        return holder
    return msgspec.structs.replace(holder, stacktrace=stacktrace)


def _stacktrace(stacktrace: Stacktrace, platform: str) -> Stacktrace:
    frames = stacktrace.frames
    decided = _RULES.decide(frames, [_matching(frame, platform) for frame in frames])
    marked = [_frame(frame, rule) for frame, rule in zip(frames, decided, strict=True)]
    if all(new is old for new, old in zip(marked, frames, strict=True)):
        return stacktrace
    return msgspec.structs.replace(stacktrace, frames=marked)


def _matching(frame: Frame, platform: str) -> tuple[int, ...]:
    """A frame's own platform counts before the event's."""
    return _rules_matching(
        frame.platform or platform,
        frame.abs_path or frame.filename,
        frame.package,
        frame.module,
        frame.function,
    )


def _frame(frame: Frame, rule: bool | None) -> Frame:
    if not frame.data and frame.in_app is not None and rule in (None, frame.in_app):
        return frame
    said = _said_by_sdk(frame)
    in_app = bool(said) if rule is None else rule
    rest = {name: value for name, value in (frame.data or {}).items() if name != ORIGINAL}
    changed_by_rule = rule is not None and rule is not said
    details = {**rest, ORIGINAL: _STORED_AS[said]} if changed_by_rule else rest
    if in_app is frame.in_app and details == (frame.data or {}):
        return frame
    return msgspec.structs.replace(frame, in_app=in_app, data=details or None)


def _said_by_sdk(frame: Frame) -> bool | None:
    original = (frame.data or {}).get(ORIGINAL)
    if isinstance(original, int) and original in _READ_AS:
        return _READ_AS[original]
    return frame.in_app
