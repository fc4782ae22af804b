"""Secrets that are known by value: where else in the item do they stand?"""

import re
from collections.abc import Iterable

from seismo_django.scrub.vocabulary import COMMON_VALUES

SHORTEST = 6
SHORTEST_WORD = 10
LONGEST = 1000
MOST = 64
"""More literals than this in one item are no longer looked for elsewhere: each costs a search."""

_WORD = re.compile(r"[A-Za-z]+")
_NAME_OR_PATH = re.compile(
    r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+|[A-Za-z]+(?:[_\-][A-Za-z]+)*"
    r"|(?:https?:/)?/[\w./:~\-]*|\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?"
    r"|\d{4}-\d\d-\d\d(?:[T ][\d:.+Z\-]+)?"
)


def plain(value: str) -> str:
    """Without the quotes and prefix that `repr` puts around a text."""
    if value[:1] in "bBrRuU" and value[1:2] in ("'", '"'):
        value = value[1:]
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return value


def is_telling(value: str) -> bool:
    """Unlikely to stand somewhere for another reason than being that secret."""
    if not SHORTEST <= len(value) <= LONGEST or value.lower() in COMMON_VALUES:
        return False
    if _WORD.fullmatch(value):
        return len(value) >= SHORTEST_WORD
    if _NAME_OR_PATH.fullmatch(value):
        return len(value) >= SHORTEST_WORD and not ("." in value or "/" in value or ":" in value)
    return True


def telling(seen: Iterable[str]) -> list[str]:
    """The longest first, so that a secret within another does not break it."""
    values = dict.fromkeys(plain(value) for value in seen)
    return sorted(filter(is_telling, values), key=len, reverse=True)[:MOST]
