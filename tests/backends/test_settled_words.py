"""When SQLite's index of words settles a week; that no answer changes is the port's contract."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from seismo.backends.sqlite.textindex import SqliteTextIndex
from seismo.model.ids import ProjectId
from seismo.ports.textindex import IndexedText

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
SUNDAY = MONDAY + timedelta(days=6)


@pytest.mark.parametrize(
    ("received", "today", "settled"),
    [
        pytest.param(MONDAY, MONDAY, 0, id="on its first day"),
        pytest.param(MONDAY, SUNDAY, 0, id="on its last day"),
        pytest.param(MONDAY, SUNDAY + timedelta(days=1), 1, id="on the Monday after it"),
        pytest.param(SUNDAY, SUNDAY + timedelta(days=1), 1, id="of yesterday"),
        pytest.param(SUNDAY, SUNDAY + timedelta(days=90), 1, id="months later"),
    ],
)
def test_words_are_settled_once_their_week_is_over(
    tmp_path: Path, received: datetime, today: datetime, settled: int
) -> None:
    index = SqliteTextIndex(tmp_path)
    index.add([IndexedText(ProjectId(1), "a" * 32, received.timestamp(), ("stock",))])

    index.settle(today.date())
    index.close()

    with closing(sqlite3.connect(tmp_path / f"{MONDAY.date()}.sqlite")) as week:
        (found,) = week.execute("SELECT count(*) FROM settled WHERE word = 'stock'").fetchone()
    assert found == settled
