"""One SQLite file per UTC day: `2026-11-21.sqlite`. Each thread has its own connection to each file."""

import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

_FILE = re.compile(r"(\d{4}-\d\d-\d\d)\.sqlite")


class DayFiles:
    def __init__(self, folder: Path, prepare: Callable[[sqlite3.Connection], None]) -> None:
        """`prepare` makes the tables where they are missing."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._prepare = prepare
        self._local = threading.local()
        self._opened: dict[sqlite3.Connection, str] = {}
        self._opening = threading.Lock()
        self._unlinked: Counter[str] = Counter()
        """How often a day's file was unlinked: a connection from before leads to the file that is gone."""

    def days(self) -> list[str]:
        """Oldest first."""
        found = (_FILE.fullmatch(path.name) for path in self._folder.iterdir())
        return sorted(match[1] for match in found if match)

    def connection(self, day: str | date) -> sqlite3.Connection:
        """This thread's connection to the file of a day, which is made when it is missing."""
        name = f"{day}.sqlite"
        connections = self._local.__dict__.setdefault("days", {})
        known: tuple[int, sqlite3.Connection] | None = connections.get(name)
        if known is None or known[0] != self._unlinked[name]:
            known = connections[name] = (self._unlinked[name], self._open(name))
        return known[1]

    def read(self, day: str | date, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """All rows that a query finds in a day; none when the day is forgotten meanwhile."""
        connection = self.connection(day)
        try:
            return connection.execute(query, values).fetchall()
        except sqlite3.ProgrammingError:
            if connection in self._opened:
                raise
            return []

    def unlink(self, day: str | date) -> None:
        """Remove the file of a day, and close it in all threads: else its room would stay taken."""
        name = f"{day}.sqlite"
        with self._opening:
            self._unlinked[name] += 1
            for connection in [each for each, of in self._opened.items() if of == name]:
                del self._opened[connection]
                connection.close()
            for path in (name, f"{name}-wal", f"{name}-shm"):
                (self._folder / path).unlink(missing_ok=True)

    def close(self) -> None:
        with self._opening:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
            self._local = threading.local()

    def _open(self, name: str) -> sqlite3.Connection:
        path = self._folder / name
        is_new = not path.exists()
        connection = sqlite3.connect(
            path, timeout=30, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        if is_new:
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
            connection.execute("PRAGMA journal_mode=WAL")
            path.chmod(0o600)
        self._prepare(connection)
        with self._opening:
            self._opened[connection] = name
        return connection
