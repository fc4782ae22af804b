"""What a search goes on with at a caret. The mark | is the caret."""

import pytest

from seismo.queries.search.complete import (
    SHOWN,
    Spot,
    is_free_text,
    keys_for,
    spot_at,
    values_for,
)
from seismo.queries.search.syntax import Key


def spot(marked: str) -> Spot:
    caret = marked.index("|")
    return spot_at(marked.replace("|", "", 1), caret)


@pytest.mark.parametrize(
    ("marked", "key", "typed"),
    [
        ("|", None, ""),
        ("rel|", None, "rel"),
        ("checkout rel|", None, "rel"),
        ("(rel|", None, "rel"),
        ("!rel|", None, "rel"),
        ("release:|", "release", ""),
        ("release:2.|", "release", "2."),
        ("!release:2.|", "release", "2."),
        ("level:error release:2.|", "release", "2."),
        ("(level:error OR release:2.|", "release", "2."),
        ("timesSeen:>1|", "timesSeen", "1"),
        ("age:-|", "age", "-"),
        ('release:"2.0 be|', "release", "2.0 be"),
        ('"two words" rel|', None, "rel"),
        ("level:[err|", "level", "err"),
        ("level:[error, wa|", "level", "wa"),
        ('level:["error", wa|', "level", "wa"),
        ("level:[error, warning] rel|", None, "rel"),
        ("tags[plan]:pa|", "tags[plan]", "pa"),
        ('tags["a plan"]:pa|', 'tags["a plan"]', "pa"),
        ("url:https://a.b|", "url", "https://a.b"),
        ("rele|ase:2.0", None, "rele"),
        ("release:2|.0", "release", "2"),
    ],
)
def test_the_caret_stands_in_a_key_or_in_a_value(marked: str, key: str | None, typed: str) -> None:
    found = spot(marked)

    assert (str(found.key) if found.key else None, found.typed) == (key, typed)


@pytest.mark.parametrize(
    ("marked", "replaced"),
    [
        ("a rel| b", "rel"),
        ("release:2.|0 b", "2.0"),
        ('release:"2 b|eta" c', '"2 beta"'),
        ('release:"2 b| user:"x"', '"2 b'),
        ("level:[error, wa|r]", "war"),
        ("(level:er|)", "er"),
        ("timesSeen:>1|0", "10"),
    ],
)
def test_a_completion_takes_the_place_of_one_key_or_value(marked: str, replaced: str) -> None:
    found = spot(marked)

    assert marked.replace("|", "", 1)[found.start : found.end] == replaced


@pytest.mark.parametrize("text", ['"', "a:[", '\\"[', "]:(!", "::", "tags[:", "a:b:c", "\\"])
def test_no_text_is_too_odd_to_be_completed(text: str) -> None:
    for caret in range(len(text) + 1):
        found = spot_at(text, caret)

        assert 0 <= found.start <= caret <= found.end <= len(text)


def test_keys_that_begin_so_come_before_those_that_contain_it() -> None:
    offers = [offer.text for offer in keys_for("release", [])]

    assert offers[0] == "release:"
    assert offers.index("release.version:") < offers.index("firstRelease:")


def test_tags_are_keys_too() -> None:
    assert [offer.text for offer in keys_for("pla", ["plan"])] == ["platform:", "plan:"]


def test_a_tag_with_the_name_of_a_key_is_written_as_a_tag() -> None:
    assert "tags[logger]:" in [offer.text for offer in keys_for("logger", ["logger"])]


@pytest.mark.parametrize(
    ("value", "marked", "text"),
    [
        ("shop@2.0", "release:|", "shop@2.0"),
        ("two words", "plan:|", '"two words"'),
        ('say "hi"', "plan:|", '"say \\"hi\\""'),
        ("a*b", "plan:|", '"a\\*b"'),
        ("a,b", "plan:[|", '"a,b"'),
    ],
)
def test_a_value_is_quoted_where_it_needs_to_be(value: str, marked: str, text: str) -> None:
    assert [offer.text for offer in values_for(spot(marked), [(value, "")])] == [text]


def test_values_keep_their_order_and_are_few() -> None:
    values = [(f"{number}.0", "") for number in range(30, 0, -1)]

    assert [offer.text for offer in values_for(spot("release:|"), values)] == [
        value for value, _ in values[:SHOWN]
    ]


@pytest.mark.parametrize("name", ["message", "id", "stack.function", "timesSeen"])
def test_what_people_write_freely_has_no_values_to_choose_from(name: str) -> None:
    assert is_free_text(Key(name))
