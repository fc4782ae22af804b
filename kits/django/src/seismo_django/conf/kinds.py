"""How a text of the environment becomes a value, and what is said when it cannot."""

from collections.abc import Callable
from typing import Any, NamedTuple

_TRUE = frozenset({"1", "true", "yes", "on"})
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_FALSE = frozenset({"0", "false", "no", "off", ""})


class Kind(NamedTuple):
    """What a setting may be."""

    parse: Callable[[str], Any]
    """Raises ValueError."""
    types: tuple[type, ...]
    """What the SEISMO dictionary and keywords may hold instead."""
    words: str
    """Ends the sentence "it must be ..."."""


def _flag(text: str) -> bool:
    word = text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise ValueError(text)
    return word in _TRUE


def _rate(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def choice(*words: str) -> Kind:
    """One of a few words."""

    def chosen(text: str) -> str:
        word = text.strip().lower()
        if word not in words:
            raise ValueError(text)
        return word

    return Kind(chosen, (), "one of " + ", ".join(words))


def pace(text: str) -> tuple[int, int]:
    """`5/m` is 5 within 60 seconds. Raises ValueError."""
    most, _, unit = text.strip().partition("/")
    if unit not in _SECONDS:
        raise ValueError(text)
    return int(most), _SECONDS[unit]


def _pace(text: str) -> str:
    pace(text)
    return text.strip()


TEXT = Kind(str.strip, (str,), "a text")
FLAG = Kind(_flag, (bool,), "one of true, false, yes, no, on, off, 1, 0")
RATE = Kind(_rate, (float, int), "a number from 0 to 1, such as 0.1")
NUMBER = Kind(int, (int,), "a whole number")
AMOUNT = Kind(float, (float, int), "a number")
NAMES = Kind(_names, (list, tuple), "a list, in the environment with commas between")
ENTRIES = Kind(_names, (list, tuple), "a list")
MAPPING = Kind(str, (dict,), "a dictionary")
PACE = Kind(_pace, (), 'a number for each s, m, h or d, such as "5/m"')
CALLABLE = Kind(str.strip, (str, object), "a callable or the dotted path of one")
