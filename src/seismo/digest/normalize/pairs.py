"""Lists of pairs, which SDKs write as objects, as lists of pairs or as encoded text."""

from typing import TypeVar
from urllib.parse import parse_qsl

from seismo.digest.normalize.remarks import Path, Remarks
from seismo.digest.normalize.shape import scalar_text
from seismo.model.event import Json, Pairs

Entry = TypeVar("Entry")

_MAX_FIELDS = 1000


def read_pairs(raw: Json, remarks: Remarks, at: Path) -> list[tuple[str, Json]]:
    """Names with their raw values, in the order of the payload; marks follow the values.

    Entries that are no pair are reported and left out.
    """
    if isinstance(raw, dict):
        if marked := remarks.marked(at):
            places = {name: index for index, name in enumerate(raw)}
            remarks.remap(at, {name: (places[name], 1) for name in marked if name in places})
        return list(raw.items())
    if not isinstance(raw, list):
        if raw is not None:
            remarks.invalid(at, raw, "expected an object or a list of pairs")
        return []
    found = [(index, entry) for index, entry in enumerate(raw) if _is_pair(entry)]
    if len(found) < len(raw):
        _report_others(raw, remarks, at)
        remarks.remap(at, {str(old): (new,) for new, (old, _) in enumerate(found)})
    return [(scalar_text(entry[0]) or "", entry[1]) for _, entry in found]


def _is_pair(entry: Json) -> bool:
    return isinstance(entry, list) and len(entry) == 2 and not isinstance(entry[0], dict | list)


def _report_others(raw: list[Json], remarks: Remarks, at: Path) -> None:
    for index, entry in enumerate(raw):
        if entry is not None and not _is_pair(entry):
            remarks.invalid((*at, index), entry, "expected a pair of name and value")


def chosen(entries: list[Entry], order: list[int], remarks: Remarks, at: Path) -> list[Entry]:
    """The entries at these indexes, in this order; their marks follow them."""
    if remarks.marked(at):
        remarks.remap(at, {str(old): (new,) for new, old in enumerate(order)})
    return [entries[index] for index in order]


def within(pairs: Pairs, limit: int, remarks: Remarks, at: Path) -> Pairs:
    """The first pairs whose texts have about `limit` characters together."""
    left = limit
    kept: Pairs = []
    for index, (name, value) in enumerate(pairs):
        left -= len(name or "") + len(value or "")
        if left >= 0:
            kept.append((name, value))
            continue
        room = max(16, left + len(value or ""))
        if value is not None and len(name or "") < limit:
            kept.append((name, remarks.shorten(value, room, (*at, index, 1))))
        if len(kept) < len(pairs):
            remarks.dropped(at, len(pairs))
        break
    return kept


def value_text(raw: Json, remarks: Remarks, at: Path) -> str | None:
    """A pair's value as text: several values are joined by a comma."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, list):
        return ",".join(text for entry in raw if (text := scalar_text(entry)) is not None)
    text = scalar_text(raw)
    if text is None and raw is not None:
        remarks.invalid(at, raw, "expected text")
    return text


def parse_form(text: str) -> list[tuple[str, str]]:
    """The fields of `a=1&b=2`. Empty when there are none, or more than anyone can read."""
    try:
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        return []
    return [(name.replace("\0", ""), value.replace("\0", "")) for name, value in fields]
