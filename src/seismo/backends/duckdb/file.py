"""One DuckDB file: a cursor for each thread, and the file made anew when much of it is air.

DuckDB never makes a file smaller: what is deleted leaves room for later rows. So when a good part of the
file is room, its tables are copied into a fresh file that takes its place. Reads go on while it is copied
and wait for the moment of the exchange; nothing may be written meanwhile.
"""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb

from seismo.ports.eventstore import Unavailable

MEMORY_LIMIT = "160MB"
LATE_ROWS = 1_000
"""Up to so many rows, a query for the newest ones first finds which they are, and only then reads texts."""
AIR = 0.25
"""The share of the file from which it is worth making anew."""
LEAST_AIR = 32 * 1024 * 1024
"""Bytes; less is not worth it."""


class DuckdbFile:
    def __init__(self, path: Path) -> None:
        """Raises Unavailable when another process has the file open."""
        self._path = path
        self._fresh = path.with_suffix(".fresh")
        self._fresh.unlink(missing_ok=True)
        self._free = threading.Condition()
        self._users = 0
        self._exchanging = False
        self._open()

    def _open(self) -> None:
        try:
            self._connection = duckdb.connect(
                str(self._path),
                config={
                    "memory_limit": MEMORY_LIMIT,
                    "threads": 2,
                    "preserve_insertion_order": False,
                    "late_materialization_max_rows": LATE_ROWS,
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                },
            )
        except duckdb.IOException as error:
            raise Unavailable(f"the event store {self._path} cannot be opened: {error}") from error
        self._path.chmod(0o600)
        self._local = threading.local()
        self._cursors: list[duckdb.DuckDBPyConnection] = []

    @contextlib.contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """This thread's cursor. Never ask for it again while it is held."""
        with self._in_use():
            cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
            if cursor is None:
                cursor = self._local.cursor = self._connection.cursor()
                self._cursors.append(cursor)
            yield cursor

    @contextlib.contextmanager
    def private_cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor that no other work of this thread uses, for long transactions."""
        with self._in_use(), contextlib.closing(self._connection.cursor()) as cursor:
            yield cursor

    @contextlib.contextmanager
    def atomic(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self.cursor() as cursor:
            cursor.begin()
            try:
                yield cursor
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()

    def has_air(self) -> bool:
        with self.cursor() as cursor:
            size, total, free = cursor.execute(
                "SELECT block_size, total_blocks, free_blocks FROM pragma_database_size()"
                " WHERE database_name = current_database()"
            ).fetchall()[0]
        return bool(free * size >= LEAST_AIR and free >= AIR * total)

    def checkpoint(self) -> None:
        with self.cursor() as cursor:
            cursor.execute("CHECKPOINT")

    def renew(self) -> None:
        """Exchange the file for one that holds the same rows and nothing else. Nobody may write meanwhile.

        A crash leaves the old file or the new one; both hold everything.
        """
        with self.cursor() as cursor:
            cursor.execute("CHECKPOINT")  # its log must be gone before another file has its name
            (name,) = cursor.execute("SELECT current_database()").fetchall()[0]
            cursor.execute(f"ATTACH '{str(self._fresh).replace(chr(39), chr(39) * 2)}' AS fresh")
            cursor.execute(f'COPY FROM DATABASE "{name}" TO fresh')
            cursor.execute("CHECKPOINT fresh")
            cursor.execute("DETACH fresh")
        with self._alone():
            self._close_all()
            self._fresh.rename(self._path)
            self._open()

    def close(self) -> None:
        self.checkpoint()
        with self._alone():
            self._close_all()

    def _close_all(self) -> None:
        for cursor in self._cursors:
            cursor.close()
        self._connection.close()

    @contextlib.contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._free:
            self._free.wait_for(lambda: not self._exchanging)
            self._users += 1
        try:
            yield
        finally:
            with self._free:
                self._users -= 1
                self._free.notify_all()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with self._free:
            self._exchanging = True
            self._free.wait_for(lambda: not self._users)
        try:
            yield
        finally:
            with self._free:
                self._exchanging = False
                self._free.notify_all()
