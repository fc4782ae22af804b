import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from ingest.door import Door

from seismo.backends.sqlite.journal import SqliteJournal


@pytest.fixture(scope="session")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteJournal]:
    """One for all: every door has a partition of its own."""
    journal = SqliteJournal(tmp_path_factory.mktemp("ingest") / "journal.sqlite")
    yield journal
    journal.close()


@pytest.fixture
def closed_door(tmp_path: Path) -> Iterator[Door]:
    """A door whose journal takes nothing."""
    journal = SqliteJournal(tmp_path / "journal.sqlite")
    journal.close()
    with asyncio.Runner() as runner:
        yield Door(journal, runner)


@pytest.fixture
def door(journal: SqliteJournal) -> Iterator[Door]:
    with asyncio.Runner() as runner:
        yield Door(journal, runner)
