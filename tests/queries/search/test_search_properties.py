"""Any text is a search or a SearchError, and a search that is written down means the same."""

import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st
from support.examples import examples

from seismo.queries.search.parse import parse
from seismo.queries.search.syntax import Expression, SearchError, render

PIECES = st.sampled_from(
    [
        *'()[]"\\*:!,<>=+- \t\n',
        *("AND", "or", "NOT", "is:", "unresolved", "has:", "release", "tags[", "tags[plan]:"),
        *("age:", "-24h", "timesSeen:", ">10k", "2026-01-31", "release.version:", "1.2.*", "word"),
        *(
            "error.handled:",
            "true",
            "flags[",
            '"two words"',
            "user:",
            "é",
            "\x00",
            "😀",
            "x:[a, b]",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))


def understood(text: str) -> Expression | None:
    try:
        return parse(text)
    except SearchError as error:
        reject() if 0 <= error.position <= len(text) else pytest.fail(str(error.position))


@given(TEXTS)
@example('a"b:c')
@example("\\")
@example('x:"\\\\"')
@example('flags["x y"]:true')
@settings(max_examples=examples(200))
def test_a_search_that_is_written_down_parses_to_the_same(text: str) -> None:
    expression = understood(text)
    written = render(expression)
    assert parse(written) == expression
    assert render(parse(written)) == written
