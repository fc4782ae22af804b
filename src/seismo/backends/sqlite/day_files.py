"""One SQLite file per UTC day: `2026-11-21.sqlite`.

Each thread that writes or reads for long has its own connection to a file. For short reads all threads share
one: to open the files of a month takes longer than to answer from them, and every connection keeps three
files open.
"""

import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

_FILE = re.compile(r"(\d{4}-\d\d-\d\d)\.sqlite")
SHARED_CACHE = 512
"""KiB of a connection that all threads read through; there is one for each day."""


class _Shared(NamedTuple):
    connection: sqlite3.Connection
    turn: threading.Lock
    """Held while one reads."""


class DayFiles:
    def __init__(self, folder: Path, prepare: Callable[[sqlite3.Connection], None]) -> None:
        """`prepare` makes the tables where they are missing."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._prepare = prepare
        self._local = threading.local()
        self._opened: dict[sqlite3.Connection, str] = {}
        self._shared: dict[str, _Shared] = {}
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
        """All rows that a short query finds in a day; none when the day is forgotten meanwhile."""
        shared = self._shared_of(f"{day}.sqlite")
        with shared.turn:
            return self._fetched(shared.connection, query, values)

    def scan(self, day: str | date, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """As `read`, for a query that may take long: nobody waits for it."""
        return self._fetched(self.connection(day), query, values)

    def _fetched(
        self, connection: sqlite3.Connection, query: str, values: Sequence[object]
    ) -> list[tuple[Any, ...]]:
        try:
            return connection.execute(query, values).fetchall()
        except sqlite3.ProgrammingError:
            if connection in self._opened:
                raise
            return []

    def _shared_of(self, name: str) -> "_Shared":
        known = self._shared.get(name)
        if known is None:
            opened = _Shared(self._open(name), threading.Lock())
            opened.connection.execute(f"PRAGMA cache_size=-{SHARED_CACHE}")
            with self._opening:
                known = self._shared.setdefault(name, opened)
        return known

    def unlink(self, day: str | date) -> None:
        """Remove the file of a day, and close it in all threads: else its room would stay taken."""
        name = f"{day}.sqlite"
        with self._opening:
            self._unlinked[name] += 1
            for connection in [each for each, of in self._opened.items() if of == name]:
                del self._opened[connection]
                connection.close()
            self._shared.pop(name, None)
            for path in (name, f"{name}-wal", f"{name}-shm"):
                (self._folder / path).unlink(missing_ok=True)

    def close(self) -> None:
        with self._opening:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
            self._shared.clear()
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
