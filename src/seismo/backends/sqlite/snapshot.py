"""One moment of a SQLite file, while other processes go on writing it.

A read transaction in write-ahead mode sees the file as it was when the transaction first read, for as long
as it lasts, and holds up no writer. What it sees is copied page by page with SQLite's own backup.

Only ever through SQLite: a process that opens and closes the bare file loses the locks that its own
connections hold on it.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

PATIENCE = 60.0
"""Seconds to wait for a writer."""


class SqliteSnapshot:
    """What the file holds now. Raises sqlite3.Error when it is not readable."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = _connect(path)
        self._connection.execute("BEGIN")
        self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def write(self, target: Path) -> None:
        """Make a file of it that needs no log beside it."""
        with contextlib.closing(_connect(target)) as copy:
            self._connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")

    def faults(self) -> list[str]:
        """What SQLite finds wrong with the file; nothing when it is sound."""
        found = [text for (text,) in self._connection.execute("PRAGMA quick_check(3)")]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        self._connection.close()


@contextlib.contextmanager
def held_still(path: Path) -> Iterator[None]:
    """While it lasts, nobody else writes the file. Reading goes on."""
    with contextlib.closing(_connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
