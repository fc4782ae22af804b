"""The event store in one DuckDB file.

The process that opens the file owns it: DuckDB allows no second one. Each thread reads through its own
cursor, from a snapshot, so a read never waits for an insert.

**Idempotence.** The digest writes offsets in order, and again from the last commit point after a crash. So
only a batch that starts at or below the largest stored offset can hold rows that are there already; such a
batch first deletes its own offsets. In the usual case nothing is looked up.

**Inserting.** A row travels as one JSON text. A list of such texts that is taken apart before it is read
costs DuckDB a third of one long JSON list.

**Queries.** Writing a query out as text takes longer than DuckDB takes to answer it. So a query object is
written out once, and must not be changed after it was first asked.
"""

import contextlib
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import zstandard
from sqlglot import exp

from seismo.backends.duckdb.copies import DuckdbSnapshot, load
from seismo.backends.duckdb.schema import TABLES, Table
from seismo.model.clock import from_unix
from seismo.model.telemetry import Row, WrittenRows, table_of
from seismo.ports.eventstore import Unavailable

MEMORY_LIMIT = "160MB"
TEXTS_KEPT = 64

_encoder = msgspec.json.Encoder()


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
        for table in TABLES.values():
            self._make(table)
        self._writing = threading.Lock()
        self._local = threading.local()
        self._texts: dict[int, tuple[exp.Query, str]] = {}
        self._largest = _largest_offsets(self._connection)

    def _make(self, table: Table) -> None:
        """The table, with the columns that an older version of it had not."""
        self._connection.execute(table.create)
        described = self._connection.execute(f"DESCRIBE {table.name}").fetchall()
        for statement in table.additions({column for column, *_ in described}):
            self._connection.execute(statement)

    def insert(self, rows: Sequence[Row], written: Sequence[WrittenRows] = ()) -> None:
        lines: dict[str, list[str]] = defaultdict(list)
        offsets: dict[int, set[int]] = defaultdict(set)
        for row in rows:
            lines[table_of(row)].append(_encoder.encode(row).decode())
            offsets[row.partition].add(row.offset)
        for each in written:
            lines[each.table] += _unpacked(each)
            offsets[each.partition].add(each.offset)
        if not offsets:
            return
        with self._writing, self._atomic() as cursor:
            for partition, of_partition in offsets.items():
                self._forget_again(cursor, partition, of_partition)
            for table, texts in lines.items():
                cursor.execute(TABLES[table].insert, [texts])
        for partition, of_partition in offsets.items():
            self._largest[partition] = max(self._largest[partition], *of_partition)

    def _forget_again(
        self, cursor: duckdb.DuckDBPyConnection, partition: int, offsets: set[int]
    ) -> None:
        if min(offsets) > self._largest[partition]:
            return
        for table in TABLES.values():
            cursor.execute(
                table.delete_offsets, {"partition": partition, "offsets": sorted(offsets)}
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
            for table in TABLES.values():
                cursor.execute(table.delete_before, [from_unix(received).replace(tzinfo=None)])

    def snapshot(self) -> DuckdbSnapshot:
        return DuckdbSnapshot(self._connection)

    def load(self, folder: Path) -> None:
        with self._writing, self._atomic() as cursor:
            load(cursor, folder)
            self._largest = _largest_offsets(cursor)

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


def _largest_offsets(cursor: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """By partition, over all tables."""
    largest: dict[int, int] = defaultdict(int)
    for table in TABLES.values():
        for partition, offset in cursor.execute(table.largest_offsets).fetchall():
            largest[partition] = max(offset, largest[partition])
    return largest


def _unpacked(rows: WrittenRows) -> list[str]:
    text = zstandard.ZstdDecompressor().decompress(rows.packed).decode()
    return text.split("\n")[: rows.count]
