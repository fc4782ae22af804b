"""The journal in one SQLite file.

One table, `entries`: `offset` (AUTOINCREMENT, so that no offset is ever given out twice), `partition`,
`body`. Write-ahead log, `synchronous=FULL`.

**Group commit.** `append` only queues. One writer thread takes whatever has queued, writes it in one
transaction and so pays one fsync for all of it; while it waits for the disk the next group queues. Under
load the groups grow and the cost of an fsync per request shrinks.

**Forgetting.** The bodies hold what digest has not scrubbed yet. `secure_delete` overwrites the pages of
deleted rows; the old frames of the write-ahead log go when it is truncated, which a second thread does as
soon as nothing is queued, and at the latest when the log has grown past `WAL_LIMIT`. It copies the log
into the file without holding up the writer first, and takes the writer's lock only for what is left.

The file is readable by its owner alone.
"""

import contextlib
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from seismo.ports.journal import Entry, Full, Unavailable

MAX_QUEUED_BYTES = 256 * 1024 * 1024
MAX_GROUP = 1000
WAL_LIMIT = 64 * 1024 * 1024
PAGE = 8192
ROOM = 16 * 1024 * 1024
"""Bytes of free pages that stay in the file for what comes next; the rest goes back to the disk."""
GIVEN_AT_ONCE = 64 * 1024 * 1024
CHECK_WAL_EVERY = 0.25
"""Seconds."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    "offset" INTEGER PRIMARY KEY AUTOINCREMENT,
    partition INTEGER NOT NULL,
    body BLOB NOT NULL
)
"""


@dataclass(slots=True)
class _Append:
    partition: int
    bodies: Sequence[bytes]
    done: Future[None] = field(default_factory=Future)


@dataclass(slots=True)
class _Trim:
    partition: int
    through: int
    done: Future[None] = field(default_factory=Future)


class _Close:
    pass


class SqliteJournal:
    """See `seismo.ports.journal.Journal`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._wal = path.with_name(path.name + "-wal")
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._writer = self._connect()
        self._writer.execute(_SCHEMA)
        self._reader = self._connect()
        self._reading = threading.Lock()
        self._writing = threading.Lock()
        self._queue: queue.SimpleQueue[_Append | _Trim | _Close] = queue.SimpleQueue()
        self._queued_bytes = 0
        self._counting = threading.Lock()
        self._dirty = threading.Event()
        self._closed = threading.Event()
        self._threads = [
            threading.Thread(target=self._write_groups, name="journal-writer", daemon=True),
            threading.Thread(target=self._truncate_wal, name="journal-wal", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=30, isolation_level=None, check_same_thread=False
        )
        connection.execute(f"PRAGMA page_size={PAGE}")
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        return connection

    def append(self, partition: int, bodies: Sequence[bytes]) -> Future[None]:
        size = sum(map(len, bodies))
        with self._counting:
            if self._closed.is_set():
                raise Unavailable("the journal is closed")
            if self._queued_bytes + size > MAX_QUEUED_BYTES and self._queued_bytes:
                raise Full("the disk does not keep up: the journal's queue is full")
            self._queued_bytes += size
            work = _Append(partition, bodies)
            self._queue.put(work)
        return work.done

    def trim(self, partition: int, through: int) -> Future[None]:
        work = _Trim(partition, through)
        with self._counting:
            if self._closed.is_set():
                raise Unavailable("the journal is closed")
            self._queue.put(work)
        return work.done

    def read(self, partition: int, after: int, limit: int, max_bytes: int) -> list[Entry]:
        entries: list[Entry] = []
        size = 0
        with self._reading:
            rows = self._reader.execute(
                'SELECT "offset", body FROM entries'
                ' WHERE "offset" > ? AND partition = ? ORDER BY "offset" LIMIT ?',
                (after, partition, limit),
            )
            with contextlib.closing(rows):
                for offset, body in rows:
                    entries.append(Entry(offset, body))
                    size += len(body)
                    if size >= max_bytes:
                        break
        return entries

    def backlog(self, partition: int, after: int) -> int:
        with self._reading:
            return _count(self._reader, partition, after)

    def close(self) -> None:
        with self._counting:
            if self._closed.is_set():
                return
            self._closed.set()
            self._queue.put(_Close())
        self._dirty.set()
        for thread in self._threads:
            thread.join()
        self._reader.close()
        self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._writer.close()

    def _write_groups(self) -> None:
        closing = False
        while not closing:
            group, closing = self._next_group()
            if group:
                self._write(group)

    def _next_group(self) -> tuple[list[_Append | _Trim], bool]:
        group: list[_Append | _Trim] = []
        work = self._queue.get()
        while True:
            if isinstance(work, _Close):
                return group, True
            work.done.set_running_or_notify_cancel()  # from here on, nobody can take it back
            group.append(work)
            if len(group) >= MAX_GROUP:
                return group, False
            try:
                work = self._queue.get_nowait()
            except queue.Empty:
                return group, False

    def _write(self, group: list[_Append | _Trim]) -> None:
        error: Exception | None = None
        try:
            with self._writing:
                self._transact(group)
        except sqlite3.Error as problem:
            error = Unavailable(f"the journal cannot be written: {problem}")
        written = sum(len(b) for w in group if isinstance(w, _Append) for b in w.bodies)
        with self._counting:
            self._queued_bytes -= written
        self._dirty.set()
        for work in group:
            if work.done.cancelled():
                continue
            if error is None:
                work.done.set_result(None)
            else:
                work.done.set_exception(error)

    def _transact(self, group: list[_Append | _Trim]) -> None:
        bodies = [(w.partition, b) for w in group if isinstance(w, _Append) for b in w.bodies]
        trims = {w.partition: w.through for w in group if isinstance(w, _Trim)}
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            self._writer.executemany("INSERT INTO entries (partition, body) VALUES (?, ?)", bodies)
            self._writer.executemany(
                'DELETE FROM entries WHERE "offset" <= ? AND partition = ?',
                [(through, partition) for partition, through in trims.items()],
            )
            self._writer.execute("COMMIT")
        except sqlite3.Error:
            with contextlib.suppress(sqlite3.Error):
                self._writer.execute("ROLLBACK")
            raise

    def _truncate_wal(self) -> None:
        connection = self._connect()
        connection.execute("PRAGMA busy_timeout=0")  # a backup reads: ingest must not wait for it
        while not self._closed.is_set():
            self._dirty.wait()
            time.sleep(CHECK_WAL_EVERY)
            idle = self._queue.empty() and self._queued_bytes == 0
            if idle or self._wal_size() > WAL_LIMIT:
                self._checkpoint(connection)
        connection.close()

    def _checkpoint(self, connection: sqlite3.Connection) -> None:
        self._dirty.clear()
        try:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            with self._writing, self._reading:
                gives_more = self._queue.empty() and self._give_back()
                (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error:
            busy, gives_more = 1, False
        if busy or gives_more:
            self._dirty.set()

    def _give_back(self) -> bool:
        """After a long backlog most of the file is room. Returns whether there is still too much."""
        (free,) = self._writer.execute("PRAGMA freelist_count").fetchone()
        excess = int(free) - ROOM // PAGE
        if excess > 0:
            pages = min(excess, GIVEN_AT_ONCE // PAGE)
            self._writer.executescript(f"PRAGMA incremental_vacuum({pages})")
        return excess > GIVEN_AT_ONCE // PAGE

    def _wal_size(self) -> int:
        try:
            return self._wal.stat().st_size
        except FileNotFoundError:
            return 0


def backlog_of(path: Path, partition: int, after: int) -> int:
    """The backlog of a journal that another process may have open. 0 when there is no journal yet."""
    if not path.exists():
        return 0
    with contextlib.closing(sqlite3.connect(path, timeout=30)) as connection:
        return _count(connection, partition, after)


def _count(connection: sqlite3.Connection, partition: int, after: int) -> int:
    """From the last entry alone: counting would read them all."""
    last = connection.execute(
        'SELECT "offset" FROM entries WHERE "offset" > ? AND partition = ?'
        ' ORDER BY "offset" DESC LIMIT 1',
        (after, partition),
    ).fetchone()
    return last[0] - after if last else 0
