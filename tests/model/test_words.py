"""The words by which events are found."""

import pytest

from seismo.model.words import FRAME, Code, mark, sieve_of, sieves_of, sought_words, words_of


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("no stock left", "stock"),
        ("ValueError: bad", "valueerror"),
        ("ValueError: bad", "error"),
        ("process_checkout()", "process_checkout"),
        ("process_checkout()", "checkout"),
        ("HTTPServer", "http"),
        ("Größe überschritten", "größe"),
        ("支払い failed", "支払い"),
        ("order 90210 failed", "90210"),
        ("no stock left", "no+stock"),
        (b'{"cart": "<Cart: c-77>"}', "77"),
        (b'{"note": "first\\nsecond"}', "second"),
        (b'{"note": "caf\\u00e9"}', "café"),
    ],
    ids=str,
)
def test_a_text_has_the_word(text: str | bytes, word: str) -> None:
    assert word in words_of(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a b c", "a"),
        ("<object at 0x7f3a9c>", "0x7f3a9c"),
        ("x" * 65, "x" * 65),
        (b'{"one": "two"}', "one+two"),
        (b'{"note": "first\\nsecond"}', "nsecond"),
    ],
    ids=["single letter", "address", "endless", "neighbors in JSON", "escape"],
)
def test_a_text_has_no_such_word(text: str | bytes, word: str) -> None:
    assert word not in words_of(text)


@pytest.mark.parametrize(
    "word",
    [
        "function:pay",
        "module:shop_views",
        "filename:shop_views_py",
        "abs_path:_srv_shop_views_py",
        "package:libshop",
        "views",
        "raise",
    ],
)
def test_a_frame_is_found_by_its_places_and_its_source(word: str) -> None:
    places = ("pay", "shop.views", "shop/views.py", "/srv/shop/views.py", "libshop")
    frame = FRAME + FRAME.join(places) + FRAME + "def pay(cart):\n    raise OutOfStock"

    assert word in words_of(frame)


def test_code_has_the_words_of_each_of_its_frames() -> None:
    code = Code(b'{"function":"pay","context_line":"raise OutOfStock"}\n{"module":"shop.views"}\n')

    assert {"function:pay", "raise", "module:shop_views"} <= words_of(code)


def test_a_line_of_code_that_is_missing_is_no_word() -> None:
    assert words_of(Code(b'{"pre_context":[null,"import shop"]}\n')) == {
        "import",
        "shop",
        "import+shop",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ValueError", ["valueerror"]),
        ("ada@example.test", ["ada", "example", "test"]),
        ("no stock left", ["no+stock", "stock+left"]),
        ("shop.views.pay", ["shop", "views", "pay"]),
        ("!!!", []),
    ],
)
def test_what_is_looked_for_is_words_too(text: str, words: list[str]) -> None:
    assert sought_words(text) == words


def test_each_mark_passes_the_sieve_that_it_lies_in() -> None:
    marks = [mark("cart", str(number)) for number in range(100)]
    passed = [
        sieves_of([one])[sieve] & bits == bits for one in marks for sieve, bits in [sieve_of(one)]
    ]

    assert all(passed)


def test_few_marks_pass_the_sieves_of_twenty_others() -> None:
    sieves = sieves_of(mark("plan", str(number)) for number in range(20))
    others = [sieve_of(mark("cart", str(number))) for number in range(1_000)]

    assert sum(sieves[sieve] & bits == bits for sieve, bits in others) < 200


def test_a_sieve_is_no_larger_than_a_column_of_the_store() -> None:
    assert max(sieves_of(mark("cart", str(number)) for number in range(10_000))) < 1 << 63
