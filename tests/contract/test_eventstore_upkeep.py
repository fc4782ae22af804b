"""What looking after every event store promises, the room on the disk included."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlglot import select
from support.rows import NOON, event_row, log_row

from seismo.backends.duckdb.eventstore import DuckdbEventStore
from seismo.digest.written import written
from seismo.model.ids import ProjectId
from seismo.model.retention import Kind, Share

TODAY = date(2026, 11, 21)
DAY = 86_400.0
ONE = ProjectId(1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.duckdb"


@pytest.fixture
def store(path: Path) -> Iterator[DuckdbEventStore]:
    store = DuckdbEventStore(path)
    yield store
    store.close()


def offsets(store: DuckdbEventStore, table: str = "events") -> list[int]:
    rows = store.select(select('"offset"').from_(table).order_by('"offset"'), {})
    return [offset for (offset,) in rows]


def test_a_share_is_forgotten_and_nothing_else(store: DuckdbEventStore) -> None:
    store.insert(
        [
            event_row(1),
            event_row(2, project_id=2),
            event_row(3, received=NOON + DAY),
            event_row(4, received=NOON - DAY),
            log_row(5),
        ]
    )

    store.forget([Share(TODAY, ONE, Kind.ERRORS)])

    assert (offsets(store), offsets(store, "logs")) == ([2, 3, 4], [5])


def test_an_item_is_removed_from_every_table(store: DuckdbEventStore) -> None:
    store.insert([event_row(1), log_row(1), event_row(2), log_row(2)])

    store.remove([(0, 1, 0)])

    assert (offsets(store), offsets(store, "logs")) == ([2], [2])


def test_the_rows_of_an_item_are_replaced_and_no_others(store: DuckdbEventStore) -> None:
    store.insert([event_row(1), event_row(1, row=1), log_row(1)])

    store.replace(written([event_row(1, title="new")]))

    rows = store.select(select('"row"', "title").from_("events").order_by('"row"'), {})
    assert rows == [(0, "new"), (1, "ValueError: no")]
    assert offsets(store, "logs") == []


def test_single_rows_are_removed(store: DuckdbEventStore) -> None:
    store.insert([log_row(1, part=part) for part in range(3)])

    store.remove_rows("logs", [(0, 1, 0, 1)])

    assert store.select(select('"part"').from_("logs").order_by('"part"'), {}) == [(0,), (2,)]


def test_forgotten_rows_give_their_room_back(store: DuckdbEventStore, path: Path) -> None:
    for start in range(0, 20_000, 5_000):
        store.insert([event_row(n, title=f"{n * 7919:x}" * 9) for n in range(start, start + 5_000)])
    store.give_back(all_of_it=True)
    before = path.stat().st_size

    store.forget([Share(TODAY, ONE, Kind.ERRORS)])
    store.give_back(all_of_it=True)

    assert path.stat().st_size < 0.6 * before


def test_no_byte_of_a_removed_row_is_left(store: DuckdbEventStore, path: Path) -> None:
    store.insert([event_row(1, title="unmistakable-text"), event_row(2)])
    store.give_back()

    store.remove([(0, 1, 0)])
    store.give_back(all_of_it=True)

    files = [file for file in path.parent.iterdir() if file.name.startswith("events.duckdb")]
    assert not any(b"unmistakable-text" in file.read_bytes() for file in files)
    assert offsets(store) == [2]


def test_rows_can_be_written_and_read_after_the_file_was_made_anew(path: Path) -> None:
    first = DuckdbEventStore(path)
    first.insert([event_row(1)])
    first.give_back(all_of_it=True)
    first.insert([event_row(1), event_row(2)])
    first.close()

    again = DuckdbEventStore(path)
    found = offsets(again)
    again.close()

    assert found == [1, 2]


def test_what_a_snapshot_wrote_can_be_loaded(store: DuckdbEventStore, tmp_path: Path) -> None:
    store.insert([event_row(1, tags={"a": "b"}), log_row(2)])
    snapshot = store.snapshot()
    store.insert([event_row(3)])
    snapshot.write(tmp_path / "copy")
    snapshot.close()
    other = DuckdbEventStore(tmp_path / "other.duckdb")

    other.load(tmp_path / "copy")

    query = select("tags").from_("events")
    found = (offsets(other), offsets(other, "logs"), other.select(query, {}))
    other.close()
    assert found == ([1], [2], [({"a": "b"},)])
