"""Requests that go into the journal together."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from seismo.backends.files.journal import FileJournal
from seismo.ingest.appends import Appends
from seismo.ports.journal import PARTITION, Unavailable


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[FileJournal]:
    made = FileJournal(tmp_path / "journal")
    yield made
    made.close()


def bodies_of(journal: FileJournal) -> list[bytes]:
    return [entry.body for entry in journal.read(PARTITION, 0, 100, 10_000)]


def test_what_returned_is_durable_and_in_order(journal: FileJournal) -> None:
    async def append_three() -> None:
        appends = Appends(journal, PARTITION)
        await asyncio.gather(*(appends.append([body]) for body in (b"a", b"b", b"c")))

    asyncio.run(append_three())

    assert bodies_of(journal) == [b"a", b"b", b"c"]


def test_a_request_that_is_given_up_is_written_and_disturbs_no_other(
    journal: FileJournal,
) -> None:
    async def give_one_up() -> None:
        appends = Appends(journal, PARTITION)
        given_up = asyncio.create_task(appends.append([b"given up"]))
        other = asyncio.create_task(appends.append([b"other"]))
        await asyncio.sleep(0)
        given_up.cancel()
        await other

    asyncio.run(give_one_up())

    assert bodies_of(journal) == [b"given up", b"other"]


def test_everyone_who_waits_hears_that_the_journal_takes_nothing(journal: FileJournal) -> None:
    journal.close()

    async def append_two() -> list[BaseException | None]:
        appends = Appends(journal, PARTITION)
        return await asyncio.gather(
            appends.append([b"a"]), appends.append([b"b"]), return_exceptions=True
        )

    assert [type(answer) for answer in asyncio.run(append_two())] == [Unavailable, Unavailable]
