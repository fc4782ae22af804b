"""What digest makes of a record: values that commit writes, without another look at the item."""

from typing import TypeAlias

import msgspec

from seismo.model.ids import EventId, GroupingHash, ProjectId, ProjectKeyId
from seismo.model.monitor import MonitorConfig
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.telemetry import EventRow, WrittenRows
from seismo.model.words import Text

Quantities: TypeAlias = tuple[tuple[DataCategory, int], ...]
"""What an item counts as, by category (protocol.md section 4)."""


class DigestedEvent(msgspec.Struct, frozen=True):
    """An event that is ready to be stored."""

    row: EventRow
    category: DataCategory
    hashes: tuple[GroupingHash, ...]
    metadata: dict[str, object]
    payload: bytes
    """The scrubbed event as JSON, compressed with zstd."""
    is_muted: bool = False
    """Whether its issue, when it makes one, starts as archived."""
    owners: tuple[str, ...] = ()
    """Whose work it is by the rules of its project: mail addresses, and teams as `#slug`."""
    texts: tuple[Text, ...] = ()
    """Where search looks for words."""


class DigestedPayload(msgspec.Struct, frozen=True):
    """What is kept whole beside the rows, and found by its event id."""

    kind: str
    """transaction or feedback."""
    event_id: EventId
    title: str
    content: bytes
    """The scrubbed payload as JSON, compressed with zstd."""


class CheckedIn(msgspec.Struct, frozen=True):
    """The monitor that a check-in is for."""

    slug: str
    config: MonitorConfig | None
    """Makes the monitor, or changes it; None leaves it as it is."""


class CameFrom(msgspec.Struct, frozen=True):
    """A release and an environment that something came from."""

    release: str | None
    environment: str | None
    timestamp: float


class DigestedItem(msgspec.Struct, frozen=True):
    """Any item but an error event, ready to be stored: rows, and what is kept beside them."""

    row: int
    """The item's index in its envelope."""
    quantities: Quantities
    rows: tuple[WrittenRows, ...]
    came_from: tuple[CameFrom, ...] = ()
    payload: DigestedPayload | None = None
    blobs: tuple[bytes, ...] = ()
    """Bytes that rows refer to by their SHA-256."""
    check_in: CheckedIn | None = None
    with_event: bool = False
    """Whether it belongs to the event of its envelope and shares its fate when that is a duplicate."""
    dropped: tuple[Dropped, ...] = ()
    """Parts of the item that were not fit to be kept."""


def given_up(item: DigestedItem, reason: Reason, event_id: str | None) -> tuple[Dropped, ...]:
    """The outcomes of an item that is not stored after all."""
    return tuple(
        Dropped(reason, category, quantity, event_id=event_id)
        for category, quantity in item.quantities
    )


class ClientReport(msgspec.Struct, frozen=True):
    """What an SDK says that it dropped itself."""

    discarded: tuple[Dropped, ...]


Digested: TypeAlias = DigestedEvent | DigestedItem | ClientReport


class DigestedRecord(msgspec.Struct, frozen=True):
    """One record's results: every kept item is in exactly one of the lists."""

    partition: int
    offset: int
    project_id: ProjectId
    project_key_id: ProjectKeyId | None
    received: float
    event_id: EventId | None
    events: tuple[DigestedEvent, ...] = ()
    items: tuple[DigestedItem, ...] = ()
    reports: tuple[ClientReport, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def size_of(record: DigestedRecord) -> int:
    """Bytes of what is kept whole, which is nearly all of the memory that it takes."""
    return sum(len(event.payload) for event in record.events) + sum(
        (len(item.payload.content) if item.payload else 0)
        + sum(len(rows.packed) for rows in item.rows)
        + sum(map(len, item.blobs))
        for item in record.items
    )
