"""A stack trace in two variants: the application's frames, and all of them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from seismo.digest.grouping.components import Component, branch, ignored
from seismo.digest.grouping.newstyle.frames import brief_frame, frame_component, is_url
from seismo.digest.grouping.newstyle.messages import Normal
from seismo.digest.grouping.rules import NO_EXCEPTION, family_of
from seismo.digest.grouping.stacks import Recent, StackTraceRules
from seismo.model.event import ExceptionValue, Frame, Stacktrace

TEXTS_REMEMBERED = 256
"""Stack traces whose part of the hash is remembered: some kilobytes each."""


class AppAndSystem(NamedTuple):
    app: Component
    system: Component


class Reading(NamedTuple):
    """How the parts of an event are read."""

    platform: str
    rules: StackTraceRules
    normal: Normal
    complete: bool
    """Whether the parts are wanted to be shown, and not only what they add to the hash."""


_recent: Recent[AppAndSystem] = Recent(TEXTS_REMEMBERED)


def stacktrace_components(
    stacktrace: Stacktrace, reading: Reading, exception: ExceptionValue = NO_EXCEPTION
) -> AppAndSystem:
    """`exception` is the one that the stack trace belongs to."""
    frames = stacktrace.frames
    if reading.complete:
        return _assembled(frames, reading, exception, frame_component)
    digest = reading.rules.digest(frames, reading.platform, exception)
    found = _recent.get(digest)
    if found is None:
        both = _assembled(frames, reading, exception, brief_frame)
        app = _without_parts(both.app)
        same = app.hashed == both.system.hashed and app.contributes is both.system.contributes
        found = AppAndSystem(app, app if same else _without_parts(both.system))
        _recent.put(digest, found)
    return found


def _without_parts(component: Component) -> Component:
    contributes, hashed = component.contributes, component.hashed
    return Component(component.id, "stack trace", contributes, component.hint, (), (), hashed)


def _assembled(
    frames: Sequence[Frame],
    reading: Reading,
    exception: ExceptionValue,
    component_of: Callable[[Frame, str], Component],
) -> AppAndSystem:
    if len(frames) == 1 and _tells_nothing(frames[0], reading.platform):
        alone = component_of(frames[0], reading.platform)
        only = ignored(alone, "a lone frame without a name")
        return AppAndSystem(_named("in-app frame", [only], {}), _named("frame", [only], {}))
    decided = reading.rules.on_grouping(frames, reading.platform, exception)
    app: list[Component] = []
    system: list[Component] = []
    previous: Frame | None = None
    for frame, takes_part in zip(frames, decided.group, strict=True):
        component = component_of(frame, reading.platform)
        hint = _left_out(frame, previous, takes_part)
        previous = frame
        if hint is not None:
            component = ignored(component, hint)
        system.append(component)
        if component.contributes and not frame.in_app:
            component = ignored(component, "not in the application")
        app.append(component)
    return AppAndSystem(
        _named("in-app frame", app, decided.variables),
        _named("frame", system, decided.variables),
    )


def _named(noun: str, frames: list[Component], variables: dict[str, int]) -> Component:
    """The frames as one part, as far as the variables of rules let them count."""
    if variables.get("invert-stacktrace"):
        frames = frames[::-1]
    if "max-frames" in variables:
        frames = _nearest_the_crash(frames, variables["max-frames"])
    count = len([frame for frame in frames if frame.contributes])
    label = f"stack trace · {count} {noun}{'' if count == 1 else 's'}"
    whole = branch("stacktrace", label, frames, f"no {noun} contributes")
    least = variables.get("min-frames", 0)
    if 0 < count < least:
        return ignored(whole, f"ignored because a stack trace rule asks for {least} {noun}s")
    return whole


def _nearest_the_crash(frames: list[Component], most: int) -> list[Component]:
    kept: list[Component] = []
    for frame in reversed(frames):
        if frame.contributes and most <= 0:
            frame = ignored(frame, "ignored because a stack trace rule limits the frames")
        most -= frame.contributes
        kept.append(frame)
    return kept[::-1]


def _left_out(frame: Frame, previous: Frame | None, takes_part: bool | None) -> str | None:
    if takes_part is False:
        return "ignored by a stack trace rule"
    if previous is not None and frame.lineno == previous.lineno and _same_call(frame, previous):
        return "ignored because it repeats the frame before"
    return None


def _same_call(frame: Frame, previous: Frame) -> bool:
    """For frames on the same line."""
    return (
        frame.function == previous.function
        and frame.colno == previous.colno
        and frame.abs_path == previous.abs_path
        and frame.module == previous.module
        and frame.filename == previous.filename
        and frame.package == previous.package
    )


def _tells_nothing(frame: Frame, platform: str) -> bool:
    """A browser's lone frame such as `https://shop.example/`: the page, not the code."""
    family = family_of(frame.platform or platform)
    return family == "javascript" and not frame.function and is_url(frame.abs_path)
