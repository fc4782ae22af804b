"""The event store in one DuckDB file.

The process that opens the file owns it: DuckDB allows no second one. Each thread reads through its own
cursor, from a snapshot, so a read never waits for an insert.

**Idempotence.** The digest writes offsets in order, and again from the last commit point after a crash. So
only a batch that starts at or below the largest stored offset can hold rows that are there already; such a
batch first deletes its own offsets. In the usual case nothing is looked up.

**Queries.** Writing a query out as text takes longer than DuckDB takes to answer it. So a query object is
written out once, and must not be changed after it was first asked.
"""

import contextlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import msgspec
from sqlglot import exp

from seismo.backends.duckdb.copies import DuckdbSnapshot, load
from seismo.model.clock import from_unix
from seismo.model.digested import EventRow
from seismo.ports.eventstore import Unavailable

MEMORY_LIMIT = "160MB"
TEXTS_KEPT = 64
_TIMES = ("received", "timestamp")
_TYPES: dict[str, str] = {
    "partition": "INTEGER",
    "offset": "BIGINT",
    "row": "INTEGER",
    "project_id": "BIGINT",
    "received": "DOUBLE",
    "timestamp": "DOUBLE",
    "handled": "BOOLEAN",
    "tags": "MAP(VARCHAR, VARCHAR)",
}
_COLUMNS = {name: _TYPES.get(name, "VARCHAR") for name in EventRow.__struct_fields__}


def _quoted(name: str) -> str:
    return f'"{name}"'


_SCHEMA = ", ".join(
    f"{_quoted(name)} {'TIMESTAMP' if name in _TIMES else type_}"
    for name, type_ in _COLUMNS.items()
)
_JSON_SCHEMA = msgspec.json.encode([_COLUMNS]).decode()
_INSERT = (
    "INSERT INTO events BY NAME SELECT * REPLACE ("  # noqa: S608 - built from constants
    + ", ".join(f"make_timestamp(({_quoted(t)} * 1000000)::BIGINT) AS {_quoted(t)}" for t in _TIMES)
    + f") FROM (SELECT unnest(from_json($1, '{_JSON_SCHEMA}'), recursive := true))"
)


class DuckdbEventStore:
    """See `seismo.ports.eventstore.EventStore`."""

    def __init__(self, path: Path) -> None:
        """Raises Unavailable when another process has the file open."""
        try:
            self._connection = duckdb.connect(
                str(path),
                config={
                    "memory_limit": MEMORY_LIMIT,
                    "threads": 2,
                    "preserve_insertion_order": False,
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                },
            )
        except duckdb.IOException as error:
            raise Unavailable(f"the event store {path} cannot be opened: {error}") from error
        path.chmod(0o600)
        self._connection.execute(f"CREATE TABLE IF NOT EXISTS events ({_SCHEMA})")
        self._writing = threading.Lock()
        self._local = threading.local()
        self._texts: dict[int, tuple[exp.Query, str]] = {}
        self._largest = self._offsets(self._connection)

    @staticmethod
    def _offsets(cursor: duckdb.DuckDBPyConnection) -> dict[int, int]:
        query = 'SELECT "partition", max("offset") FROM events GROUP BY ALL'
        return dict(cursor.execute(query).fetchall())

    def insert(self, rows: Sequence[EventRow]) -> None:
        if not rows:
            return
        with self._writing, self._atomic() as cursor:
            for partition in {row.partition for row in rows}:
                self._forget_again(
                    cursor, partition, [r.offset for r in rows if r.partition == partition]
                )
            cursor.execute(_INSERT, [msgspec.json.encode(rows).decode()])
        for row in rows:
            self._largest[row.partition] = max(row.offset, self._largest.get(row.partition, 0))

    def _forget_again(
        self, cursor: duckdb.DuckDBPyConnection, partition: int, offsets: list[int]
    ) -> None:
        if min(offsets) > self._largest.get(partition, 0):
            return
        cursor.execute(
            'DELETE FROM events WHERE "partition" = $partition AND "offset" IN '
            "(SELECT unnest($offsets::BIGINT[]))",
            {"partition": partition, "offsets": sorted(set(offsets))},
        )

    def select(self, query: exp.Query, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return self._cursor().execute(self._text(query), dict(values)).fetchall()

    def _text(self, query: exp.Query) -> str:
        """The query is kept beside its text: as long as it lives, no other object has its id."""
        known = self._texts.get(id(query))
        if known is None:
            if len(self._texts) >= TEXTS_KEPT:
                self._texts.clear()
            known = self._texts[id(query)] = (query, query.sql(dialect="duckdb"))
        return known[1]

    def delete_before(self, received: float) -> None:
        with self._writing, self._atomic() as cursor:
            cursor.execute(
                "DELETE FROM events WHERE received < $1", [from_unix(received).replace(tzinfo=None)]
            )

    def snapshot(self) -> DuckdbSnapshot:
        return DuckdbSnapshot(self._connection)

    def load(self, folder: Path) -> None:
        with self._writing, self._atomic() as cursor:
            load(cursor, folder)
            self._largest = self._offsets(cursor)

    def close(self) -> None:
        with self._writing:
            self._connection.execute("CHECKPOINT")
            self._connection.close()

    @contextlib.contextmanager
    def _atomic(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._cursor()
        cursor.begin()
        try:
            yield cursor
        except BaseException:
            cursor.rollback()
            raise
        cursor.commit()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self._connection.cursor()
        return cursor
