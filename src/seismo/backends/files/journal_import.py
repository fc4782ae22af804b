"""What a journal of one SQLite file still holds, as versions up to 0.1 and their backups have it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path

from seismo.backends.files.segments import name_of, packed, runs
from seismo.ports.journal import PARTITION, Entry


def take_over(old: Path, folder: Path) -> None:
    """Make a journal of it, with the offsets that it gave out, and remove it. Nothing where none is."""
    if not old.exists():
        return
    if not folder.exists():
        _convert(old, folder)
    for suffix in ("-wal", "-shm", ""):
        old.with_name(old.name + suffix).unlink(missing_ok=True)


def _convert(old: Path, folder: Path) -> None:
    aside = folder.with_name(folder.name + ".new")
    with closing(sqlite3.connect(old, timeout=30)) as source:
        lines = {PARTITION, *(number for (number,) in source.execute(_PARTITIONS))}
        for number in lines:
            line = aside / str(number)
            line.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(line, _entries(source, number))
            (line / name_of(_given_out(source) + 1)).touch(mode=0o600)
    aside.rename(folder)


_PARTITIONS = "SELECT DISTINCT partition FROM entries"


def _entries(source: sqlite3.Connection, partition: int) -> Iterator[Entry]:
    sql = 'SELECT "offset", body FROM entries WHERE partition = ? ORDER BY "offset"'
    return (Entry(offset, body) for offset, body in source.execute(sql, (partition,)))


def _given_out(source: sqlite3.Connection) -> int:
    row = source.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").fetchone()
    return int(row[0]) if row else 0


def _write(line: Path, entries: Iterator[Entry]) -> None:
    """A file for each thousand offsets."""
    for _, part in groupby(entries, key=lambda entry: entry.offset // 1000):
        held = list(part)
        content = b"".join(
            packed(run[0].offset, [entry.body for entry in run]) for run in runs(iter(held))
        )
        path = line / name_of(held[0].offset)
        path.write_bytes(content)
        path.chmod(0o600)
