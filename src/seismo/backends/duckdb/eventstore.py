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

import threading
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import zstandard
from sqlglot import exp

from seismo.backends.duckdb.copies import DuckdbSnapshot, load
from seismo.backends.duckdb.file import DuckdbFile
from seismo.backends.duckdb.schema import TABLES, Table
from seismo.model.retention import TABLES_OF_KIND, Share
from seismo.model.telemetry import Position, Row, RowKey, WrittenRows, table_of

TEXTS_KEPT = 64

_encoder = msgspec.json.Encoder()


class DuckdbEventStore:
    """See `seismo.ports.eventstore.EventStore`."""

    def __init__(self, path: Path) -> None:
        """Raises Unavailable when another process has the file open."""
        self._file = DuckdbFile(path)
        with self._file.cursor() as cursor:
            for table in TABLES.values():
                _make(cursor, table)
            self._largest = _largest_offsets(cursor)
        self._writing = threading.Lock()
        self._texts: dict[int, tuple[exp.Query, str]] = {}

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
        with self._writing, self._file.atomic() as cursor:
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
        with self._file.cursor() as cursor:
            return cursor.execute(self._text(query), dict(values)).fetchall()

    def _text(self, query: exp.Query) -> str:
        """The query is kept beside its text: as long as it lives, no other object has its id."""
        known = self._texts.get(id(query))
        if known is None:
            if len(self._texts) >= TEXTS_KEPT:
                self._texts.clear()
            known = self._texts[id(query)] = (query, query.sql(dialect="duckdb"))
        return known[1]

    def forget(self, shares: Collection[Share]) -> None:
        """Each by its day of receipt."""
        with self._writing, self._file.atomic() as cursor:
            for day, project_id, kind in shares:
                begin = datetime.combine(day, time())
                values = {"project": project_id, "begin": begin, "end": begin + timedelta(days=1)}
                for name in TABLES_OF_KIND[kind]:
                    cursor.execute(TABLES[name].delete_day, values)

    def remove(self, positions: Collection[Position]) -> None:
        values = _lists(("partitions", "offsets", "rows"), positions)
        with self._writing, self._file.atomic() as cursor:
            for table in TABLES.values():
                cursor.execute(table.delete_items, values)

    def replace(self, written: Sequence[WrittenRows]) -> None:
        items = {(each.partition, each.offset, each.row) for each in written}
        values = _lists(("partitions", "offsets", "rows"), items)
        lines: dict[str, list[str]] = defaultdict(list)
        for each in written:
            lines[each.table] += _unpacked(each)
        with self._writing, self._file.atomic() as cursor:
            for table in TABLES.values():
                cursor.execute(table.delete_items, values)
            for name, texts in lines.items():
                cursor.execute(TABLES[name].insert, [texts])

    def remove_rows(self, table: str, keys: Collection[RowKey]) -> None:
        values = _lists(("partitions", "offsets", "rows", "parts"), keys)
        with self._writing, self._file.atomic() as cursor:
            cursor.execute(TABLES[table].delete_parts, values)

    def give_back(self, *, all_of_it: bool = False) -> None:
        with self._writing:
            self._file.checkpoint()
            if all_of_it or self._file.has_air():
                self._file.renew()

    def snapshot(self) -> DuckdbSnapshot:
        return DuckdbSnapshot(self._file)

    def load(self, folder: Path) -> None:
        with self._writing, self._file.atomic() as cursor:
            load(cursor, folder)
            self._largest = _largest_offsets(cursor)

    def close(self) -> None:
        with self._writing:
            self._file.close()


def _make(cursor: duckdb.DuckDBPyConnection, table: Table) -> None:
    """The table, with the columns that an older version of it had not."""
    cursor.execute(table.create)
    described = cursor.execute(f"DESCRIBE {table.name}").fetchall()
    for statement in table.additions({column for column, *_ in described}):
        cursor.execute(statement)


def _lists(names: Sequence[str], keys: Collection[tuple[int, ...]]) -> dict[str, list[int]]:
    return {name: [key[at] for key in keys] for at, name in enumerate(names)}


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
