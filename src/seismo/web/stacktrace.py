"""Exceptions, threads and their frames, in the order and the shape in which a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from seismo.model.event import Event, ExceptionValue, Frame, Mechanism, Stacktrace, Thread
from seismo.web import highlight
from seismo.web.databag import Meta, Shown, child, descend, reasons, shown, shown_variables

FOLDED_FROM = 2
"""A run of library frames is folded from this length on."""
REPEATED_FROM = 4
"""A function that calls itself is folded behind its newest call, from so many calls in a row on."""
RELATIONS = {
    "__cause__": "caused by",
    "__context__": "raised while handling",
}
GROUP_SOURCES = ("exceptions[", "errors[")
PLAIN = frozenset({"generic", "chained", "builtins"})


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    code: SafeString
    is_hit: bool


@dataclass(frozen=True, slots=True)
class FrameView:
    anchor: str
    function: str
    location: str
    """File and line, such as `shop/views.py:12`."""
    full_path: str
    in_app: bool
    is_open: bool
    mark: str
    """What is special about it, in words; mostly empty."""
    lines: list[Line]
    variables: list[Shown]

    @property
    def has_more(self) -> bool:
        return bool(self.lines or self.variables)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring frames that are shown, or folded, together."""

    frames: list[FrameView]
    is_folded: bool
    what: str = "library frames"
    """What is folded, after its number."""


@dataclass(frozen=True, slots=True)
class StackView:
    """One exception or one thread."""

    anchor: str
    relation: str
    """How it relates to the one before it, such as `caused by`."""
    kind: str
    value: str
    value_because: str
    module: str
    mechanism: Mechanism | None
    runs: list[Run]
    frame_count: int
    is_open: bool

    @property
    def origin(self) -> str:
        """What caught it and where its class lives, as far as that says anything."""
        caught = self.mechanism.type if self.mechanism else ""
        return " · ".join(part for part in (self.module, caught) if part and part not in PLAIN)

    @property
    def handled(self) -> bool | None:
        return self.mechanism.handled if self.mechanism else None


def stacks_of(event: Event) -> list[StackView]:
    """The exceptions, the one that was raised last first; else the stack trace or the threads."""
    if event.exception and event.exception.values:
        return _exceptions(event.exception.values, event)
    if event.stacktrace:
        runs = _runs(event.stacktrace, event, child(event.meta, "stacktrace"), "", raised=False)
        return [_plain_stack("stack", "", runs, is_open=True)]
    return _threads(event, any_open=True)


def other_threads(event: Event) -> list[StackView]:
    """The threads beside the one that failed."""
    return _threads(event, any_open=False) if event.exception or event.stacktrace else []


def _exceptions(values: Sequence[ExceptionValue], event: Event) -> list[StackView]:
    meta = descend(event.meta, "exception", "values")
    last = len(values) - 1
    return [
        _exception(
            values[index], event, child(meta, index), last - index + 1, is_open=index in {0, last}
        )
        for index in range(last, -1, -1)
    ]


def _exception(
    value: ExceptionValue, event: Event, meta: Meta, place: int, *, is_open: bool
) -> StackView:
    prefix = "" if place == 1 else f"e{place}"
    runs = _runs(value.stacktrace, event, child(meta, "stacktrace"), prefix, raised=True)
    return StackView(
        anchor=f"e{place}",
        relation=_relation(value.mechanism) if place > 1 else "",
        kind=value.type or "",
        value=value.value or "",
        value_because="; ".join(dict.fromkeys(reasons(child(meta, "value")))),
        module=value.module or "",
        mechanism=value.mechanism,
        runs=runs,
        frame_count=sum(len(run.frames) for run in runs),
        is_open=is_open,
    )


def _relation(mechanism: Mechanism | None) -> str:
    source = (mechanism.source or "") if mechanism else ""
    if source.startswith(GROUP_SOURCES):
        return "part of the group"
    return RELATIONS.get(source, "caused by")


def _threads(event: Event, *, any_open: bool) -> list[StackView]:
    threads = event.threads.values if event.threads else []
    meta = descend(event.meta, "threads", "values")
    with_frames = [(index, thread) for index, thread in enumerate(threads) if thread.stacktrace]
    with_frames.sort(key=lambda pair: not (pair[1].crashed or pair[1].current))
    views = []
    for place, (index, thread) in enumerate(with_frames, start=1):
        thread_meta = descend(meta, index, "stacktrace")
        runs = _runs(thread.stacktrace, event, thread_meta, f"t{place}", raised=False)
        is_open = any_open and place == 1
        views.append(_plain_stack(f"t{place}", _thread_name(thread), runs, is_open=is_open))
    return views


def _thread_name(thread: Thread) -> str:
    name = thread.name or (f"Thread {thread.id}" if thread.id is not None else "Thread")
    notes = [word for word in ("crashed", "current", "main") if getattr(thread, word)]
    return f"{name} ({', '.join(notes)})" if notes else name


def _plain_stack(anchor: str, name: str, runs: list[Run], *, is_open: bool) -> StackView:
    return StackView(
        anchor=anchor,
        relation="",
        kind=name,
        value="",
        value_because="",
        module="",
        mechanism=None,
        runs=runs,
        frame_count=sum(len(run.frames) for run in runs),
        is_open=is_open,
    )


def _runs(
    stacktrace: Stacktrace | None, event: Event, meta: Meta, prefix: str, *, raised: bool
) -> list[Run]:
    """The frames, the newest first. Their anchors are `f1`, `f2`, ... behind the prefix."""
    frames = stacktrace.frames if stacktrace else []
    opened = _opened(frames)
    views = [
        _frame(
            frame,
            event,
            descend(meta, "frames", index),
            anchor=f"{prefix}f{len(frames) - index}",
            is_open=index == opened,
            mark=_mark(index, opened, len(frames)) if raised else "",
        )
        for index, frame in reversed(list(enumerate(frames)))
    ]
    any_in_app = any(view.in_app for view in views)
    runs = []
    for stands_out, neighbours in groupby(views, key=lambda view: view.in_app or view.is_open):
        members = list(neighbours)
        folded = any_in_app and not stands_out and len(members) >= FOLDED_FROM
        runs += [Run(members, folded)] if folded else _without_repeats(members)
    return runs


def _without_repeats(views: list[FrameView]) -> list[Run]:
    """What is shown, but for calls of a function by itself from the same line."""
    runs = [Run([], is_folded=False)]
    for (function, _), same in groupby(views, key=lambda view: (view.function, view.location)):
        newest, *others = same
        runs[-1].frames.append(newest)
        if len(others) + 1 < REPEATED_FROM:
            runs[-1].frames.extend(others)
        else:
            runs.append(Run(others, is_folded=True, what=f"more calls of {function}"))
            runs.append(Run([], is_folded=False))
    return [run for run in runs if run.frames]


def _opened(frames: Sequence[Frame]) -> int:
    """The newest frame of the application's own code, else the newest of all."""
    in_app = [index for index, frame in enumerate(frames) if frame.in_app]
    return in_app[-1] if in_app else len(frames) - 1


def _mark(index: int, opened: int, count: int) -> str:
    if index == count - 1:
        return "raised here"
    return "last of your code" if index == opened else ""


def _frame(
    frame: Frame, event: Event, meta: Meta, *, anchor: str, is_open: bool, mark: str
) -> FrameView:
    path = frame.filename or frame.abs_path or frame.module or frame.package or "unknown file"
    location = f"{path}:{frame.lineno}" if frame.lineno is not None else path
    if frame.lineno is not None and frame.colno is not None:
        location = f"{location}:{frame.colno}"
    return FrameView(
        anchor=anchor,
        function=frame.function or frame.raw_function or frame.instruction_addr or "<unknown>",
        location=location,
        full_path=frame.abs_path or path,
        in_app=bool(frame.in_app),
        is_open=is_open,
        mark=mark,
        lines=_lines(frame, event.platform),
        variables=_variables(frame, event.platform, child(meta, "vars")),
    )


def _variables(frame: Frame, platform: str, meta: Meta) -> list[Shown]:
    if (frame.platform or platform) == "python":
        return shown_variables(frame.vars, meta)
    return shown(frame.vars, meta)


def _lines(frame: Frame, platform: str) -> list[Line]:
    if frame.context_line is None or frame.lineno is None:
        return []
    before = [line or "" for line in frame.pre_context or ()]
    after = [line or "" for line in frame.post_context or ()]
    source = [*before, frame.context_line, *after]
    language = highlight.language_of(frame.filename, frame.platform or platform)
    first = frame.lineno - len(before)
    return [
        Line(first + offset, code, first + offset == frame.lineno)
        for offset, code in enumerate(highlight.lines(source, language))
    ]
