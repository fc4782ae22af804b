import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from ingest.door import Door

from seismo.backends.files.journal import FileJournal


@pytest.fixture(scope="session")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileJournal]:
    """One for all: every door has a partition of its own."""
    journal = FileJournal(tmp_path_factory.mktemp("ingest") / "journal")
    yield journal
    journal.close()


@pytest.fixture
def closed_door(tmp_path: Path) -> Iterator[Door]:
    """A door whose journal takes nothing."""
    journal = FileJournal(tmp_path / "journal")
    journal.close()
    with asyncio.Runner() as runner:
        yield Door(journal, runner)


@pytest.fixture
def door(journal: FileJournal) -> Iterator[Door]:
    with asyncio.Runner() as runner:
        yield Door(journal, runner)
