"""What digest makes of a record: values that commit writes, without another look at the event."""

from typing import TypeAlias

import msgspec

from seismo.model.ids import EventId, GroupingHash, ProjectId, ProjectKeyId
from seismo.model.outcome import DataCategory, Dropped


class EventRow(msgspec.Struct, frozen=True):
    """The columns of one event that search and analysis read. Times are unix seconds."""

    partition: int
    offset: int
    row: int
    """The item's index in its envelope: (partition, offset, row) names the row for ever."""
    project_id: int
    event_id: str
    hash: str
    """The first grouping hash. The catalog maps it to an issue; the row never names one."""
    received: float
    timestamp: float
    type: str
    level: str
    platform: str
    title: str
    culprit: str
    message: str | None
    error_type: str | None
    error_value: str | None
    handled: bool | None
    mechanism: str | None
    logger: str | None
    transaction: str | None
    environment: str | None
    release: str | None
    dist: str | None
    server_name: str | None
    user: str | None
    url: str | None
    http_method: str | None
    trace_id: str | None
    span_id: str | None
    sdk_name: str | None
    sdk_version: str | None
    tags: dict[str, str]


class DigestedEvent(msgspec.Struct, frozen=True):
    """An event that is ready to be stored."""

    row: EventRow
    category: DataCategory
    hashes: tuple[GroupingHash, ...]
    metadata: dict[str, object]
    payload: bytes
    """The scrubbed event as JSON, compressed with zstd."""


class ClientReport(msgspec.Struct, frozen=True):
    """What an SDK says that it dropped itself."""

    discarded: tuple[Dropped, ...]


Digested: TypeAlias = DigestedEvent | ClientReport


class DigestedRecord(msgspec.Struct, frozen=True):
    """One record's results: every kept item is in `events`, `reports` or `dropped`, exactly once."""

    partition: int
    offset: int
    project_id: ProjectId
    project_key_id: ProjectKeyId | None
    received: float
    event_id: EventId | None
    events: tuple[DigestedEvent, ...] = ()
    reports: tuple[ClientReport, ...] = ()
    dropped: tuple[Dropped, ...] = ()
