"""Sizes, depths, and the list of bad inputs that must each give a kept event with readable errors."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from seismo.model.event import Event, encode_event

Normalized = Callable[..., Event]

RECEIVED = 1_795_298_600.0


def test_extra_is_kept(normalized: Normalized) -> None:
    sent = {"a": 1, "b": [1, {"c": None}], "d": "x" * 16_000}
    event = normalized({"extra": sent})
    assert (event.extra, event.meta) == (sent, {})


def test_extra_that_is_no_object_is_reported(normalized: Normalized) -> None:
    event = normalized({"extra": [1]})
    assert event.extra == {}
    assert [error.name for error in event.errors] == ["extra"]


def test_a_long_text_in_extra_is_cut_with_a_remark(normalized: Normalized) -> None:
    event = normalized({"extra": {"a": ["x" * 20_000], "b": 1}})
    assert event.extra == {"a": ["x" * 16_381 + "..."], "b": 1}
    assert event.meta == {
        "extra": {"a": {"0": {"": {"rem": [["!limit", "s", 16_381, 16_384]], "len": 20_000}}}}
    }


def test_extra_beyond_256_kib_is_dropped_with_a_remark(normalized: Normalized) -> None:
    event = normalized({"extra": {f"key{i}": "x" * 10_000 for i in range(60)}})
    assert list(event.extra) == [f"key{i}" for i in range(27)]
    assert event.meta["extra"][""] == {"rem": [["!limit", "x"]], "len": 60}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (
            {"x": {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}},
            {"x": {"a": {"b": {"c": {"d": {"e": '{"f":1}'}}}}}},
        ),
        ({"x": [[[[[[[1]]]]]]]}, {"x": [[[[["[[1]]"]]]]]}),
    ],
    ids=["objects", "lists"],
)
def test_what_lies_deeper_than_five_levels_becomes_text(
    normalized: Normalized, sent: Any, read: Any
) -> None:
    assert normalized({"extra": sent}).extra == read


def test_a_long_text_in_a_context_is_cut(normalized: Normalized) -> None:
    event = normalized({"contexts": {"app": {"log": "x" * 9000}}})
    assert event.contexts["app"]["log"] == "x" * 8189 + "..."


def test_a_remark_joins_those_of_the_sdk(normalized: Normalized) -> None:
    mark = {"rem": [["!config", "s"]], "len": 50_000}
    meta = {"extra": {"a": {"": mark}}, "other": {"": mark}}
    event = normalized({"extra": {"a": "x" * 20_000}, "_meta": meta})
    assert event.meta["extra"]["a"][""] == {
        "rem": [["!config", "s"], ["!limit", "s", 16_381, 16_384]],
        "len": 50_000,
    }
    assert event.meta["other"] == {"": mark}


@pytest.mark.parametrize("meta", [None, 5, [], {"extra": 5}, {"extra": {"a": {"": 5}}}])
def test_marks_of_a_strange_form_do_no_harm(normalized: Normalized, meta: Any) -> None:
    event = normalized({"extra": {"a": "x" * 20_000}, "_meta": meta})
    assert event.meta["extra"]["a"][""]["len"] == 20_000


LARGE = {
    "message": "m" * 100_000,
    "extra": {f"key{i}": "x" * 20_000 for i in range(50)},
    "contexts": {"app": {f"key{i}": "x" * 10_000 for i in range(50)}},
    "exception": [
        {
            "type": "A",
            "value": "v" * 100_000,
            "stacktrace": {
                "frames": [
                    {"function": "f", "vars": {f"v{j}": "x" * 500 for j in range(4)}}
                    for _ in range(400)
                ]
            },
        }
    ],
    "breadcrumbs": [{"message": "b", "data": {"sql": "x" * 4000}} for _ in range(200)],
    "tags": {f"tag{i}": "t" * 300 for i in range(1000)},
}


def test_an_event_of_3_mb_is_kept_and_brought_to_a_bounded_size(normalized: Normalized) -> None:
    data = msgspec.json.encode(LARGE)
    assert len(data) > 3_000_000
    event = normalized(data)
    assert event.exception is not None
    assert event.exception.values[0].type == "A"
    assert len(encode_event(event)) < 1_500_000


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"message": "a\0b"}, "NUL characters"),
        (rb'{"message":"a\ud800b"}', "lone surrogates"),
        (b'{"message":"a\xffb"}', "not UTF-8"),
        (b'{"extra":{"a":NaN}}', "NaN"),
        ({"tags": [["a"], ["b", "1"]]}, "pair"),
        ({"tags": {"a": [1]}}, "text"),
        ({"release": 5}, "text"),
        ({"exception": "boom"}, "list or an object"),
        ({"timestamp": RECEIVED - 60 * 86_400}, "30 days ago"),
        ({"timestamp": RECEIVED + 2 * 86_400}, "in the future"),
        ({"tags": {f"tag{i}": "1" for i in range(5000)}}, "5000 tags"),
        ({"level": "loud"}, "fatal, error"),
        ({"surprise": 1}, "not known"),
    ],
    ids=[
        *("NUL", "lone surrogate", "latin-1", "NaN", "broken pair", "list as tag", "release"),
        *("exception", "60 days old", "two days ahead", "5000 tags", "level", "unknown"),
    ],
)
def test_a_bad_input_gives_a_kept_event_and_a_readable_error(
    normalized: Normalized, payload: Any, reason: str
) -> None:
    event = normalized(payload)
    encode_event(event)
    (error,) = event.errors
    assert error.reason is not None
    assert reason in error.reason


def test_an_error_repeats_no_container_and_no_long_text(normalized: Normalized) -> None:
    event = normalized({"fingerprint": [{"password": "fake"}], "timestamp": "x" * 5000})
    assert [error.value for error in event.errors] == ["x" * 197 + "...", None]
