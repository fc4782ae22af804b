import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples

from seismo.digest.grouping.globs import name_pattern, path_pattern, path_spellings

NAMES = {
    "a star in the middle": ("a*z", "a.b.z", True),
    "a star may be nothing": ("a*z", "az", True),
    "pieces in their order": ("*b*c*", "a c b", False),
    "the last piece ends the text": ("*ab", "ab ab", True),
    "an early piece does not hide the last": ("*aa", "aaa", True),
    "several question marks": ("a??d", "abcd", True),
    "one of a class": ("log[ab]", "logb", True),
    "none of a class": ("log[ab]", "logc", False),
    "a range": ("v[0-9]", "v7", True),
    "none of a negated class": ("log[!ab]", "loga", False),
    "all but a negated class": ("log[!ab]", "logc", True),
    "a bracket by itself": ("-[NSObject", "-[NSObject", True),
    "a bracket in a class": ("-[[]NSObject raise]", "-[NSObject raise]", True),
    "a backslash in a class": ("a[\\]b", "a\\b", True),
    "a range that runs backwards": ("a[z-a]", "az", True),
    "empty brackets": ("a[]", "a[]", True),
    "line breaks": ("a*b", "a\n\nb", True),
    "case": ("Ab", "ab", False),
}


@pytest.mark.parametrize(("glob", "text", "matches"), NAMES.values(), ids=NAMES.keys())
def test_a_glob_for_names(glob: str, text: str, matches: bool) -> None:
    assert (name_pattern(glob).fullmatch(text) is not None) is matches


PATHS = {
    "two stars, then one": ("**/a/*.py", "/srv/a/b/a/c.py", True),
    "one star does not follow into a folder": ("**/a/*.py", "/srv/a/b/c.py", False),
    "the right folder is not the first one": ("**/a*/b", "/a1/a2/b", True),
    "stars at both ends": ("**core**", "/x/core-js/y", True),
    "a drive": ("c:/**", "C:\\Shop\\a.dll", True),
}


@pytest.mark.parametrize(("glob", "path", "matches"), PATHS.values(), ids=PATHS.keys())
def test_a_glob_for_paths(glob: str, path: str, matches: bool) -> None:
    spellings = path_spellings(path)

    assert any(path_pattern(glob).fullmatch(text) for text in spellings) is matches


@pytest.mark.parametrize("glob", ["*a*a*a*a*a*a*a*a*b", "**a*a*a*b", "*?*?*?*?*?*?b"])
def test_no_glob_takes_long(glob: str) -> None:
    start = time.process_time()
    for pattern in (name_pattern(glob), path_pattern(glob)):
        assert pattern.fullmatch("a" * 4096) is None

    assert time.process_time() - start < 2


TOKENS = st.lists(st.sampled_from(["a", "b", "/", "*", "**", "?"]), max_size=9)
TEXTS = st.text("ab/", max_size=10)


def matches(tokens: list[str], text: str, *, is_path: bool) -> bool:
    """The plain meaning of a glob, tried at every place."""
    if not tokens:
        return not text
    first, rest = tokens[0], tokens[1:]
    if first[0] == "*":
        crosses = not is_path or first == "**"
        reach = len(text) if crosses or "/" not in text else text.index("/")
        return any(matches(rest, text[end:], is_path=is_path) for end in range(reach + 1))
    if not text:
        return False
    fits = text[0] == first or (first == "?" and not (is_path and text[0] == "/"))
    return fits and matches(rest, text[1:], is_path=is_path)


def merged(tokens: list[str]) -> list[str]:
    """Stars that touch are one, as a glob is read."""
    found: list[str] = []
    for token in tokens:
        if found and token[0] == "*" and found[-1][0] == "*":
            found[-1] = "**"
        else:
            found.append(token)
    return found


@given(TOKENS, TEXTS)
@settings(max_examples=examples(300))
def test_a_glob_matches_what_it_means(tokens: list[str], text: str) -> None:
    glob, meant = "".join(tokens), merged(tokens)

    assert (name_pattern(glob).fullmatch(text) is not None) is matches(meant, text, is_path=False)
    assert (path_pattern(glob).fullmatch(text) is not None) is matches(meant, text, is_path=True)
