"""What becomes of an item, put together: rows that are kept, parts that are not, and what they count as."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from seismo.digest.normalize.facts import Facts
from seismo.digest.place import Place
from seismo.digest.written import written
from seismo.model.digested import CameFrom, DigestedItem, Quantities
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.telemetry import Row
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson
from seismo.protocol.rate_limits import category_of, quantity_of

MAX_SHOWN = 5
"""Refused entries of one container that are told apart."""


@dataclass
class Kept:
    """The rows of one container as they are made, and the entries that are none."""

    item: Item
    place: Place
    facts: Facts
    reason: Reason
    """Why an entry is refused."""
    rows: list[Row] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    filtered: Counter[Reason] = field(default_factory=Counter)
    """Entries that could be kept and are not wanted."""

    def refuse(self, part: int, why: str) -> None:
        self.refused.append(f"{self.item.type} {part}: {why}")

    @property
    def detail(self) -> str:
        return "; ".join(self.refused[:MAX_SHOWN])


def digested(
    kept: Kept, category: DataCategory, in_bytes: DataCategory | None = None, entries: int = 0
) -> DigestedItem:
    """The result of a container: its entries count as one of `category` each.

    With `in_bytes`, kept and refused entries also count their share of the payload's bytes there.
    `entries` is their number where one entry makes several rows.
    """
    if not (kept.rows or kept.filtered or kept.refused):
        kept.refused.append(f"{kept.item.type}: it holds no entry")
    fates: list[tuple[Reason | None, int]] = [
        (None, entries or len(kept.rows)),
        *kept.filtered.items(),
        (kept.reason, len(kept.refused)),
    ]
    shares = _shares(len(kept.item.payload), [quantity for _, quantity in fates])
    quantities: Quantities = ()
    dropped: list[Dropped] = []
    for (reason, quantity), share in zip(fates, shares, strict=True):
        counted = _counted(((category, quantity), (in_bytes, share)))
        if reason is None:
            quantities = counted
        else:
            detail = kept.detail if reason is kept.reason else ""
            dropped += [Dropped(reason, each, number, detail=detail) for each, number in counted]
    return DigestedItem(
        row=kept.place.row,
        quantities=quantities,
        rows=written(kept.rows),
        came_from=came_from(kept.rows),
        dropped=tuple(dropped),
    )


def _shares(size: int, quantities: list[int]) -> list[int]:
    """Bytes in proportion to the quantities, exactly all of them."""
    every = max(sum(quantities), 1)
    ends = [size * end // every for end in accumulate(quantities)]
    return [end - start for start, end in pairwise([0, *ends])]


def _counted(quantities: Iterable[tuple[DataCategory | None, int]]) -> Quantities:
    return tuple((category, quantity) for category, quantity in quantities if category and quantity)


def came_from(rows: Iterable[Row]) -> tuple[CameFrom, ...]:
    """The releases and environments of rows, each once."""
    seen: dict[tuple[str | None, str | None], float] = {}
    for row in rows:
        origin = (getattr(row, "release", None), getattr(row, "environment", None))
        seen.setdefault(origin, row.timestamp)
    return tuple(
        CameFrom(release, environment, timestamp)
        for (release, environment), timestamp in seen.items()
        if release or environment
    )


def unreadable(error: InvalidJson, item: Item) -> Dropped:
    """The outcome of an item that cannot be read, with as many entries as its header says."""
    return lost(item, error.reason, error.sentence)


def lost(item: Item, reason: Reason, detail: str, event_id: str | None = None) -> Dropped:
    """The outcome of an item that is dropped as a whole."""
    return Dropped(
        reason,
        category_of(item.type, item.headers),
        quantity_of(item.type, item.headers, len(item.payload)),
        event_id=event_id,
        detail=detail,
    )
