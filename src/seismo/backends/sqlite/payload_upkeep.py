"""Looking after the files of days: what goes, what changes, and what a file gives back to the disk."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date

from seismo.backends.sqlite.payloads import (
    PAYLOAD_COLUMNS,
    ROW_COLUMNS,
    SqlitePayloads,
    as_payload,
)
from seismo.model.clock import day_of
from seismo.model.retention import KIND_OF_PAYLOAD, TABLES_OF_KIND, Kind, Share
from seismo.model.telemetry import Position, WrittenRows
from seismo.ports.payloads import StoredPayload
from seismo.ports.upkeep import DayCount

AT_ONCE = 200
"""Payloads read at a time: some megabytes."""
_HOLDERS = ("payloads", "telemetry", "drops")
_SCAN_PAYLOADS = (
    f"SELECT {PAYLOAD_COLUMNS} FROM payloads"  # noqa: S608 - constants
    ' WHERE (partition, "offset", "row") > (?, ?, ?) ORDER BY partition, "offset", "row" LIMIT ?'
)
_SCAN_ROWS = (
    f"SELECT {ROW_COLUMNS} FROM telemetry"  # noqa: S608 - constants
    ' WHERE (partition, "offset", "row", "table") > (?, ?, ?, ?)'
    ' ORDER BY partition, "offset", "row", "table" LIMIT ?'
)
_BEFORE_ALL = -(2**63)
"""Of partitions: there are negative ones."""

_COUNTED = ' WHERE partition = ? AND "offset" <= ? GROUP BY 1, 2'
_COUNT_PAYLOADS = f"SELECT project_id, kind, count(*) FROM payloads{_COUNTED}"  # noqa: S608
_COUNT_ROWS = f'SELECT project_id, "table", sum("count") FROM telemetry{_COUNTED}'  # noqa: S608
_COUNT_DROPS = (
    'SELECT project_id, count(*) FROM drops WHERE partition = ? AND "offset" <= ? GROUP BY 1'
)


class SqlitePayloadUpkeep:
    """See `seismo.ports.upkeep.PayloadUpkeep` and `PayloadHistory`."""

    def __init__(self, payloads: SqlitePayloads) -> None:
        self._files = payloads.files

    def days(self) -> list[date]:
        return [date.fromisoformat(day) for day in self._files.days()]

    def forget_day(self, day: date) -> None:
        self._files.unlink(day)

    def forget(self, share: Share) -> None:
        kinds = [kind for kind, of in KIND_OF_PAYLOAD.items() if of is share.kind]
        with self._writing(share.day) as connection:
            connection.executemany(
                "DELETE FROM payloads WHERE project_id = ? AND kind = ?",
                [(share.project_id, kind) for kind in kinds],
            )
            connection.executemany(
                'DELETE FROM telemetry WHERE project_id = ? AND "table" = ?',
                [(share.project_id, table) for table in TABLES_OF_KIND[share.kind]],
            )
            if share.kind is Kind.DROPS:
                connection.execute("DELETE FROM drops WHERE project_id = ?", (share.project_id,))

    def remove(self, day: date, positions: Collection[Position]) -> None:
        with self._writing(day) as connection:
            for table in _HOLDERS:
                connection.executemany(
                    f"DELETE FROM {table} WHERE partition = ?"  # noqa: S608 - constants
                    ' AND "offset" = ? AND "row" = ?',
                    positions,
                )

    def give_back(self, day: date) -> None:
        connection = self._files.connection(day)
        connection.executescript("PRAGMA incremental_vacuum")  # `execute` would stop after a page
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def payloads(self, day: date) -> Iterator[StoredPayload]:
        last: tuple[int, ...] = (_BEFORE_ALL, 0, 0)
        while found := self._files.scan(day, _SCAN_PAYLOADS, (*last, AT_ONCE)):
            for each in map(as_payload, found):
                yield each
                last = (each.partition, each.offset, each.row)

    def rows(self, day: date) -> Iterator[WrittenRows]:
        last: tuple[object, ...] = (_BEFORE_ALL, 0, 0, "")
        while found := self._files.scan(day, _SCAN_ROWS, (*last, AT_ONCE)):
            for row in found:
                each = WrittenRows(*row)
                yield each
                last = (each.partition, each.offset, each.row, each.table)

    def replace(self, payloads: Collection[StoredPayload], rows: Collection[WrittenRows]) -> None:
        days = {day_of(p.received) for p in payloads} | {day_of(r.received) for r in rows}
        for day in days:
            of_day = [each for each in payloads if day_of(each.received) == day]
            rows_of_day = [each for each in rows if day_of(each.received) == day]
            with self._writing(day) as connection:
                connection.executemany(
                    "UPDATE payloads SET hash = ?, title = ?, payload = ?"
                    ' WHERE partition = ? AND "offset" = ? AND "row" = ?',
                    [(p.hash, p.title, p.payload, p.partition, p.offset, p.row) for p in of_day],
                )
                connection.executemany(
                    'UPDATE telemetry SET "count" = ?, packed = ? WHERE partition = ?'
                    ' AND "offset" = ? AND "row" = ? AND "table" = ?',
                    [
                        (r.count, r.packed, r.partition, r.offset, r.row, r.table)
                        for r in rows_of_day
                    ],
                )

    def count(self, day: date, partition: int, through: int) -> DayCount:
        up_to = (partition, through)
        payloads = self._files.scan(day, _COUNT_PAYLOADS, up_to)
        rows = self._files.scan(day, _COUNT_ROWS, up_to)
        return DayCount(
            payloads={(project, kind): count for project, kind, count in payloads},
            rows={(project, table): count for project, table, count in rows},
            drops=dict(self._files.scan(day, _COUNT_DROPS, up_to)),
        )

    @contextmanager
    def _writing(self, day: date | str) -> Iterator[sqlite3.Connection]:
        connection = self._files.connection(day)
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
