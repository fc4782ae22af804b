"""What the processes of a project captured in DEBUG, on disk.

So the viewer shows what a worker or a shell captured, and what was captured before the code was reloaded.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from seismo_django.guard import guarded
from seismo_django.own_folder import make, own_folder

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope

KEPT = 200
"""Envelopes."""
PATIENCE = 2.0
"""Seconds that one process waits while another one writes."""

_TABLE = "CREATE TABLE IF NOT EXISTS captured (id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB)"


class Store:
    def __init__(self, file: Path | None = None) -> None:
        self._file = file or own_folder() / "dev.sqlite"

    @guarded(None)
    def add(self, envelope: "Envelope") -> None:
        """Keep it, and the newest before it. For the transport's thread."""
        with self._opened() as database:
            database.execute("INSERT INTO captured (body) VALUES (?)", (envelope.serialize(),))
            database.execute(
                "DELETE FROM captured WHERE id <= (SELECT max(id) FROM captured) - ?", (KEPT,)
            )

    @guarded(None)
    def envelopes(self) -> "list[Envelope]":
        """The oldest first. None when the file cannot be had."""
        from sentry_sdk.envelope import Envelope

        with self._opened() as database:
            rows = database.execute("SELECT body FROM captured ORDER BY id").fetchall()
        return [Envelope.deserialize(body) for (body,) in rows]

    @guarded(None)
    def clear(self) -> None:
        with self._opened() as database:
            database.execute("DELETE FROM captured")

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        if not self._file.exists():
            make(self._file.parent)
            os.close(os.open(self._file, os.O_CREAT | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(self._file, timeout=PATIENCE)) as database, database:
            database.execute(
                "PRAGMA synchronous = OFF"
            )  # what is lost with the machine is not missed
            database.execute(_TABLE)
            yield database
