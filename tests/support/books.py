"""What each part of a data folder holds, read while no server runs on it."""

import contextlib
import hashlib
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

CATEGORIES = {
    "events": ("error", "default", "security"),
    "transactions": ("transaction",),
    "spans": ("span",),
    "logs": ("log_item",),
    "metrics": ("trace_metric",),
    "check_ins": ("monitor",),
    "feedback": ("feedback",),
    "attachments": ("attachment",),
    "profiles": ("profile", "profile_chunk"),
}
"""The tables with as many rows as items were accepted in these categories, while spans that come by
themselves are no segments."""
SESSIONS = "sessions"
REPLAYS = ("replays", "replay_recordings")
"""A segment with a video is one item and three rows."""
BLOBS = ("attachments", "profiles", "replay_recordings")
KEPT = ("logs", "metrics", "check_ins", "attachments", "profiles", SESSIONS, *REPLAYS)
SEGMENTS = "SELECT replay_id, count(*) FROM replays GROUP BY replay_id"
ISSUES_COUNT = "SELECT coalesce(sum(times_seen), 0) FROM catalog_issue"


class Books:
    """The counts of one data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.accepted = Counter(dict(self._accepted()))
        with duckdb.connect(str(data / "events.duckdb"), read_only=True) as self._store:
            tables = (*CATEGORIES, SESSIONS, *REPLAYS)
            self.rows = {table: self._number(f"SELECT count(*) FROM {table}") for table in tables}
            self._doubled = [table for table in tables if self._has_a_row_twice(table)]
            self.sessions = self._items(SESSIONS)
            self.replays = self._items(*REPLAYS)
            self.segments = Counter(dict(self._select(SEGMENTS)))
            """How many segments of each replay are told of."""
            self._blobs = {
                blob for table in BLOBS for (blob,) in self._select(f"SELECT blob FROM {table}")
            }

    def _select(self, query: str) -> list[tuple[Any, ...]]:
        return self._store.execute(query).fetchall()

    def _number(self, query: str) -> int:
        ((number,),) = self._select(query)
        return int(number)

    def _items(self, *tables: str) -> int:
        """The items that the rows of the tables came from."""
        rows = " UNION ALL ".join(f'SELECT "offset", "row" FROM {table}' for table in tables)
        return self._number(f'SELECT count(DISTINCT ("offset", "row")) FROM ({rows})')

    def _has_a_row_twice(self, table: str) -> bool:
        place = '("offset", "row", "part")'
        return self._number(f"SELECT count(*) - count(DISTINCT {place}) FROM {table}") != 0

    def _accepted(self) -> list[tuple[str, int]]:
        query = (
            "SELECT category, sum(quantity) FROM catalog_outcomecount"
            " WHERE reason = '' GROUP BY category"
        )
        return list(read(self._data / "catalog.sqlite", query))

    @property
    def faults(self) -> list[str]:
        """Where two parts tell different numbers."""
        kept = self._kept()
        found = [
            f"{table}: {rows} rows, {expected} accepted"
            for table, categories in CATEGORIES.items()
            if (rows := self.rows[table]) != (expected := self._sum(categories))
        ]
        found += [
            f"{category}s: {items} items, {self.accepted[category]} accepted"
            for category, items in (("session", self.sessions), ("replay", self.replays))
            if items != self.accepted[category]
        ]
        found += [f"{table}: a row is there twice" for table in self._doubled]
        found += [
            f"{table}: {self.rows[table]} rows, {kept[table]} kept"
            for table in KEPT
            if self.rows[table] != kept[table]
        ]
        counted = read(self._data / "catalog.sqlite", ISSUES_COUNT)
        if counted[0][0] != self.rows["events"]:
            found.append(f"issues count {counted[0][0]} events, {self.rows['events']} are stored")
        return found + [
            f"blob {blob} is not whole" for blob in self._blobs if not self._whole(blob)
        ]

    def _sum(self, categories: tuple[str, ...]) -> int:
        return sum(self.accepted[category] for category in categories)

    def _kept(self) -> Counter[str]:
        """Rows that the payload store keeps, by table."""
        kept: Counter[str] = Counter()
        query = 'SELECT "table", sum("count") FROM telemetry GROUP BY "table"'
        for day in (self._data / "payloads").glob("*-*-*.sqlite"):
            kept.update(dict(read(day, query)))
        return kept

    def _whole(self, digest: str) -> bool:
        path = self._data / "blobs" / digest[:2] / digest[2:4] / digest
        return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def read(path: Path, query: str) -> list[tuple[str, int]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()
