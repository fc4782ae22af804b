"""The words by which events are found: of a text, and of what somebody looks for. Pure.

A word is a run of letters, digits and underscores, in lower case. The parts of `snake_case` and `camelCase`
are words too, and so are two neighbors of a text, joined by `+`: that finds phrases. What a frame says of its
place is one word with the name of its field before it, such as `filename:shop_views_py`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias
from zlib import crc32

import msgspec

PLACES = ("function", "module", "filename", "abs_path", "package")
"""Of a frame: the fields that are words of their own, in the order in which a frame's text has them."""
FRAME = "\x1f"
WORDS = "\x1e"
"""A text that begins with it is its words already, one after the other."""
MAX_WORD = 64
MAX_PLACE = 160
SIEVE_BITS = 63
"""With some ten marks in each of the two, a mark that is not there seems to be in one of ten events."""

_WORD = re.compile(r"\w+")
_NO_WORD = re.compile(r"\W")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")


class _Frame(msgspec.Struct):
    """What is looked for in a frame."""

    function: str | None = None
    module: str | None = None
    filename: str | None = None
    abs_path: str | None = None
    package: str | None = None
    pre_context: list[str | None] = []
    context_line: str | None = None
    post_context: list[str | None] = []


_decode_frames = msgspec.json.Decoder(_Frame).decode_lines


class Code(msgspec.Struct, frozen=True):
    """The frames of a stack trace: JSON, a line for each. One text, so that a known one costs little."""

    lines: bytes

    def frames(self) -> Iterator[str]:
        """The text of each frame."""
        for frame in _decode_frames(self.lines):
            places = (getattr(frame, name) or "" for name in PLACES)
            source = (*frame.pre_context, frame.context_line or "", *frame.post_context)
            lines = "\n".join(line for line in source if line is not None)
            yield FRAME + FRAME.join((*places, lines))


Text: TypeAlias = str | bytes | Code
"""Bytes are values written as JSON. A text that begins with `FRAME` is a frame: its `PLACES` and its source,
with `FRAME` in between. Everything else is plain."""


def words_of(text: Text) -> set[str]:
    if isinstance(text, Code):
        return set().union(*map(words_of, text.frames()))
    if isinstance(text, bytes):
        plain = text.decode(errors="replace")
        return _words(_WORD.findall(_ESCAPE.sub(_unescaped, plain) if "\\" in plain else plain))
    if text.startswith(WORDS):
        return set(text[len(WORDS) :].split())
    if not text.startswith(FRAME):
        return _with_neighbors(text)
    _, *places, source = text.split(FRAME, len(PLACES) + 1)
    found = _with_neighbors(source)
    for name, place in zip(PLACES, places, strict=False):
        if place:
            found.add(place_word(name, place))
            found |= _words(_WORD.findall(place))
    return found


def place_word(name: str, place: str) -> str:
    """The word for what a frame says of its place. Compared without punctuation."""
    return f"{name}:{_NO_WORD.sub('_', place.lower())[:MAX_PLACE]}"


def _with_neighbors(text: str) -> set[str]:
    given = _WORD.findall(text)
    found = _words(given)
    plain = [word.lower() for word in given if len(word) <= MAX_WORD]
    found.update(f"{left}+{right}" for left, right in pairwise(plain))
    return found


def _words(given: Iterable[str]) -> set[str]:
    return set().union(*map(_forms, set(given)))


@lru_cache(maxsize=8_000)
def _forms(word: str) -> tuple[str, ...]:
    """The word and its parts; nothing for what nobody looks for."""
    if not 1 < len(word) <= MAX_WORD or _ADDRESS.fullmatch(word):
        return ()
    lower = word.lower()
    if "_" not in word and (lower == word or word[1:] == lower[1:]):
        return (lower,)
    return (lower, *(part.lower() for part in _PART.findall(word) if len(part) > 1))


def mark(name: str, value: str) -> int:
    """A number of 32 bits that stands for a tag or an attribute with this value, in any case of letters.

    Another pair has the same one in one of four thousand million cases.
    """
    return crc32(f"{name}={value.lower()}".encode())


def sieve_of(mark: int) -> tuple[int, int]:
    """Which of an event's two sieves a mark lies in, and its bits there."""
    return mark & 1, 1 << (mark >> 1) % SIEVE_BITS | 1 << (mark >> 7) % SIEVE_BITS


def sieves_of(marks: Iterable[int]) -> tuple[int, int]:
    """Two numbers in which every mark has set its bits: one that has not is none of these."""
    sieves = [0, 0]
    for each in marks:
        sieves[each & 1] |= 1 << (each >> 1) % SIEVE_BITS | 1 << (each >> 7) % SIEVE_BITS
    return sieves[0], sieves[1]


def sought_words(text: str) -> list[str]:
    """The words that a text must have that contains this one; those of a phrase with their neighbors."""
    given = [word.lower() for word in _WORD.findall(text) if len(word) <= MAX_WORD]
    if " " in text.strip():
        pairs = [f"{left}+{right}" for left, right in pairwise(given)]
        return pairs or given
    return [word for word in given if len(word) > 1]


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else " "
