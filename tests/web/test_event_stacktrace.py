"""Exceptions and frames in the order of a page."""

from typing import Any

import pytest

from seismo.model.event import (
    Event,
    Exceptions,
    ExceptionValue,
    Frame,
    Mechanism,
    Stacktrace,
    Thread,
    Threads,
)
from seismo.web.stacktrace import FrameView, StackView, other_threads, stacks_of


def frame(function: str, *, in_app: bool = True, **fields: Any) -> Frame:
    return Frame(function=function, filename="shop/views.py", lineno=10, in_app=in_app, **fields)


def event(*values: ExceptionValue, **fields: Any) -> Event:
    exception = Exceptions(values=list(values)) if values else None
    return Event(
        event_id="a" * 32,
        platform="python",
        timestamp=0.0,
        received=0.0,
        exception=exception,
        **fields,
    )


def raised(*frames: Frame, **fields: Any) -> ExceptionValue:
    return ExceptionValue(type="ValueError", stacktrace=Stacktrace(frames=list(frames)), **fields)


def frames_of(stack: StackView) -> list[FrameView]:
    return [view for run in stack.runs for view in run.frames]


def test_the_exception_that_was_raised_last_comes_first() -> None:
    stacks = stacks_of(event(ExceptionValue(type="Cause"), ExceptionValue(type="Raised")))

    assert [stack.kind for stack in stacks] == ["Raised", "Cause"]


def test_the_most_recent_call_comes_first() -> None:
    stack = stacks_of(event(raised(frame("outer"), frame("inner"))))[0]

    assert [view.function for view in frames_of(stack)] == ["inner", "outer"]


def test_the_newest_frame_of_the_application_is_open() -> None:
    frames = (frame("old"), frame("mine"), frame("lib", in_app=False))

    views = frames_of(stacks_of(event(raised(*frames)))[0])

    assert [view.function for view in views if view.is_open] == ["mine"]


def test_without_frames_of_the_application_the_newest_one_is_open() -> None:
    frames = (frame("a", in_app=False), frame("b", in_app=False))

    views = frames_of(stacks_of(event(raised(*frames)))[0])

    assert [view.function for view in views if view.is_open] == ["b"]


def test_neighbouring_library_frames_are_folded_together() -> None:
    library = [frame(f"lib{n}", in_app=False) for n in range(3)]

    runs = stacks_of(event(raised(frame("old"), *library, frame("mine"))))[0].runs

    assert [(len(run.frames), run.is_folded) for run in runs] == [(1, False), (3, True), (1, False)]


def test_a_single_library_frame_is_not_folded() -> None:
    frames = (frame("old"), frame("lib", in_app=False), frame("mine"))

    assert not any(run.is_folded for run in stacks_of(event(raised(*frames)))[0].runs)


def test_a_stack_of_library_frames_only_is_not_folded() -> None:
    frames = [frame(f"lib{n}", in_app=False) for n in range(5)]

    assert not any(run.is_folded for run in stacks_of(event(raised(*frames)))[0].runs)


@pytest.mark.parametrize(
    ("frames", "marks"),
    [
        ((frame("outer"), frame("inner")), ["raised here", ""]),
        ((frame("mine"), frame("lib", in_app=False)), ["raised here", "last of your code"]),
    ],
    ids=["in the application", "in a library"],
)
def test_the_frame_that_raised_is_marked(frames: tuple[Frame, ...], marks: list[str]) -> None:
    views = frames_of(stacks_of(event(raised(*frames)))[0])

    assert [view.mark for view in views] == marks


def test_source_lines_are_numbered_around_the_hit() -> None:
    lines = frame("pay", pre_context=["a", "b"], context_line="c", post_context=["d"])

    view = frames_of(stacks_of(event(raised(lines)))[0])[0]

    assert [(line.number, line.is_hit) for line in view.lines] == [
        (8, False),
        (9, False),
        (10, True),
        (11, False),
    ]


def test_a_frame_without_source_has_no_lines() -> None:
    assert frames_of(stacks_of(event(raised(frame("pay"))))[0])[0].lines == []


def test_a_removed_variable_says_why() -> None:
    remark = {"": {"rem": [["!config", "s"]]}}
    path: dict[str, Any] = {"vars": {"token": remark}}
    meta = {"exception": {"values": {"0": {"stacktrace": {"frames": {"0": path}}}}}}

    stacks = stacks_of(event(raised(frame("pay", vars={"token": "[Filtered]"})), meta=meta))

    assert frames_of(stacks[0])[0].variables[0].because == "removed by the SDK in the application"


def test_every_anchor_of_a_page_is_its_own() -> None:
    threads = Threads(values=[Thread(id=1, stacktrace=Stacktrace(frames=[frame("work")] * 2))])
    whole = event(raised(frame("a"), frame("b")), raised(frame("c"), frame("d")), threads=threads)
    stacks = [*stacks_of(whole), *other_threads(whole)]

    anchors = [view.anchor for stack in stacks for view in frames_of(stack)]

    assert anchors == ["f1", "f2", "e2f1", "e2f2", "t1f1", "t1f2"]


@pytest.mark.parametrize(
    ("source", "relation"),
    [
        ("__cause__", "caused by"),
        ("__context__", "raised while handling"),
        ("exceptions[0]", "part of the group"),
        (None, "caused by"),
    ],
)
def test_a_cause_says_how_it_relates(source: str | None, relation: str) -> None:
    cause = ExceptionValue(type="KeyError", mechanism=Mechanism(source=source))

    assert stacks_of(event(cause, ExceptionValue(type="ValueError")))[1].relation == relation


def test_the_raised_exception_and_the_root_cause_are_open() -> None:
    chain = [ExceptionValue(type=name) for name in ("Root", "Middle", "Raised")]

    assert [stack.is_open for stack in stacks_of(event(*chain))] == [True, False, True]


def test_a_stack_trace_without_an_exception_is_shown() -> None:
    stacks = stacks_of(event(stacktrace=Stacktrace(frames=[frame("log")])))

    assert [view.function for view in frames_of(stacks[0])] == ["log"]


def test_the_thread_that_crashed_comes_first() -> None:
    stack = Stacktrace(frames=[frame("work")])
    threads = Threads(
        values=[
            Thread(id=1, name="idle", stacktrace=stack),
            Thread(id=2, name="main", crashed=True, stacktrace=stack),
        ]
    )

    assert [view.kind for view in stacks_of(event(threads=threads))] == ["main (crashed)", "idle"]


def test_an_event_without_any_frame_has_no_stack() -> None:
    assert stacks_of(event()) == []


def test_a_function_that_calls_itself_is_folded_behind_its_newest_call() -> None:
    calls = [frame("deep")] * 30
    stack = stacks_of(event(raised(frame("start"), *calls, frame("fails"))))[0]

    shape = [([view.function for view in run.frames][:2], run.is_folded) for run in stack.runs]
    assert shape == [
        (["fails", "deep"], False),
        (["deep", "deep"], True),
        (["start"], False),
    ]
    assert f"{len(stack.runs[1].frames)} {stack.runs[1].what}" == "29 more calls of deep"


def test_a_few_calls_of_a_function_by_itself_are_all_shown() -> None:
    stack = stacks_of(event(raised(*[frame("deep")] * 3)))[0]

    assert [run.is_folded for run in stack.runs] == [False]
