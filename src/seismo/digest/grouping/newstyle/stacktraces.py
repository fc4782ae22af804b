"""A stack trace in two variants: the application's frames, and all of them."""

from typing import NamedTuple

from seismo.digest.grouping.components import Component, branch, ignored
from seismo.digest.grouping.newstyle.frames import GROUP_RULES, frame_parts, is_url
from seismo.digest.grouping.rules import family_of
from seismo.model.event import Frame, Stacktrace


class AppAndSystem(NamedTuple):
    app: Component
    system: Component


def stacktrace_components(stacktrace: Stacktrace, platform: str) -> AppAndSystem:
    frames = stacktrace.frames
    if len(frames) == 1 and _tells_nothing(frames[0], platform):
        only = ignored(frame_parts(frames[0], platform).component, "a lone frame without a name")
        return _named([only], [only])
    found = [frame_parts(frame, platform) for frame in frames]
    decided = GROUP_RULES.decide(frames, [parts.rules for parts in found])
    app: list[Component] = []
    system: list[Component] = []
    previous: Frame | None = None
    for frame, parts, takes_part in zip(frames, found, decided, strict=True):
        hint = _left_out(frame, previous, takes_part)
        previous = frame
        if hint is not None:
            shown = ignored(parts.component, hint)
            app.append(shown)
            system.append(shown)
            continue
        app.append(parts.component if frame.in_app else parts.out_of_app)
        system.append(parts.component)
    return _named(app, system)


def _named(app: list[Component], system: list[Component]) -> AppAndSystem:
    return AppAndSystem(
        branch("stacktrace", _label(app, "in-app frame"), app, "no in-app frame contributes"),
        branch("stacktrace", _label(system, "frame"), system, "no frame contributes"),
    )


def _label(frames: list[Component], noun: str) -> str:
    count = len([frame for frame in frames if frame.contributes])
    return f"stack trace · {count} {noun}{'' if count == 1 else 's'}"


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
