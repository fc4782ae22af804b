"""Payloads and drops in one SQLite file per UTC day of receipt: `2026-11-21.sqlite`.

A day is forgotten by unlinking its file. Each thread has its own connection to each file, so reads never
wait on the one writer (write-ahead log). Event ids are stored as 16 bytes.
"""

import re
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from seismo.model.clock import day_of
from seismo.model.ids import EventId, ProjectId
from seismo.model.outcome import DataCategory, Reason
from seismo.ports.payloads import Drop, StoredPayload

_FILE = re.compile(r"\d{4}-\d\d-\d\d\.sqlite")
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
    payload BLOB NOT NULL
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
"""
_PAYLOAD_COLUMNS = (
    'partition, "offset", "row", project_id, event_id, hash, title, received, payload'
)
_DROP_COLUMNS = (
    'partition, "offset", "row", project_id, event_id, category, reason, quantity, detail, received'
)


class SqlitePayloads:
    """See `seismo.ports.payloads.PayloadStore`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._opening = threading.Lock()

    def insert(self, payloads: Sequence[StoredPayload], drops: Sequence[Drop]) -> None:
        by_day: dict[str, tuple[list[StoredPayload], list[Drop]]] = defaultdict(lambda: ([], []))
        for payload in payloads:
            by_day[day_of(payload.received)][0].append(payload)
        for drop in drops:
            by_day[day_of(drop.received)][1].append(drop)
        for day, (day_payloads, day_drops) in sorted(by_day.items()):
            self._insert_day(f"{day}.sqlite", day_payloads, day_drops)

    def _insert_day(self, name: str, payloads: list[StoredPayload], drops: list[Drop]) -> None:
        connection = self._connection(name)
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                f"INSERT OR IGNORE INTO payloads ({_PAYLOAD_COLUMNS})"  # noqa: S608 - constants
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                map(_payload_row, payloads),
            )
            connection.executemany(
                f"INSERT OR IGNORE INTO drops ({_DROP_COLUMNS})"  # noqa: S608 - constants
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                map(_drop_row, drops),
            )

    def find(self, event_ids: Collection[EventId]) -> list[StoredPayload | Drop]:
        found: list[StoredPayload | Drop] = []
        for connection in self._days():
            for ids in _chunks(event_ids):
                marks = ",".join("?" * len(ids))
                found += map(
                    _as_payload,
                    connection.execute(
                        f"SELECT {_PAYLOAD_COLUMNS} FROM payloads"  # noqa: S608 - constants, marks
                        f" WHERE event_id IN ({marks})",
                        ids,
                    ),
                )
                found += map(
                    _as_drop,
                    connection.execute(
                        f"SELECT {_DROP_COLUMNS} FROM drops"  # noqa: S608 - constants, marks
                        f" WHERE event_id IN ({marks})",
                        ids,
                    ),
                )
        return sorted(found, key=lambda each: (each.received, each.offset, each.row))

    def positions(
        self, event_ids: Collection[tuple[ProjectId, EventId]]
    ) -> dict[tuple[ProjectId, EventId], tuple[int, int, int]]:
        wanted = set(event_ids)
        found: dict[tuple[ProjectId, EventId], tuple[int, int, int]] = {}
        for connection in self._days():
            for ids in _chunks({event_id for _, event_id in wanted}):
                rows = connection.execute(
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
        for connection in reversed(list(self._days())):
            rows = connection.execute(
                f"SELECT {_DROP_COLUMNS} FROM drops"  # noqa: S608 - constants
                " WHERE project_id = ? ORDER BY received DESC LIMIT ?",
                (project_id, limit - len(found)),
            )
            found += map(_as_drop, rows)
            if len(found) >= limit:
                break
        return found

    def close(self) -> None:
        with self._opening:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
            self._local = threading.local()

    def _days(self) -> Iterator[sqlite3.Connection]:
        names = sorted(path.name for path in self._folder.iterdir() if _FILE.fullmatch(path.name))
        return map(self._connection, names)

    def _connection(self, name: str) -> sqlite3.Connection:
        connections: dict[str, sqlite3.Connection] = self._local.__dict__.setdefault("days", {})
        if name not in connections:
            connections[name] = self._open(self._folder / name)
        return connections[name]

    def _open(self, path: Path) -> sqlite3.Connection:
        is_new = not path.exists()
        connection = sqlite3.connect(
            path, timeout=30, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        if is_new:
            connection.execute("PRAGMA journal_mode=WAL")
            path.chmod(0o600)
        connection.executescript(_SCHEMA)
        with self._opening:
            self._opened.append(connection)
        return connection


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


def _as_payload(row: tuple[int, int, int, int, bytes, str, str, float, bytes]) -> StoredPayload:
    partition, offset, item, project_id, event_id, hash_, title, received, payload = row
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
