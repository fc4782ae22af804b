"""Payloads, drops and rows in one SQLite file per UTC day of receipt: `2026-11-21.sqlite`.

A day is forgotten by unlinking its file. Reads never wait on the one writer (write-ahead log). Event ids are
stored as 16 bytes.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from seismo.backends.sqlite.day_files import DayFiles
from seismo.model.clock import day_of
from seismo.model.ids import EventId, ProjectId
from seismo.model.outcome import DataCategory, Reason
from seismo.model.telemetry import WrittenRows
from seismo.ports.payloads import Drop, StoredPayload

_IDS_PER_QUERY = 500

_SCHEMA = """
CREATE TABLE IF NOT EXISTS payloads (
    partition INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    event_id BLOB NOT NULL,
    hash TEXT NOT NULL,
    title TEXT NOT NULL,
    received REAL NOT NULL,
    payload BLOB NOT NULL,
    kind TEXT NOT NULL DEFAULT 'event'
);
CREATE UNIQUE INDEX IF NOT EXISTS payload_position ON payloads (partition, "offset", "row");
CREATE INDEX IF NOT EXISTS payload_event ON payloads (event_id);
CREATE TABLE IF NOT EXISTS drops (
    partition INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    event_id BLOB,
    category TEXT NOT NULL,
    reason TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    detail TEXT NOT NULL,
    received REAL NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS drop_position ON drops (partition, "offset", "row");
CREATE INDEX IF NOT EXISTS drop_event ON drops (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS drop_project ON drops (project_id, received);
CREATE TABLE IF NOT EXISTS telemetry (
    partition INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    "row" INTEGER NOT NULL,
    "table" TEXT NOT NULL,
    project_id INTEGER NOT NULL,
    received REAL NOT NULL,
    "count" INTEGER NOT NULL,
    packed BLOB NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS telemetry_position
    ON telemetry (partition, "offset", "row", "table");
"""
_COLUMNS_OF_PAYLOADS = "PRAGMA table_info(payloads)"
_ADDED = "ALTER TABLE payloads ADD COLUMN kind TEXT NOT NULL DEFAULT 'event'"
"""For files of a version that kept events only."""
PAYLOAD_COLUMNS = (
    'partition, "offset", "row", project_id, event_id, hash, title, received, payload, kind'
)
_DROP_COLUMNS = (
    'partition, "offset", "row", project_id, event_id, category, reason, quantity, detail, received'
)
ROW_COLUMNS = '"table", partition, "offset", "row", project_id, received, "count", packed'


@dataclass(frozen=True, slots=True)
class _Day:
    """What goes into one file."""

    payloads: list[StoredPayload] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)
    rows: list[WrittenRows] = field(default_factory=list)


class SqlitePayloads:
    """See `seismo.ports.payloads.PayloadStore`."""

    def __init__(self, folder: Path) -> None:
        self.files = DayFiles(folder, _prepare)

    def insert(
        self,
        payloads: Sequence[StoredPayload],
        drops: Sequence[Drop],
        rows: Sequence[WrittenRows] = (),
    ) -> None:
        days: dict[str, _Day] = defaultdict(_Day)
        for payload in payloads:
            days[day_of(payload.received)].payloads.append(payload)
        for drop in drops:
            days[day_of(drop.received)].drops.append(drop)
        for each in rows:
            days[day_of(each.received)].rows.append(each)
        for name, day in sorted(days.items()):
            self._insert_day(name, day)

    def _insert_day(self, name: str, day: _Day) -> None:
        connection = self.files.connection(name)
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                f"INSERT OR IGNORE INTO payloads ({PAYLOAD_COLUMNS})"  # noqa: S608 - constants
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                map(_payload_row, day.payloads),
            )
            connection.executemany(
                f"INSERT OR IGNORE INTO drops ({_DROP_COLUMNS})"  # noqa: S608 - constants
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                map(_drop_row, day.drops),
            )
            connection.executemany(
                f"INSERT OR IGNORE INTO telemetry ({ROW_COLUMNS})"  # noqa: S608 - constants
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                map(msgspec.structs.astuple, day.rows),
            )

    def find(
        self, event_ids: Collection[EventId], near: Collection[float] = ()
    ) -> list[StoredPayload | Drop]:
        found: list[StoredPayload | Drop] = []
        wanted = {day_of(moment) for moment in near}
        for day in self.files.days():
            if wanted and day not in wanted:
                continue
            for ids in _chunks(event_ids):
                among = f"event_id IN ({','.join('?' * len(ids))})"
                found += map(
                    as_payload,
                    self.files.read(
                        day,
                        f"SELECT {PAYLOAD_COLUMNS} FROM payloads WHERE {among}",  # noqa: S608
                        ids,
                    ),
                )
                found += map(
                    _as_drop,
                    self.files.read(
                        day,
                        f"SELECT {_DROP_COLUMNS} FROM drops WHERE {among}",  # noqa: S608
                        ids,
                    ),
                )
        return sorted(found, key=lambda each: (each.received, each.offset, each.row))

    def positions(
        self, event_ids: Collection[tuple[ProjectId, EventId]]
    ) -> dict[tuple[ProjectId, EventId], tuple[int, int, int]]:
        wanted = set(event_ids)
        found: dict[tuple[ProjectId, EventId], tuple[int, int, int]] = {}
        for day in self.files.days():
            for ids in _chunks({event_id for _, event_id in wanted}):
                rows = self.files.read(
                    day,
                    'SELECT project_id, event_id, partition, "offset", "row" FROM payloads'  # noqa: S608
                    f" WHERE event_id IN ({','.join('?' * len(ids))})",
                    ids,
                )
                for project_id, event_id, *position in rows:
                    key = (ProjectId(project_id), EventId(event_id.hex()))
                    if key in wanted:
                        found.setdefault(key, (position[0], position[1], position[2]))
        return found

    def drops(self, project_id: ProjectId, limit: int) -> list[Drop]:
        found: list[Drop] = []
        for day in reversed(self.files.days()):
            rows = self.files.read(
                day,
                f"SELECT {_DROP_COLUMNS} FROM drops"  # noqa: S608 - constants
                " WHERE project_id = ? ORDER BY received DESC LIMIT ?",
                (project_id, limit - len(found)),
            )
            found += map(_as_drop, rows)
            if len(found) >= limit:
                break
        return found

    def close(self) -> None:
        self.files.close()


def _prepare(connection: sqlite3.Connection) -> None:
    connection.executescript(_SCHEMA)
    _add_what_is_new(connection)


def _add_what_is_new(connection: sqlite3.Connection) -> None:
    """Bring a file of an older version up to date. Another process may do the same at this moment."""
    if not _has_kinds(connection):
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            if not _has_kinds(connection):
                connection.execute(_ADDED)


def _has_kinds(connection: sqlite3.Connection) -> bool:
    return "kind" in {column for _, column, *_ in connection.execute(_COLUMNS_OF_PAYLOADS)}


def _chunks(event_ids: Collection[EventId]) -> Iterator[list[bytes]]:
    ids = [bytes.fromhex(event_id) for event_id in event_ids]
    return (ids[start : start + _IDS_PER_QUERY] for start in range(0, len(ids), _IDS_PER_QUERY))


def _payload_row(each: StoredPayload) -> tuple[object, ...]:
    return (
        each.partition,
        each.offset,
        each.row,
        each.project_id,
        bytes.fromhex(each.event_id),
        each.hash,
        each.title,
        each.received,
        each.payload,
        each.kind,
    )


def _drop_row(each: Drop) -> tuple[object, ...]:
    return (
        each.partition,
        each.offset,
        each.row,
        each.project_id,
        bytes.fromhex(each.event_id) if each.event_id else None,
        each.category,
        each.reason,
        each.quantity,
        each.detail,
        each.received,
    )


def as_payload(
    row: tuple[int, int, int, int, bytes, str, str, float, bytes, str],
) -> StoredPayload:
    partition, offset, item, project_id, event_id, hash_, title, received, payload, kind = row
    return StoredPayload(
        partition=partition,
        offset=offset,
        row=item,
        project_id=ProjectId(project_id),
        event_id=EventId(event_id.hex()),
        hash=hash_,
        title=title,
        received=received,
        payload=payload,
        kind=kind,
    )


def _as_drop(
    row: tuple[int, int, int, int, bytes | None, str, str, int, str, float],
) -> Drop:
    partition, offset, item, project_id, event_id, category, reason, quantity, detail, received = (
        row
    )
    return Drop(
        partition=partition,
        offset=offset,
        row=item,
        project_id=ProjectId(project_id),
        event_id=EventId(event_id.hex()) if event_id else None,
        category=DataCategory(category),
        reason=Reason(reason),
        quantity=quantity,
        detail=detail,
        received=received,
    )
