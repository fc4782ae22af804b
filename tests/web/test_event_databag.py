"""Values as text, and why some are gone."""

from typing import Any

import pytest

from seismo.web.databag import shown, shown_pairs, shown_variables


def remark(*rules: str, length: int | None = None) -> dict[str, Any]:
    note: dict[str, Any] = {"rem": [[rule, "s", 0, 10] for rule in rules]}
    return {"": note | ({"len": length} if length is not None else {})}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "plain"),
        (3, "3"),
        (None, "null"),
        (True, "true"),
        ({"a": [1, "b"]}, '{"a": [1, "b"]}'),
        ([], "[]"),
        ("ünï\N{SNOWMAN}", "ünï\N{SNOWMAN}"),
    ],
)
def test_a_short_value_stands_on_one_line(value: Any, text: str) -> None:
    assert shown({"x": value}, {})[0].text == text


def test_the_texts_of_python_variables_get_no_second_quotes() -> None:
    variables = shown_variables({"order": {"user": "<User 3>", "names": ["'Ada'"]}}, {})

    assert variables[0].text == "{user: <User 3>, names: ['Ada']}"


def test_a_long_structure_is_indented() -> None:
    values = {"config": {f"key{n}": "v" * 20 for n in range(20)}}

    assert shown(values, {})[0].text.split("\n")[1] == f'  "key0": "{"v" * 20}",'


def test_a_long_value_begins_with_what_fits() -> None:
    item = shown({"x": "y" * 5_000}, {})[0]

    assert (len(item.beginning), len(item.text)) == (200, 5_000)


def test_a_short_value_has_nothing_to_unfold() -> None:
    assert shown({"x": "y" * 200}, {})[0].beginning == ""


@pytest.mark.parametrize(
    ("meta", "because"),
    [
        ({}, ""),
        (remark("!config"), "removed by the SDK in the application"),
        (
            remark("@password:filter"),
            "removed: its name or form says that it is a secret",
        ),
        (remark("@creditcard:filter"), "removed: it is a card number"),
        (remark("!limit", length=12_345), "cut to fit, it was 12,345 long"),
        (remark("!limit"), "cut to fit"),
        (remark("project:7"), "removed by the rule project:7"),
        (
            remark("!config", "!config", "@token:filter"),
            "removed by the SDK in the application; removed: it looks like an access token",
        ),
    ],
    ids=["unchanged", "sdk", "password", "card", "cut", "cut, length unknown", "other", "several"],
)
def test_a_changed_value_says_why(meta: dict[str, Any], because: str) -> None:
    assert shown({"x": "[Filtered]"}, {"x": meta})[0].because == because


def test_a_structure_says_why_something_inside_it_is_gone() -> None:
    item = shown(
        {"config": {"api_key": "[Filtered]"}}, {"config": {"api_key": remark("@password:filter")}}
    )[0]

    assert item.because.startswith("removed: its name")


@pytest.mark.parametrize(
    "meta",
    [
        {"x": None},
        {"x": {"": None}},
        {"x": {"": {"rem": "no list"}}},
        {"x": {"": {"rem": [[], "text", [3]]}}},
        {"x": ["no", "node"]},
    ],
)
def test_marks_that_cannot_be_read_are_left_out(meta: dict[str, Any]) -> None:
    assert shown({"x": "value"}, meta)[0].because == ""


def test_only_a_value_that_is_all_gone_counts_as_removed() -> None:
    items = shown({"a": "[Filtered]", "b": "see [Filtered]"}, {})

    assert [item.is_removed for item in items] == [True, False]


def test_the_marks_of_a_pair_stand_at_its_second_place() -> None:
    meta = {"0": {"1": remark("!config")}}

    assert shown_pairs([("Cookie", "[Filtered]")], meta)[0].because


def test_a_pair_without_a_name_is_left_out() -> None:
    assert [item.name for item in shown_pairs([(None, "x"), ("a", "b")], {})] == ["a"]
