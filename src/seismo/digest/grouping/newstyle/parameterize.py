"""Messages with names in place of what varies: `user 42 not found` becomes `user <int> not found`.

The text is read once from left to right. Plain words are skipped at the speed of one regular
expression; at every other place all patterns are tried in their order as one alternation.
"""

import re
from functools import lru_cache

from seismo.digest.grouping.newstyle.patterns import PATTERNS

MAX_LENGTH = 8192
"""Longer texts stay as they are."""
MESSAGES_REMEMBERED = 256

_DATED = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_WORD_ENDS = r"(?![\w@+]|[.-]\w|:(?:[/:]|[0-9A-Fa-f]{2}:))"
_PLAIN = re.compile(
    rf"(?<!=)(?:(?![a-f]{{8}})[a-z_]++{_WORD_ENDS}"
    rf"|[^\w=:-]++"
    rf"|(?!{_DATED}|[A-F]{{8}})[A-Z][A-Za-z_]*+{_WORD_ENDS}"
    rf"|:(?!:)|-(?!\d))*+",
    re.ASCII,
)
_ONWARD = re.compile(r"[A-Za-z0-9]++|.", re.ASCII | re.DOTALL)


def _alternation(first: int) -> re.Pattern[str]:
    """All patterns from number `first` on; the name of the group is the number of the pattern."""
    numbered = (f"(?P<p{first + i}>{p.regex})" for i, p in enumerate(PATTERNS[first:]))
    return re.compile("|".join(numbered), re.ASCII)


_FROM = {
    first: _alternation(first)
    for first in (0, *(i + 1 for i, p in enumerate(PATTERNS) if p.is_valid is not None))
}
_NUMBER = {f"p{number}": number for number in range(len(PATTERNS))}


@lru_cache(MESSAGES_REMEMBERED)
def parameterize(text: str) -> str:
    if len(text) > MAX_LENGTH:
        return text
    kept: list[str] = []
    done = position = 0
    length = len(text)
    while position < length:
        position = _end_of(_PLAIN, text, position)
        found = _found_at(text, position)
        if found is None:
            position = _end_of(_ONWARD, text, position)
            continue
        name, end = found
        kept += (text[done:position], "<", name, ">")
        done = position = end
    kept.append(text[done:])
    return "".join(kept)


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _found_at(text: str, position: int) -> tuple[str, int] | None:
    """The first pattern that matches here and whose validator agrees, and where its match ends."""
    first = 0
    while found := _FROM[first].match(text, position):
        number = _NUMBER[found.lastgroup or ""]
        pattern = PATTERNS[number]
        if pattern.is_valid is None or pattern.is_valid(found[0]):
            return pattern.name, found.end()
        first = number + 1
    return None
