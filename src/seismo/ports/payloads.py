"""The scrubbed payload of each stored event, and the fate of each dropped one, by event id.

What has no event id, such as logs and sessions, is kept beside them as the rows that it became. So all of
the event store can be built again from here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from seismo.model.ids import EventId, ProjectId
from seismo.model.outcome import DataCategory, Reason
from seismo.model.telemetry import WrittenRows

EVENT = "event"
"""The kind of a payload that is an error, a message or a security report."""


@dataclass(frozen=True, slots=True)
class StoredPayload:
    """One stored event, transaction or feedback. (partition, offset, row) names it for ever."""

    partition: int
    offset: int
    row: int
    project_id: ProjectId
    event_id: EventId
    hash: str
    """The first grouping hash; empty for what is not grouped."""
    title: str
    received: float
    payload: bytes
    """Event JSON, compressed with zstd."""
    kind: str = EVENT
    """event, transaction or feedback."""


@dataclass(frozen=True, slots=True)
class Drop:
    """One line of a project's "dropped" panel."""

    partition: int
    offset: int
    row: int
    project_id: ProjectId
    event_id: EventId | None
    category: DataCategory
    reason: Reason
    quantity: int
    detail: str
    received: float


class PayloadStore(Protocol):
    """Kept by UTC day of receipt, so that forgetting a day is forgetting a file.

    Unlike the event store it can be read by other processes while the server runs.
    """

    def insert(
        self,
        payloads: Sequence[StoredPayload],
        drops: Sequence[Drop],
        rows: Sequence[WrittenRows] = (),
    ) -> None:
        """Store all of it, durably. Idempotent by (partition, offset, row), each kind of thing apart;
        rows also by their table."""
        ...

    def find(
        self, event_ids: Collection[EventId], near: Collection[float] = ()
    ) -> list[StoredPayload | Drop]:
        """Everything known of these event ids, in all projects, oldest first.

        With `near`, in unix seconds, only what was received on the days of these moments: an event id does
        not tell its day, and to look through a month costs a read from the disk for each day.
        """
        ...

    def positions(
        self, event_ids: Collection[tuple[ProjectId, EventId]]
    ) -> dict[tuple[ProjectId, EventId], tuple[int, int, int]]:
        """Where those that are stored stand: (partition, offset, row). The way to see duplicates."""
        ...

    def drops(self, project_id: ProjectId, limit: int) -> list[Drop]:
        """The newest drops of a project, newest first."""
        ...

    def close(self) -> None: ...
