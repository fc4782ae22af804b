"""What stands at a place of a search that somebody types, and how the keys go on there. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from seismo.queries.search.keys import KNOWN, Kind, Place, kind_of, known_place
from seismo.queries.search.parse import key_at, operator_at
from seismo.queries.search.syntax import Key, written

SHOWN = 10
FIRST_KEYS = ("is", "assigned", "release", "environment", "level", "user", "age", "url", "has")
"""Offered before anything is typed."""
TIMES = ("-1h", "-24h", "-7d", "-14d", "-30d", "+7d", "+30d")
_ENDS_VALUE = frozenset(' \t\n,])"')


@dataclass(frozen=True, slots=True)
class Spot:
    """The part of a search in which the caret stands."""

    start: int
    end: int
    """What a completion takes the place of: from `start`, before `end`."""
    typed: str
    """What stands there in front of the caret, without quotes."""
    key: Key | None = None
    """Whose value it is; None where a key or a word begins."""
    is_listed: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to go on."""

    text: str
    """Takes the place of what is typed."""
    hint: str = ""


def spot_at(text: str, caret: int) -> Spot:
    """Never fails: what is no search yet is completed as far as it makes sense."""
    term, item = _beginnings(text, caret)
    key, colon = key_at(text, term)
    if key is None or colon >= caret:
        return _spot(text, term, caret)
    start = colon + 1 + len(operator_at(text, colon + 1, key))
    if item is not None:
        start = item
    return _spot(text, min(start, caret), caret, key, is_listed=item is not None)


def _beginnings(text: str, caret: int) -> tuple[int, int | None]:
    """Where the term at the caret begins, and the value within its list, when it is in one."""
    term, item, quoted, at = 0, None, False, 0
    while at < caret:
        character = text[at]
        if character == "\\":
            at += 1
        elif character == '"':
            quoted = not quoted
        elif not quoted and item is not None:
            item = _item(character, at, item)
        elif not quoted and character == "[" and text[at - 1 : at] == ":":
            item = at + 1
        elif not quoted and (
            character.isspace() or character == "(" or (at == term and character == "!")
        ):
            term = at + 1
        at += 1
    return term, item


def _item(character: str, at: int, item: int) -> int | None:
    if character == "]":
        return None
    is_still_before = character.isspace() and at == item
    return at + 1 if character == "," or is_still_before else item


def _spot(
    text: str, start: int, caret: int, key: Key | None = None, *, is_listed: bool = False
) -> Spot:
    typed = text[start:caret]
    end = caret
    if typed.startswith('"'):
        closing = text.find('"', caret)
        # A quote behind a colon opens the next value: this one is not closed yet.
        end = closing + 1 if closing >= 0 and text[closing - 1] != ":" else caret
        typed = typed[1:]
    else:
        while end < len(text) and text[end] not in _ENDS_VALUE:
            end += 1
    return Spot(start, end, typed.replace('\\"', '"'), key, is_listed)


def keys_for(typed: str, tags: Iterable[str]) -> list[Offer]:
    """Keys that begin with what is typed, then those that contain it; then tags."""
    if not typed:
        return [Offer(f"{name}:", KNOWN[name].meaning) for name in FIRST_KEYS if name in KNOWN]
    offers = [Offer(f"{key.name}:", key.meaning) for key in KNOWN.values()]
    offers += [Offer(f"{_tag(name)}:", "tag") for name in tags]
    return matching(offers, typed)


def _tag(name: str) -> str:
    """A tag that has the name of a key, or that looks like one, is written as a tag."""
    return str(Key(name, is_tag=name in KNOWN))


def values_for(spot: Spot, values: Collection[tuple[str, str]]) -> list[Offer]:
    """Values, with what they mean, that begin with what is typed, then those that contain it."""
    offers = [Offer(written(value, is_listed=spot.is_listed), hint) for value, hint in values]
    wanted = spot.typed.casefold()
    found = zip(values, offers, strict=True)
    ranked = [(_rank(value, wanted), offer) for (value, _), offer in found]
    return [offer for rank, offer in sorted(ranked, key=lambda pair: pair[0]) if rank < _NOT_FOUND][
        :SHOWN
    ]


def matching(offers: Iterable[Offer], typed: str) -> list[Offer]:
    wanted = typed.casefold()
    ranked = sorted(
        ((_rank(offer.text, wanted), offer) for offer in offers), key=lambda pair: pair[0]
    )
    return [offer for rank, offer in ranked if rank < _NOT_FOUND][:SHOWN]


_NOT_FOUND = 2


def _rank(text: str, wanted: str) -> int:
    folded = text.casefold()
    if folded.startswith(wanted):
        return 0
    return 1 if wanted in folded else _NOT_FOUND


def is_free_text(key: Key) -> bool:
    """Whether nobody types a whole value of this key: a message, an id, a frame."""
    return (
        known_place(key) is Place.FRAMES
        or key.name in {"id", "message", "title", "error.value", "trace", "trace.span", "issue"}
        or kind_of(key) is Kind.NUMBER
    )
