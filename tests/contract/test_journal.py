"""What every journal promises. Each test runs against each twin."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from support.app import wait_until

from seismo.backends.files.journal import FileJournal
from seismo.ports.journal import Journal, Unavailable

ALL = 10**9


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture(params=[float("inf"), -1.0], ids=["quick disk", "slow disk"])
def journal(
    path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Journal]:
    monkeypatch.setattr("seismo.backends.files.journal.QUICK", request.param)
    opened = FileJournal(path)
    opened.append(7, [b"by which it knows its disk"]).result()
    yield opened
    opened.close()


def content_of(path: Path) -> bytes:
    """All bytes of all files; those that go away meanwhile have none."""
    left = b""
    for file in sorted(file for file in path.rglob("*") if file.is_file()):
        with suppress(FileNotFoundError):
            left += file.read_bytes()
    return left


def bodies(journal: Journal, partition: int = 0, after: int = 0) -> list[bytes]:
    return [entry.body for entry in journal.read(partition, after, 1000, ALL)]


def test_entries_come_back_in_the_order_of_append(journal: Journal) -> None:
    journal.append(0, [b"a", b"b"]).result()
    journal.append(0, [b"c"]).result()

    assert bodies(journal) == [b"a", b"b", b"c"]


def test_nobody_has_to_wait_for_the_order(journal: Journal) -> None:
    sent = [b"%d" % number for number in range(200)]
    for body in sent:
        last = journal.append(0, [body])
    last.result()

    assert bodies(journal) == sent


def test_a_partition_does_not_see_another(journal: Journal) -> None:
    journal.append(0, [b"a"]).result()

    assert bodies(journal, partition=1) == []


def test_reading_goes_on_after_an_offset(journal: Journal) -> None:
    journal.append(0, [b"a", b"b"]).result()
    first = journal.read(0, 0, 1, ALL)[0]

    assert bodies(journal, after=first.offset) == [b"b"]


def test_reading_stops_at_the_limit(journal: Journal) -> None:
    journal.append(0, [b"a", b"b", b"c"]).result()

    assert len(journal.read(0, 0, 2, ALL)) == 2


def test_reading_stops_once_the_bodies_add_up(journal: Journal) -> None:
    journal.append(0, [b"x" * 10, b"y" * 10, b"z" * 10]).result()

    assert len(journal.read(0, 0, 100, 15)) == 2


def test_reading_gives_one_entry_however_large(journal: Journal) -> None:
    journal.append(0, [b"x" * 1000]).result()

    assert len(journal.read(0, 0, 100, 1)) == 1


def test_the_backlog_counts_what_comes_after_an_offset(journal: Journal) -> None:
    journal.append(0, [b"a", b"b", b"c"]).result()
    first = journal.read(0, 0, 1, ALL)[0]

    assert journal.backlog(0, first.offset) == 2


def test_a_trimmed_entry_is_not_read_again(journal: Journal) -> None:
    journal.append(0, [b"a", b"b"]).result()
    first = journal.read(0, 0, 1, ALL)[0]

    journal.trim(0, first.offset).result()

    assert bodies(journal) == [b"b"]


def test_what_is_appended_after_a_trim_is_kept_behind_it(journal: Journal) -> None:
    journal.append(0, [b"a"]).result()
    for through in range(100, 10_000, 100):
        journal.trim(0, through)
        journal.append(0, [b"%d" % through]).result()

        assert bodies(journal) == [b"%d" % through]


def test_trimming_leaves_other_partitions_alone(journal: Journal) -> None:
    journal.append(-1, [b"kept"]).result()
    journal.append(0, [b"gone"]).result()

    journal.trim(0, ALL).result()

    assert bodies(journal, partition=-1) == [b"kept"]


def test_an_offset_is_never_given_out_twice(path: Path) -> None:
    journal = FileJournal(path)
    journal.append(0, [b"a"]).result()
    used = journal.read(0, 0, 1, ALL)[0].offset
    journal.trim(0, used).result()
    journal.close()

    journal = FileJournal(path)
    journal.append(0, [b"b"]).result()
    fresh = journal.read(0, 0, 1, ALL)[0].offset
    journal.close()

    assert fresh > used


def test_no_byte_of_a_trimmed_entry_is_left_in_any_file(path: Path) -> None:
    journal = FileJournal(path)
    secret = b"fake-secret-" * 3000
    journal.append(0, [secret, b"next"]).result()
    first = journal.read(0, 0, 1, ALL)[0]
    journal.trim(0, first.offset).result()
    journal.close()

    assert b"fake-secret" not in content_of(path)


def test_the_room_of_a_long_backlog_goes_back_to_the_disk(journal: Journal, path: Path) -> None:
    for _ in range(40):
        journal.append(0, [os.urandom(1_000_000)]).result()
    journal.trim(0, ALL).result()

    wait_until(lambda: len(content_of(path)) < 20_000_000, "the files get smaller")


def test_a_caller_that_gives_up_stops_nobody_else(journal: Journal) -> None:
    for _ in range(100):
        journal.append(0, [b"given up"]).cancel()

    journal.append(0, [b"last"]).result(timeout=10)

    assert bodies(journal)[-1] == b"last"


def test_a_closed_journal_takes_nothing(journal: Journal) -> None:
    journal.close()

    with pytest.raises(Unavailable):
        journal.append(0, [b"a"])


def test_only_the_owner_can_read_the_files(journal: Journal, path: Path) -> None:
    journal.append(0, [b"a"]).result()

    assert {file.stat().st_mode & 0o077 for file in (path, *path.rglob("*"))} == {0}


def test_what_is_left_of_a_trimmed_file_keeps_its_offsets(journal: Journal, path: Path) -> None:
    journal.append(0, [b"trimmed", b"kept", b"kept, too"]).result()
    first, *kept = journal.read(0, 0, 10, ALL)
    journal.trim(0, first.offset).result()
    wait_until(lambda: b"trimmed" not in content_of(path), "the trimmed entry is wiped out")

    assert journal.read(0, 0, 10, ALL) == kept
    journal.append(0, [b"new"]).result()
    assert bodies(journal) == [b"kept", b"kept, too", b"new"]


def test_entries_of_many_files_come_back_in_order(journal: Journal) -> None:
    large = [b"%d" % number * 1_500_000 for number in range(9)]
    for body in large:
        journal.append(0, [body]).result()

    read = []
    while entries := journal.read(0, read[-1].offset if read else 0, 2, ALL):
        read += entries
    assert [entry.body for entry in read] == large


def test_who_lost_the_journal_goes_on_behind_what_the_catalog_has_seen(path: Path) -> None:
    journal = FileJournal(path)
    journal.trim(0, 500).result()
    journal.append(0, [b"a"]).result()
    journal.close()

    journal = FileJournal(path)
    assert [entry.body for entry in journal.read(0, 500, 10, ALL)] == [b"a"]
    journal.close()


WRITER = """
import sys
from pathlib import Path
from seismo.backends.files.journal import FileJournal
journal = FileJournal(Path(sys.argv[1]))
for n in range(10**6):
    journal.append(0, [b"%d" % n]).result()
    print(n, flush=True)
"""


def test_what_append_confirmed_survives_kill_9(path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    confirmed = [writer.stdout.readline().strip() for _ in range(50)]
    os.kill(writer.pid, signal.SIGKILL)
    confirmed += writer.stdout.read().split()
    writer.stdout.close()
    writer.wait()

    journal = FileJournal(path)
    kept = {entry.body.decode() for entry in journal.read(0, 0, ALL, ALL)}
    journal.close()

    assert set(confirmed[:-1]) <= kept
