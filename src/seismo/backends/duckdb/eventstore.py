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

**Users.** `seismo.backends.duckdb.users` keeps them in memory. What inserts has to note its rows there, and
whatever else writes has to make it forget, which `_rewriting` does.
"""

import contextlib
import threading
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import zstandard
from sqlglot import exp

from seismo.backends.duckdb.copies import DuckdbSnapshot, load
from seismo.backends.duckdb.file import DuckdbFile
from seismo.backends.duckdb.schema import TABLES, Table
from seismo.backends.duckdb.users import MOST_KEPT, KnownUsers, Named
from seismo.model.retention import TABLES_OF_KIND, Share
from seismo.model.telemetry import Position, Row, RowKey, WrittenRows, table_of
from seismo.ports.eventstore import EventsOf, HashKeyOfProject

TEXTS_KEPT = 64
_NAMED = """
FROM events
WHERE "timestamp" >= $since AND list_contains($keys::BIGINT[], hash_key) AND "user" IS NOT NULL
"""
_NAMES = f'SELECT project_id, hash_key, list(DISTINCT "user") {_NAMED} GROUP BY ALL'
_NAMES_OF_FEW = f"""
WITH sizes AS MATERIALIZED (
    SELECT project_id, hash_key, approx_count_distinct("user") AS users {_NAMED} GROUP BY ALL
)
SELECT project_id, hash_key, list(DISTINCT "user") FILTER (WHERE users <= $most)
FROM (SELECT project_id, hash_key, "user" {_NAMED}) JOIN sizes USING (project_id, hash_key)
GROUP BY ALL
"""  # noqa: S608 - constants
_COUNT = f"""
WITH wanted AS (SELECT unnest($projects) AS project_id, unnest($keys) AS hash_key)
SELECT count(DISTINCT "user")
FROM (SELECT project_id, hash_key, "user" {_NAMED}) JOIN wanted USING (project_id, hash_key)
"""  # noqa: S608 - constants

_encoder = msgspec.json.Encoder()


class DuckdbEventStore:
    """See `seismo.ports.eventstore.EventStore`."""

    def __init__(self, path: Path, users_kept: int = MOST_KEPT) -> None:
        """Raises Unavailable when another process has the file open."""
        self._file = DuckdbFile(path)
        with self._file.cursor() as cursor:
            for table in TABLES.values():
                _make(cursor, table)
            self._largest = _largest_offsets(cursor)
        self._writing = threading.Lock()
        self._users = KnownUsers(self._names, self._count_users, users_kept)
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
        again = {p for p, of_p in offsets.items() if min(of_p) <= self._largest[p]}
        if again or any(each.table == "events" for each in written):
            with self._rewriting() as cursor:
                for partition in again:
                    _forget(cursor, partition, offsets[partition])
                _insert(cursor, lines)
        else:
            with self._writing:
                with self._file.atomic() as cursor:
                    _insert(cursor, lines)
                self._users.note(rows)
        for partition, of_partition in offsets.items():
            self._largest[partition] = max(self._largest[partition], *of_partition)

    @contextlib.contextmanager
    def _rewriting(self) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            with self._writing, self._file.atomic() as cursor:
                yield cursor
        finally:
            self._users.forget()

    def users(self, groups: Sequence[EventsOf]) -> list[int]:
        return self._users.count(groups)

    def _names(self, hashes: Sequence[HashKeyOfProject], since: float, most: int | None) -> Named:
        values = {"keys": [key for _, key in hashes], "since": _naive(since)}
        with self._file.cursor() as cursor:
            if most is None:
                cursor.execute(_NAMES, values)
            else:
                cursor.execute(_NAMES_OF_FEW, values | {"most": most})
            return {(project_id, key): names for project_id, key, names in cursor.fetchall()}

    def _count_users(self, group: EventsOf) -> int:
        values = {
            "projects": [project_id for project_id, _ in group.hashes],
            "keys": [key for _, key in group.hashes],
            "since": _naive(group.since),
        }
        with self._file.cursor() as cursor:
            [(number,)] = cursor.execute(_COUNT, values).fetchall()
        return int(number)

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
        with self._rewriting() as cursor:
            for day, project_id, kind in shares:
                begin = datetime.combine(day, time())
                values = {"project": project_id, "begin": begin, "end": begin + timedelta(days=1)}
                for name in TABLES_OF_KIND[kind]:
                    cursor.execute(TABLES[name].delete_day, values)

    def remove(self, positions: Collection[Position]) -> None:
        values = _lists(("partitions", "offsets", "rows"), positions)
        with self._rewriting() as cursor:
            for table in TABLES.values():
                cursor.execute(table.delete_items, values)

    def replace(self, written: Sequence[WrittenRows]) -> None:
        items = {(each.partition, each.offset, each.row) for each in written}
        values = _lists(("partitions", "offsets", "rows"), items)
        lines: dict[str, list[str]] = defaultdict(list)
        for each in written:
            lines[each.table] += _unpacked(each)
        with self._rewriting() as cursor:
            for table in TABLES.values():
                cursor.execute(table.delete_items, values)
            _insert(cursor, lines)

    def remove_rows(self, table: str, keys: Collection[RowKey]) -> None:
        values = _lists(("partitions", "offsets", "rows", "parts"), keys)
        with self._rewriting() as cursor:
            cursor.execute(TABLES[table].delete_parts, values)

    def give_back(self, *, all_of_it: bool = False) -> None:
        with self._writing:
            self._file.checkpoint()
            if all_of_it or self._file.has_air():
                self._file.renew()

    def snapshot(self) -> DuckdbSnapshot:
        return DuckdbSnapshot(self._file)

    def load(self, folder: Path) -> None:
        with self._rewriting() as cursor:
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


def _insert(cursor: duckdb.DuckDBPyConnection, lines: Mapping[str, list[str]]) -> None:
    for table, texts in lines.items():
        cursor.execute(TABLES[table].insert, [texts])


def _forget(cursor: duckdb.DuckDBPyConnection, partition: int, offsets: Collection[int]) -> None:
    for table in TABLES.values():
        cursor.execute(table.delete_offsets, {"partition": partition, "offsets": sorted(offsets)})


def _lists(names: Sequence[str], keys: Collection[tuple[int, ...]]) -> dict[str, list[int]]:
    return {name: [key[at] for key in keys] for at, name in enumerate(names)}


def _naive(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


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
