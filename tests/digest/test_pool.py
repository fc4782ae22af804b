"""Digest processes come and go; what they were given is digested all the same."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from support.app import envelope, error, wait_until

from seismo.catalog.projects import GROUPING_VERSION
from seismo.digest.pool import DigestPool
from seismo.model.digested import DigestedRecord
from seismo.model.ids import EventId, ProjectId
from seismo.model.project import ProjectRules
from seismo.model.record import Record, encode_record
from seismo.ports.journal import Entry

SHOP = ProjectId(1)
RULES = {SHOP: ProjectRules(SHOP, GROUPING_VERSION)}
SERVER = """
from seismo.digest.pool import DigestPool
print(*DigestPool(2).pids(), flush=True)
input()
"""


@pytest.fixture(scope="module")
def pool() -> Iterator[DigestPool]:
    pool = DigestPool(2)
    yield pool
    pool.close()


def entry(number: int) -> Entry:
    event_id = EventId(f"{number:032x}")
    body = envelope(error(f"order {number} is late"), event_id)
    return Entry(
        number, encode_record(Record(SHOP, 1.7e9, event_id=event_id, body=body, kept=(0,)))
    )


ENTRIES = [entry(number) for number in range(1, 6)]
POISON = Entry(9, b"no record")


def digested(pool: DigestPool, entries: list[Entry]) -> list[int | str]:
    """The offset of each result, or the failure."""
    results = pool.collect(0, entries, RULES, pool.submit(0, entries, RULES))
    return [made.offset if isinstance(made, DigestedRecord) else made for made in results]


def test_results_come_in_the_order_of_the_journal(pool: DigestPool) -> None:
    assert digested(pool, ENTRIES) == [1, 2, 3, 4, 5]


def test_a_record_that_fails_is_told_from_the_others(pool: DigestPool) -> None:
    first, failure, last = digested(pool, [ENTRIES[0], POISON, ENTRIES[1]])
    assert (first, last) == (1, 2)
    assert "decode_record" in str(failure)


def test_what_dead_processes_held_is_digested_by_others(pool: DigestPool) -> None:
    before = pool.pids()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert digested(pool, ENTRIES) == [1, 2, 3, 4, 5]
    assert not set(before) & set(pool.pids())


def test_a_record_that_hangs_every_process_is_given_up(
    pool: DigestPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seismo.digest.pool.PATIENCE", 0.0)
    assert digested(pool, [ENTRIES[0]]) == ["the digest process hung for 0 s"]
    monkeypatch.undo()
    assert digested(pool, ENTRIES) == [1, 2, 3, 4, 5]


def test_batches_that_were_under_way_when_a_process_died_are_digested_too(pool: DigestPool) -> None:
    digested(pool, ENTRIES)
    both = [pool.submit(0, ENTRIES, RULES), pool.submit(0, ENTRIES, RULES)]
    os.kill(pool.pids()[0], signal.SIGKILL)
    results = [pool.collect(0, ENTRIES, RULES, future) for future in both]
    assert [
        len([made for made in each if isinstance(made, DigestedRecord)]) for each in results
    ] == [5, 5]


def test_no_process_outlives_its_server() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        pids = [int(pid) for pid in server.stdout.readline().split()]
        server.kill()
    wait_until(lambda: not any(map(is_alive, pids)), "the end of the processes")


def is_alive(pid: int) -> bool:
    """What nobody has asked for its end yet has ended all the same."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_the_forks_share_what_the_first_process_loaded(pool: DigestPool) -> None:
    digested(pool, ENTRIES)
    first, *forks = pool.pids()
    assert [parent_of(pid) for pid in forks] == [first]


def test_while_one_process_keeps_up_nothing_is_asked_of_the_others(pool: DigestPool) -> None:
    before = pool.pids()
    os.kill(before[1], signal.SIGKILL)
    assert [digested(pool, ENTRIES) for _ in range(3)] == [[1, 2, 3, 4, 5]] * 3
    assert pool.pids() == before


def test_processes_that_hang_while_they_load_are_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seismo.digest.processes.LOAD_SECONDS", 0.0)
    others = set(psutil.Process().children())
    pool = DigestPool(1)
    (first,) = set(psutil.Process().children()) - others
    first.suspend()
    assert pool.pids() == []
    pool.close()
    assert not first.is_running()


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
