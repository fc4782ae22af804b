"""Tags: short texts by which people search and count."""

import re
from functools import lru_cache
from typing import NamedTuple

from seismo.digest.normalize.pairs import chosen, read_pairs
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.digest.normalize.shape import scalar_text
from seismo.model.event import Databag, EventError, Json, Pairs

MAX_TAGS = 300
MAX_TEXT = 200
ATTRIBUTES = frozenset({"environment", "release", "dist"})
"""A tag of this name is the attribute, when that is not set."""
DERIVED = frozenset({"user", "filename", "function"})
"""A tag of this name would hide what search derives from the event."""

_KEY = re.compile(r"[a-zA-Z0-9_.:-]+")


class Tags(NamedTuple):
    pairs: Pairs
    """Sorted when they came as an object. A bad key or value is None."""
    attributes: dict[str, Json]
    """What stood under the name of an attribute."""


def read_tags(raw: Json, remarks: Remarks) -> Tags:
    """The tags that are kept, the first of each name, at most MAX_TAGS of them."""
    at: Path = ("tags",)
    if type(raw) is dict and not remarks.marked(at):
        usual = _usual(raw)
        if usual is not None:
            return Tags(usual, {})
    given = read_pairs(raw, remarks, at)
    places = range(len(given))
    first: dict[str, int] = {}
    for place in sorted(places, key=lambda p: given[p][0]) if isinstance(raw, dict) else places:
        first.setdefault(given[place][0].replace(" ", "-"), place)
    attributes = {name: given[first.pop(name)][1] for name in ATTRIBUTES & first.keys()}
    for name in sorted(DERIVED & first.keys()):
        remarks.invalid((*at, name), given[first.pop(name)][1], "the name of this tag is reserved")
    if len(first) > MAX_TAGS:
        reason = f"there were {len(first)} tags; the first {MAX_TAGS} are kept"
        remarks.add(EventError("value_too_long", "tags", len(first), reason))
    kept = chosen(given, list(first.values())[:MAX_TAGS], remarks, at)
    return Tags(
        [
            (_key(name, remarks, (*at, place, 0)), _value(value, remarks, (*at, place, 1)))
            for place, (name, value) in enumerate(kept)
        ],
        attributes,
    )


def _usual(raw: Databag) -> Pairs | None:
    """The tags as they are, sorted; None when something about one of them needs a closer look."""
    if len(raw) > MAX_TAGS:
        return None
    for name, value in raw.items():
        if type(value) is not str or not _is_usual(value):
            return None
        if len(name) > MAX_TEXT or not _is_usual_name(name):
            return None
    return sorted(raw.items())


def _is_usual(value: str) -> bool:
    return value.isprintable() and 0 < len(value) <= MAX_TEXT and value.strip() == value


@lru_cache(maxsize=512)
def _is_usual_name(name: str) -> bool:
    """Answered once for each of the few names that an application uses."""
    is_own = name in ATTRIBUTES or name in DERIVED
    return not is_own and _KEY.fullmatch(name) is not None


def _key(name: str, remarks: Remarks, at: Path) -> str | None:
    key = name.replace(" ", "-")
    if _KEY.fullmatch(key):
        return remarks.shorten(key, MAX_TEXT, at)
    remarks.invalid(at, name, "a tag's name has letters, digits and _ . : - only")
    return None


def _value(raw: Json, remarks: Remarks, at: Path) -> str | None:
    if raw is None:
        return None
    text = scalar_text(raw)
    if text is None:
        remarks.invalid(at, raw, "expected text")
        return None
    value = text.strip()
    if not value or "\n" in value:
        remarks.invalid(at, raw, "a tag's value is one line of text")
        return None
    return remarks.shorten(value, MAX_TEXT, at)
