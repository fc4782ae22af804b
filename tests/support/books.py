"""What each part of a data folder holds, read while no server runs on it."""

import contextlib
import hashlib
import sqlite3
from collections import Counter
from pathlib import Path

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
    "replay_recordings": ("replay",),
    "profiles": ("profile", "profile_chunk"),
}
"""The tables with as many rows as items were accepted in these categories, while spans that come by
themselves are no segments and replays are recordings only."""
SESSIONS = "sessions"
ISSUES_COUNT = "SELECT coalesce(sum(times_seen), 0) FROM catalog_issue"


class Books:
    """The counts of one data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.accepted = Counter(dict(self._accepted()))
        with duckdb.connect(str(data / "events.duckdb"), read_only=True) as store:
            self.rows = {
                table: store.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
                for table in (*CATEGORIES, SESSIONS)
            }
            self.sessions = store.execute(
                'SELECT count(DISTINCT ("offset", "row")) FROM sessions'
            ).fetchall()[0][0]
            self._blobs = [
                blob
                for table in ("attachments", "profiles", "replay_recordings")
                for (blob,) in store.execute(f"SELECT DISTINCT blob FROM {table}").fetchall()
            ]

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
        if self.sessions != self.accepted["session"]:
            found.append(f"sessions: {self.sessions} items, {self.accepted['session']} accepted")
        found += [
            f"{table}: {self.rows[table]} rows, {kept[table]} kept"
            for table in ("logs", "metrics", "check_ins", "attachments", "profiles", SESSIONS)
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
