"""What looking after the stores needs, beyond what the daily path asks of them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from seismo.model.retention import Share
from seismo.model.telemetry import Position, RowKey, WrittenRows
from seismo.ports.payloads import StoredPayload
from seismo.ports.snapshot import Snapshot


class EventStoreUpkeep(Protocol):
    def forget(self, shares: Collection[Share]) -> None:
        """Forget all rows of these shares."""
        ...

    def remove(self, positions: Collection[Position]) -> None:
        """Forget the rows of these items, in every table."""
        ...

    def replace(self, written: Sequence[WrittenRows]) -> None:
        """Put these rows in place of all that their items have, all or none."""
        ...

    def remove_rows(self, table: str, keys: Collection[RowKey]) -> None:
        """Forget single rows of one table."""
        ...

    def give_back(self, *, all_of_it: bool = False) -> None:
        """Give the room of forgotten rows back to the disk, where it is worth it.

        With `all_of_it`, no byte of a forgotten row is left in any of the store's files.
        """
        ...


class EventStoreCopies(Protocol):
    """How all of an event store is copied and put back."""

    def snapshot(self) -> Snapshot:
        """Every row of every kind, as of now; written as one file for each kind of row."""
        ...

    def load(self, folder: Path) -> None:
        """Put what a snapshot wrote in place of all that is here. Raises Unavailable when it cannot."""
        ...


class PayloadUpkeep(Protocol):
    def days(self) -> list[date]:
        """The days of which there is anything, oldest first."""
        ...

    def forget_day(self, day: date) -> None:
        """Forget a day with all that is in it; its room goes back to the disk."""
        ...

    def forget(self, share: Share) -> None:
        """Forget payloads, rows and drops of one share."""
        ...

    def remove(self, day: date, positions: Collection[Position]) -> None:
        """Forget payloads, rows and drops of these items."""
        ...

    def give_back(self, day: date) -> None:
        """Give the room of what a day forgot back to the disk. No byte of it is left in the file."""
        ...


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many there are of a day, by project and by what they are."""

    payloads: dict[tuple[int, str], int]
    """By kind of payload."""
    rows: dict[tuple[int, str], int]
    """By table: rows that no payload holds."""
    drops: dict[int, int]


class PayloadHistory(Protocol):
    """All payloads of a day, in the order of their positions, while others go on writing."""

    def payloads(self, day: date) -> Iterator[StoredPayload]: ...

    def rows(self, day: date) -> Iterator[WrittenRows]: ...

    def replace(self, payloads: Collection[StoredPayload], rows: Collection[WrittenRows]) -> None:
        """Put these in place of those that stand at their positions, all or none of a day."""
        ...

    def count(self, day: date, partition: int, through: int) -> DayCount:
        """Up to and with an offset of a partition."""
        ...


class BlobUpkeep(Protocol):
    def shards(self, before: float) -> Iterator[list[str]]:
        """The digests of all blobs that nobody put since `before` (unix seconds), a part at a time.

        The digests of a part begin alike, with the same two digits.
        """
        ...

    def delete_old(self, digest: str, before: float) -> bool:
        """Forget the bytes, unless somebody put them again since `before`."""
        ...


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The other side of `Stores`."""

    eventstore: EventStoreUpkeep
    copies: EventStoreCopies
    payloads: PayloadUpkeep
    history: PayloadHistory
    blobs: BlobUpkeep
