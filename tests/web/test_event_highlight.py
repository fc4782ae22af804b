"""Source lines in colours."""

import re

import pytest

from seismo.web.highlight import language_of, lines


def coloured(line: str, language: str) -> str:
    return lines([line], language)[0]


def parts(line: str, language: str) -> list[tuple[str, str]]:
    """Class and text of each coloured part."""
    return re.findall(r'<span class="(\w)">(.*?)</span>', coloured(line, language))


@pytest.mark.parametrize(
    ("language", "line", "expected"),
    [
        ("python", "return total", [("k", "return")]),
        ("python", "x = 4_100  # paid", [("m", "4_100"), ("c", "# paid")]),
        ("python", "charge(card)", [("f", "charge")]),
        ("python", "name = 'def'", [("s", "&#x27;def&#x27;")]),
        ("python", "returned = 1", [("m", "1")]),
        ("js", "const a = `x`; // c", [("k", "const"), ("s", "`x`"), ("c", "// c")]),
        ("tsx", "await load()", [("k", "await"), ("f", "load")]),
        ("sql", "SELECT 1 from t", [("k", "SELECT"), ("m", "1"), ("k", "from")]),
        ("sql", "-- note", [("c", "-- note")]),
        ("rb", "def pay # now", [("k", "def"), ("c", "# now")]),
        ("json", '{"a": true}', [("s", "&quot;a&quot;"), ("k", "true")]),
        ("go", "func main() {", [("k", "func"), ("f", "main")]),
    ],
)
def test_the_parts_of_a_line_get_their_colour(
    language: str, line: str, expected: list[tuple[str, str]]
) -> None:
    assert parts(line, language) == expected


def test_a_line_of_an_unknown_language_is_only_escaped() -> None:
    assert coloured("if <a> & 'b'", "cobol") == "if &lt;a&gt; &amp; &#x27;b&#x27;"


@pytest.mark.parametrize("language", ["python", "js", "rb", "sh", "sql", "json", "cobol"])
def test_no_line_can_bring_its_own_markup(language: str) -> None:
    hostile = "x = \"<script>alert(1)</script>\" # </span><img src=x onerror='y'>"

    drawn = coloured(hostile, language)

    assert re.sub(r'<span class="\w">|</span>', "", drawn).count("<") == 0


@pytest.mark.parametrize("language", ["python", "js", "rb", "sh", "sql", "json"])
def test_colouring_loses_no_character(language: str) -> None:
    line = "  a\t= 'it''s' + \"q\\\"\" ** 0x1F /* c */ # é \N{SNOWMAN}"

    drawn = re.sub(r'<span class="\w">|</span>', "", coloured(line, language))

    assert drawn == lines([line], "")[0]


@pytest.mark.parametrize(
    ("filename", "platform", "expected"),
    [
        ("shop/views.py", "python", "py"),
        ("/static/app.4f2.js", "javascript", "js"),
        ("main", "go", "go"),
        (None, "ruby", "ruby"),
        ("template.html", "python", "python"),
        (None, None, ""),
    ],
)
def test_the_file_name_says_the_language_before_the_platform(
    filename: str | None, platform: str | None, expected: str
) -> None:
    assert language_of(filename, platform) == expected
