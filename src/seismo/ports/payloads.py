"""The scrubbed payload of each stored event, and the fate of each dropped one, by event id."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from seismo.model.ids import EventId, ProjectId
from seismo.model.outcome import DataCategory, Reason


@dataclass(frozen=True, slots=True)
class StoredPayload:
    """One stored event. (partition, offset, row) names it for ever."""

    partition: int
    offset: int
    row: int
    project_id: ProjectId
    event_id: EventId
    hash: str
    title: str
    received: float
    payload: bytes
    """Event JSON, compressed with zstd."""


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

    def insert(self, payloads: Sequence[StoredPayload], drops: Sequence[Drop]) -> None:
        """Store both, durably. Idempotent by (partition, offset, row), payloads and drops apart."""
        ...

    def find(self, event_ids: Collection[EventId]) -> list[StoredPayload | Drop]:
        """Everything known of these event ids, in all projects, oldest first."""
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
