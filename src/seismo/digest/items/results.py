"""What becomes of an item, put together: rows that are kept, parts that are not, and what they count as."""

from collections.abc import Iterable
from dataclasses import dataclass, field

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

    def refuse(self, part: int, why: str) -> None:
        self.refused.append(f"{self.item.type} {part}: {why}")


def digested(
    kept: Kept, category: DataCategory, in_bytes: DataCategory | None = None, entries: int = 0
) -> DigestedItem:
    """The result of a container: its entries count as one of `category` each.

    With `in_bytes`, kept and refused entries also count their share of the payload's bytes there.
    `entries` is their number where one entry makes several rows.
    """
    accepted = entries or len(kept.rows)
    refused = len(kept.refused)
    counts = [(category, accepted)]
    lost = [(category, refused)]
    if in_bytes is not None and accepted + refused:
        size = len(kept.item.payload)
        share = size * accepted // (accepted + refused)
        counts.append((in_bytes, share))
        lost.append((in_bytes, size - share))
    return DigestedItem(
        row=kept.place.row,
        quantities=_counted(counts),
        rows=written(kept.rows),
        came_from=came_from(kept.rows),
        dropped=tuple(
            Dropped(kept.reason, counted, quantity, detail="; ".join(kept.refused[:MAX_SHOWN]))
            for counted, quantity in _counted(lost)
        ),
    )


def _counted(quantities: Iterable[tuple[DataCategory, int]]) -> Quantities:
    return tuple((category, quantity) for category, quantity in quantities if quantity)


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
