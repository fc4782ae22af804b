"""What every index of words must do."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from seismo.backends.sqlite.textindex import MAX_VALUES, SqliteTextIndex
from seismo.model.clock import from_unix
from seismo.model.ids import ProjectId
from seismo.ports.textindex import IndexedText, TextIndex

WEEK = 7 * 86_400.0
NOON = 1_763_726_400.0
SHOP, BLOG = ProjectId(1), ProjectId(2)
PAY, SHIP = "a" * 32, "b" * 32


TODAY = from_unix(NOON + WEEK).date()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[TextIndex]:
    made = SqliteTextIndex(tmp_path / "words")
    yield made
    made.close()


def said(
    *texts: str | bytes, project: ProjectId = SHOP, hash_: str = PAY, received: float = NOON
) -> IndexedText:
    return IndexedText(project, hash_, received, texts)


def found(index: TextIndex, *words: str) -> set[tuple[ProjectId, str]]:
    by_project = index.find(words, {SHOP}).items()
    # All of the hashes here are one digit, repeated.
    return {(project, f"{key:015x}"[0] * 32) for project, keys in by_project for key in keys}


def test_a_word_leads_to_every_hash_that_said_it(index: TextIndex) -> None:
    index.add([said("no stock"), said("no stock", hash_=SHIP), said("no address", hash_="c" * 32)])

    assert found(index, "stock") == {(SHOP, PAY), (SHOP, SHIP)}


def test_a_word_that_few_hashes_said_leads_to_them(index: TextIndex) -> None:
    others = [said("no address", hash_=f"{number:032x}") for number in range(20)]
    elsewhere = said("no stock", project=BLOG)

    index.add([*others, said("no stock"), said("no stock", hash_=SHIP), elsewhere])

    assert found(index, "stock") == {(SHOP, PAY), (SHOP, SHIP)}


def test_words_of_one_hash_may_come_one_after_the_other(index: TextIndex) -> None:
    for text in ("no stock", "no address"):
        index.add([said(text)])

    assert found(index, "stock", "address") == {(SHOP, PAY)}


def test_another_project_is_not_looked_at(index: TextIndex) -> None:
    index.add([said("no stock", project=BLOG)])

    assert found(index, "stock") == set()


@pytest.mark.parametrize("pattern", ["sto*", "*ock", "*toc*", "s*k"])
def test_a_star_stands_for_anything(index: TextIndex, pattern: str) -> None:
    index.add([said("no stock"), said("nothing", hash_=SHIP)])

    assert found(index, pattern) == {(SHOP, PAY)}


@pytest.mark.parametrize("pattern", ["*", "**", "*[", "?tock*x", '"*', "sto*k*z"])
def test_a_pattern_may_be_anything(index: TextIndex, pattern: str) -> None:
    index.add([said("no stock")])

    assert found(index, pattern) <= {(SHOP, PAY)}


@pytest.mark.parametrize(
    ("beginning", "text"),
    [
        pytest.param("pay*", "payment", id="a longer word"),
        pytest.param("pay*", "pay later", id="the word itself, in a pair"),
        pytest.param("payment_b*", "payment_by_card", id="a part of a name"),
        pytest.param("x*", "x rays", id="a letter, which is a word in pairs only"),
        pytest.param("0xbe*", "0xbeef crashed", id="an address, which is a word in pairs only"),
        pytest.param("pay+la*", "pay later", id="a pair"),
        pytest.param("caf*", "Café", id="a word with another letter"),
        pytest.param("café*", "cafés", id="a beginning with another letter"),
        pytest.param("word*", " ".join(f"word{n}" for n in range(60)), id="one of many words"),
    ],
)
def test_the_beginning_of_a_word_leads_to_it(index: TextIndex, beginning: str, text: str) -> None:
    index.add([said(text), said("something else", hash_=SHIP)])

    assert found(index, beginning) == {(SHOP, PAY)}


def test_weeks_without_a_day_that_is_kept_are_forgotten(index: TextIndex) -> None:
    index.add([said("stock"), said("stock", hash_=SHIP, received=NOON - WEEK)])

    index.keep_only({from_unix(NOON).date() + timedelta(days=1)})

    assert found(index, "stock") == {(SHOP, PAY)}


def test_what_was_forgotten_can_be_built_again(index: TextIndex) -> None:
    index.add([said("stock")])
    index.keep_only(())
    assert found(index, "stock") == set()

    index.add([said("stock")])

    assert found(index, "stock") == {(SHOP, PAY)}


def test_saying_it_again_changes_nothing(index: TextIndex) -> None:
    for _ in range(2):
        index.add([said("no stock", b'{"cart": "77"}')])

    assert found(index, "77") == {(SHOP, PAY)}


def test_words_survive_the_process(tmp_path: Path) -> None:
    for text in ("stock", "address"):
        index = SqliteTextIndex(tmp_path / "words")
        index.add([said(text)])
        index.close()

    index = SqliteTextIndex(tmp_path / "words")
    assert found(index, "stock") == found(index, "address") == {(SHOP, PAY)}
    index.close()


def test_a_flood_adds_only_so_many_values_but_every_message(index: TextIndex) -> None:
    texts = [text for n in range(MAX_VALUES + 1) for text in (b'"value%d"' % n, f"order{n}")]

    index.add([said(*texts)])

    last = MAX_VALUES
    assert found(index, f"value{last - 1}") == {(SHOP, PAY)}
    assert found(index, f"value{last}") == set()
    assert found(index, f"order{last}") == {(SHOP, PAY)}


@pytest.mark.parametrize("others", [0, 100], ids=["as bits", "as lists"])
@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("stock", {PAY, SHIP}),
        ("no+stock", {PAY}),
        ("sto*", {PAY, SHIP}),
        ("no+st*", {PAY}),
        ("*toc*", {PAY, SHIP}),
        ("s*k", {PAY, SHIP}),
        ("οδος", {SHIP}),
        ("οδ*", {SHIP}),
        ("rare", {SHIP}),
        ("stoc", set()),
        ('"', set()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_settled_is_found_as_before(
    index: TextIndex, pattern: str, expected: set[str], others: int
) -> None:
    index.add([said("nothing", hash_=f"{number:032x}") for number in range(others)])
    index.add([said("no stock"), said("stock ΟΔΟΣ rare", hash_=SHIP)])
    before = found(index, pattern)

    index.settle(TODAY)

    assert (before, found(index, pattern)) == ({(SHOP, hash_) for hash_ in expected},) * 2


def test_words_of_a_settled_week_that_come_late_are_found_with_the_others(index: TextIndex) -> None:
    for hash_ in (PAY, SHIP):
        index.add([said("no stock", hash_=hash_)])
        index.settle(TODAY)
        index.add([said("no stock", hash_="c" * 32)])

    assert found(index, "stock") == {(SHOP, PAY), (SHOP, SHIP), (SHOP, "c" * 32)}


def test_what_is_settled_survives_the_process(tmp_path: Path) -> None:
    for _ in range(2):
        index = SqliteTextIndex(tmp_path / "words")
        index.add([said("no stock")])
        index.settle(TODAY)
        words = found(index, "stock")
        index.close()

    assert words == {(SHOP, PAY)}


def test_what_was_forgotten_is_not_found_in_a_settled_week(index: TextIndex) -> None:
    index.add([said("no stock"), said("no stock", hash_=SHIP)])
    index.settle(TODAY)

    index.forget(SHOP, [PAY])

    assert found(index, "stock") == {(SHOP, SHIP)}
