from collections.abc import Callable
from typing import Any

import pytest

from seismo.model.event import Event, Pairs

Normalized = Callable[..., Event]
Complaints = Callable[..., list[tuple[str, str | None]]]


@pytest.mark.parametrize(
    ("sent", "pairs"),
    [
        ({"b": "2", "a": "1"}, [("a", "1"), ("b", "2")]),
        ([["b", "2"], ["a", "1"]], [("b", "2"), ("a", "1")]),
        ([["a", "1"], ["a", "2"]], [("a", "1")]),
        (
            {"a": 1, "b": True, "c": 1.5, "d": 5.0},
            [("a", "1"), ("b", "True"), ("c", "1.5"), ("d", "5")],
        ),
        ({"my tag": " x "}, [("my-tag", "x")]),
        ([[7, "x"]], [("7", "x")]),
        ({"a": None}, [("a", None)]),
        (None, []),
    ],
    ids=["object", "pairs", "duplicates", "scalars", "spaces", "number as key", "null", "none"],
)
def test_tags_become_pairs_of_text(normalized: Normalized, sent: Any, pairs: Pairs) -> None:
    event = normalized({"tags": sent})
    assert (event.tags, event.errors) == (pairs, [])


@pytest.mark.parametrize(
    ("sent", "pairs", "name"),
    [
        ({"bad/key": "x"}, [(None, "x")], "tags.0.0"),
        ({"": "x"}, [(None, "x")], "tags.0.0"),
        ({"a": "x\ny"}, [("a", None)], "tags.0.1"),
        ({"a": ""}, [("a", None)], "tags.0.1"),
        ({"a": [1]}, [("a", None)], "tags.0.1"),
        ([["a"], ["b", "1"]], [("b", "1")], "tags.0"),
        (["a", ["b", "1"]], [("b", "1")], "tags.0"),
        ("a", [], "tags"),
    ],
    ids=["key", "empty key", "newline", "empty", "container", "single", "text", "no tags"],
)
def test_a_bad_tag_is_reported(normalized: Normalized, sent: Any, pairs: Pairs, name: str) -> None:
    event = normalized({"tags": sent})
    assert event.tags == pairs
    assert [error.name for error in event.errors] == [name]


def test_a_long_value_is_cut_with_a_remark(normalized: Normalized) -> None:
    event = normalized({"tags": {"a": "1", "b": "x" * 300}})
    assert event.tags[1] == ("b", "x" * 197 + "...")
    assert event.meta["tags"]["1"]["1"][""]["len"] == 300


def test_of_5000_tags_300_are_kept(normalized: Normalized) -> None:
    event = normalized({"tags": {f"tag{i:04}": str(i) for i in range(5000)}})
    assert len(event.tags) == 300
    assert [(error.type, error.name, error.value) for error in event.errors] == [
        ("value_too_long", "tags", 5000)
    ]


@pytest.mark.parametrize("name", ["environment", "release", "dist"])
def test_a_tag_of_an_attributes_name_is_moved_there(normalized: Normalized, name: str) -> None:
    event = normalized({"tags": {name: "x", "a": "1"}})
    assert (getattr(event, name), event.tags) == ("x", [("a", "1")])


@pytest.mark.parametrize("name", ["environment", "release", "dist"])
def test_an_attribute_stands_above_the_tag(normalized: Normalized, name: str) -> None:
    event = normalized({name: "attribute", "tags": {name: "tag"}})
    assert (getattr(event, name), event.tags) == ("attribute", [])


@pytest.mark.parametrize("name", ["user", "filename", "function"])
def test_a_tag_of_a_derived_name_is_reported(complaints: Complaints, name: str) -> None:
    assert complaints({"tags": {name: "x"}}) == [("invalid_data", f"tags.{name}")]


def test_the_site_is_a_tag(normalized: Normalized) -> None:
    assert normalized({"site": "eu"}).tags == [("site", "eu")]


@pytest.mark.parametrize(
    ("tags", "place"),
    [({"b": "2", "a": "1"}, "b"), ([["a", "1"], ["b", "2"]], "1")],
    ids=["object", "pairs"],
)
def test_the_marks_of_an_sdk_follow_its_tags(normalized: Normalized, tags: Any, place: str) -> None:
    mark = {"rem": [["!config", "s"]]}
    marks = {place: {"": mark}} if isinstance(tags, dict) else {place: {"1": {"": mark}}}
    event = normalized({"tags": tags, "_meta": {"tags": marks}})
    assert event.meta == {"tags": {"1": {"1": {"": mark}}}}
