from collections.abc import Callable
from typing import Any

import pytest

from seismo.model.event import Event, Frame, Stacktrace

Normalized = Callable[..., Event]
Complaints = Callable[..., list[tuple[str, str | None]]]


def stacktrace(event: Event) -> Stacktrace:
    assert event.stacktrace is not None
    return event.stacktrace


def frames_of(event: Event) -> list[Frame]:
    return stacktrace(event).frames


def test_every_field_of_a_frame_is_kept(normalized: Normalized) -> None:
    sent = {
        "function": "f",
        "raw_function": "f()",
        "module": "m",
        "filename": "a.py",
        "abs_path": "/srv/a.py",
        "lineno": 3,
        "colno": 4,
        "context_line": "x = 1",
        "pre_context": ["a", None],
        "post_context": ["b"],
        "in_app": True,
        "vars": {"x": [1]},
        "platform": "python",
        "package": "p",
        "symbol": "s",
        "data": {"sourcemap": "m"},
        "instruction_addr": "0x1",
        "addr_mode": "rel:0",
        "symbol_addr": "0x2",
        "image_addr": "0x3",
        "function_id": "0x4",
        "trust": "cfi",
        "stack_start": True,
        "source_link": "https://example.com/a.py",
        "lock": {"type": 1},
    }
    event = normalized({"stacktrace": {"frames": [sent]}})
    assert (frames_of(event), event.errors) == ([Frame(**sent)], [])


@pytest.mark.parametrize("sent", [{"frames": []}, {"frames": None}, {}, {"lang": "de"}])
def test_a_stack_trace_without_frames_is_none(normalized: Normalized, sent: Any) -> None:
    event = normalized({"stacktrace": sent})
    assert (event.stacktrace, event.errors) == (None, [])


def test_a_stack_trace_keeps_its_other_fields(normalized: Normalized) -> None:
    sent = {
        "frames": [{"function": "f"}],
        "registers": {"rip": "0x1"},
        "lang": "de",
        "snapshot": True,
        "instruction_addr_adjustment": "none",
    }
    found = stacktrace(normalized({"stacktrace": sent}))
    assert (found.registers, found.lang, found.snapshot, found.instruction_addr_adjustment) == (
        *({"rip": "0x1"}, "de", True, "none"),
    )


@pytest.mark.parametrize(
    ("sent", "filename", "abs_path"),
    [
        ({"abs_path": "http://x/y.js?z"}, "/y.js", "http://x/y.js?z"),
        ({"abs_path": "/srv/a.py"}, "/srv/a.py", "/srv/a.py"),
        ({"filename": "a.py"}, "a.py", "a.py"),
        ({"filename": "<anonymous>"}, "<anonymous>", "<anonymous>"),
        ({"abs_path": "http://[bad"}, "http://[bad", "http://[bad"),
        ({"function": "f"}, None, None),
    ],
    ids=["URL", "path", "filename", "anonymous", "bad URL", "neither"],
)
def test_filename_and_path_fill_each_other(
    normalized: Normalized, sent: Any, filename: str | None, abs_path: str | None
) -> None:
    (frame,) = frames_of(normalized({"stacktrace": {"frames": [sent]}}))
    assert (frame.filename, frame.abs_path) == (filename, abs_path)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"lineno": "5"}, "lineno"),
        ({"lineno": -1}, "lineno"),
        ({"lineno": 2**32}, "lineno"),
        ({"colno": 10**30}, "colno"),
        ({"colno": -1}, "colno"),
        ({"function": 5}, "function"),
        ({"in_app": "yes"}, "in_app"),
        ({"vars": [1]}, "vars"),
        ({"pre_context": "x"}, "pre_context"),
        ({"post_context": [1]}, "post_context"),
        ({"data": "x"}, "data"),
        ({"filename": ["a"]}, "filename"),
    ],
)
def test_a_bad_field_of_a_frame_is_reported_and_the_rest_is_kept(
    normalized: Normalized, sent: Any, field: str
) -> None:
    event = normalized({"stacktrace": {"frames": [{"function": "g"}, {"module": "m", **sent}]}})
    frames = frames_of(event)
    assert (getattr(frames[1], field), frames[1].module, frames[0].function) == (None, "m", "g")
    assert [error.name for error in event.errors] == [f"stacktrace.frames.1.{field}"]


def test_an_error_says_what_was_expected(normalized: Normalized) -> None:
    (error,) = normalized({"stacktrace": {"frames": [{"lineno": "5"}]}}).errors
    assert (error.value, error.reason) == ("5", "expected a whole number")


def test_addresses_that_are_numbers_become_hexadecimal(normalized: Normalized) -> None:
    (frame,) = frames_of(normalized({"stacktrace": {"frames": [{"instruction_addr": 4096}]}}))
    assert frame.instruction_addr == "0x1000"


def test_a_question_mark_is_no_name_of_a_function(normalized: Normalized) -> None:
    sent = {"function": "?", "filename": "a.js", "abs_path": "a.js"}
    (frame,) = frames_of(normalized({"stacktrace": {"frames": [sent]}}))
    assert frame.function is None


def test_frames_that_are_no_objects_are_left_out(normalized: Normalized) -> None:
    event = normalized({"stacktrace": {"frames": [None, "x", {"function": "f"}]}})
    assert [frame.function for frame in frames_of(event)] == ["f"]
    assert [error.name for error in event.errors] == ["stacktrace.frames.1"]


def long_trace(count: int, **fields: Any) -> dict[str, Any]:
    detail = {"vars": {"x": "1"}, "pre_context": ["a"], "context_line": "b", "post_context": ["c"]}
    return {
        "frames": [{"function": f"f{i}", "lineno": i, **detail, **fields} for i in range(count)]
    }


def test_of_300_frames_the_oldest_50_and_the_newest_200_stay(normalized: Normalized) -> None:
    event = normalized({"stacktrace": long_trace(300)})
    assert [frame.lineno for frame in frames_of(event)] == [*range(50), *range(100, 300)]
    assert event.meta["stacktrace"]["frames"][""] == {"rem": [["!limit", "x"]], "len": 300}


def test_250_frames_all_stay(normalized: Normalized) -> None:
    assert len(frames_of(normalized({"stacktrace": long_trace(250)}))) == 250


def test_the_marks_of_an_sdk_follow_the_frames_that_stay(normalized: Normalized) -> None:
    mark = {"vars": {"x": {"": {"rem": [["!config", "s"]]}}}}
    meta = {"stacktrace": {"frames": {"0": mark, "60": mark, "299": mark}}}
    event = normalized({"stacktrace": long_trace(300), "_meta": meta})
    assert set(event.meta["stacktrace"]["frames"]) == {"", "0", "249"}


def detailed(event: Event) -> list[int | None]:
    return [frame.lineno for frame in frames_of(event) if frame.vars is not None]


def test_without_in_app_frames_the_ends_keep_their_variables(normalized: Normalized) -> None:
    event = normalized({"stacktrace": long_trace(100)})
    assert detailed(event) == [*range(25), *range(75, 100)]


def test_in_app_frames_keep_their_variables_first(normalized: Normalized) -> None:
    trace = long_trace(100)
    for place in range(40, 60):
        trace["frames"][place]["in_app"] = True
    event = normalized({"stacktrace": trace})
    assert detailed(event) == [*range(15), *range(40, 60), *range(85, 100)]


def test_of_many_in_app_frames_the_ends_keep_their_variables(normalized: Normalized) -> None:
    event = normalized({"stacktrace": long_trace(100, in_app=True)})
    assert detailed(event) == [*range(25), *range(75, 100)]


def test_a_frame_without_variables_keeps_its_own_line_only(normalized: Normalized) -> None:
    frame = frames_of(normalized({"stacktrace": long_trace(100)}))[50]
    assert (frame.context_line, frame.pre_context, frame.post_context) == ("b", None, None)


def test_a_modest_stack_trace_is_kept_whole(normalized: Normalized) -> None:
    trace = {"frames": [{"function": "f", "context_line": "x" * 50_000}]}
    event = normalized({"stacktrace": trace})
    assert (frames_of(event)[0].context_line, event.meta) == ("x" * 50_000, {})


@pytest.mark.parametrize(
    ("field", "sent", "kept"),
    [
        ("context_line", "x" * 200_000, "x" * 2045 + "..."),
        ("pre_context", ["a", "x" * 200_000], ["a", "x" * 2045 + "..."]),
        ("vars", {"a": "x" * 200_000}, {"a": "x" * 4093 + "..."}),
        ("data", {"a": "x" * 200_000}, {"a": "x" * 4093 + "..."}),
    ],
)
def test_in_a_large_stack_trace_long_texts_are_cut(
    normalized: Normalized, field: str, sent: Any, kept: Any
) -> None:
    (frame,) = frames_of(normalized({"stacktrace": {"frames": [{"function": "f", field: sent}]}}))
    assert getattr(frame, field) == kept


def test_variables_that_are_nested_deeply_end_in_text(normalized: Normalized) -> None:
    deep = {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}
    (frame,) = frames_of(normalized({"stacktrace": {"frames": [{"vars": deep}]}}))
    assert frame.vars == {"a": {"b": {"c": {"d": {"e": {"f": '{"g":1}'}}}}}}


@pytest.mark.parametrize("sent", ["x", [{"function": "f"}], 5])
def test_a_stack_trace_that_is_no_object_is_reported(complaints: Complaints, sent: Any) -> None:
    assert complaints({"stacktrace": sent}) == [("invalid_data", "stacktrace")]
