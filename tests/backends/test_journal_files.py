"""The journal's files: writes that were cut off, disks that fail, copies, and what came before files."""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from seismo.backends.files.journal import FileJournal, backlog_of
from seismo.backends.files.journal_import import take_over
from seismo.backends.files.journal_snapshot import JournalSnapshot
from seismo.ports.journal import POISON, Entry, Unavailable

ALL = 10**9


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def journal(path: Path) -> Iterator[FileJournal]:
    opened = FileJournal(path)
    yield opened
    opened.close()


def reopened(path: Path) -> list[bytes]:
    with closing(FileJournal(path)) as journal:
        journal.append(0, [b"next"]).result()
        return [entry.body for entry in journal.read(0, 0, 100, ALL)]


def newest(path: Path) -> Path:
    return sorted((path / "0").iterdir())[-1]


@pytest.mark.parametrize("cut", [1, 5, 20, 30, 4000])
def test_a_write_that_was_cut_off_is_none(path: Path, cut: int) -> None:
    with closing(FileJournal(path)) as journal:
        journal.append(0, [b"whole"]).result()
        journal.append(0, [b"x" * 4000]).result()
    os.truncate(newest(path), newest(path).stat().st_size - cut)

    assert reopened(path) == [b"whole", b"next"]


@pytest.mark.parametrize("noise", [b"\0" * 5000, b"SJ1\n" * 1000], ids=["zeros", "heads"])
def test_noise_behind_the_last_write_is_none(path: Path, noise: bytes) -> None:
    with closing(FileJournal(path)) as journal:
        journal.append(0, [b"whole"]).result()
    with newest(path).open("ab") as file:
        file.write(noise)

    assert reopened(path) == [b"whole", b"next"]


def test_a_disk_that_fails_once_costs_only_what_it_refused(
    journal: FileJournal, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(0, [b"before"]).result()
    with monkeypatch.context() as broken:
        broken.setattr(os, "pwritev", refuse)
        with pytest.raises(Unavailable, match="No space left"):
            journal.append(0, [b"refused"]).result()
    journal.append(0, [b"after"]).result()

    assert [entry.body for entry in journal.read(0, 0, 10, ALL)] == [b"before", b"after"]


def refuse(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_nobody_waits_for_a_disk_that_was_slow(
    journal: FileJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_quick = threading.Event()
    write = os.pwritev

    def hang(*words: Any) -> int:
        assert is_quick.wait(10)
        return write(*words)

    monkeypatch.setattr("seismo.backends.files.journal.QUICK", -1)
    journal.append(0, [b"slow"]).result()
    monkeypatch.setattr(os, "pwritev", hang)
    waiting = journal.append(0, [b"waiting"])

    assert not waiting.done()
    is_quick.set()
    waiting.result()
    assert [entry.body for entry in journal.read(0, 0, 10, ALL)] == [b"slow", b"waiting"]


def test_a_file_system_without_durable_writes_is_synced(
    journal: FileJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []

    def unknown(*_: object) -> int:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr(os, "pwritev", unknown)
    monkeypatch.setattr(os, "fdatasync", synced.append)
    journal.append(0, [b"a"]).result()

    assert len(synced) == 1
    assert [entry.body for entry in journal.read(0, 0, 10, ALL)] == [b"a"]


def test_the_backlog_is_told_without_opening_the_journal(journal: FileJournal, path: Path) -> None:
    journal.append(0, [b"a", b"b", b"c"]).result()

    assert backlog_of(path, 0, 1) == 2


def test_a_folder_without_a_journal_has_no_backlog(path: Path) -> None:
    assert backlog_of(path, 0, 0) == 0


def test_a_snapshot_is_of_its_moment(journal: FileJournal, path: Path, tmp_path: Path) -> None:
    journal.append(0, [b"before"]).result()
    with closing(JournalSnapshot(path)) as snapshot:
        journal.append(0, [b"after"]).result()
        journal.trim(0, 1).result()
        snapshot.write(tmp_path / "copy")

    assert reopened(tmp_path / "copy") == [b"before", b"next"]


def test_a_sound_journal_has_no_faults(journal: FileJournal, path: Path) -> None:
    journal.append(0, [b"a"]).result()

    with closing(JournalSnapshot(path)) as snapshot:
        assert snapshot.faults() == []


def test_a_flipped_byte_is_a_fault(journal: FileJournal, path: Path) -> None:
    journal.append(0, [b"abc"]).result()
    content = newest(path).read_bytes()
    newest(path).write_bytes(content[:-1] + b"X")

    with closing(JournalSnapshot(path)) as snapshot:
        assert len(snapshot.faults()) == 1


def old_journal(path: Path, rows: list[tuple[int, bytes]]) -> None:
    with closing(sqlite3.connect(path)) as old, old:
        old.execute(
            'CREATE TABLE entries ("offset" INTEGER PRIMARY KEY AUTOINCREMENT,'
            " partition INTEGER NOT NULL, body BLOB NOT NULL)"
        )
        old.executemany("INSERT INTO entries (partition, body) VALUES (?, ?)", rows)
        old.execute('DELETE FROM entries WHERE "offset" <= 2')


def test_an_older_journal_is_taken_over_with_its_offsets(tmp_path: Path, path: Path) -> None:
    old = tmp_path / "journal.sqlite"
    old_journal(old, [(0, b"1"), (0, b"2"), (0, b"3"), (POISON, b"4"), (0, b"5")])
    take_over(old, path)

    with closing(FileJournal(path)) as journal:
        journal.append(0, [b"6"]).result()
        read = journal.read(0, 0, 10, ALL)
        assert read == [Entry(3, b"3"), Entry(5, b"5"), Entry(6, b"6")]
        assert journal.read(POISON, 0, 10, ALL) == [Entry(4, b"4")]


def test_an_older_journal_goes_once_it_is_taken_over(tmp_path: Path, path: Path) -> None:
    old_journal(tmp_path / "journal.sqlite", [(0, b"1")])
    take_over(tmp_path / "journal.sqlite", path)

    assert [file.name for file in tmp_path.iterdir()] == ["journal"]
