"""How many users events name: what every event store promises, whatever became of its rows meanwhile."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from support.rows import NOON, event_row

from seismo.backends.duckdb.eventstore import DuckdbEventStore
from seismo.digest.written import written
from seismo.model.ids import ProjectId
from seismo.model.retention import Kind, Share
from seismo.ports.eventstore import EventsOf

LONG_AGO = NOON - 40 * 86_400
PAY, SHIP = 11, 12
FEW, MANY = 1, 10_000_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckdbEventStore]:
    store = DuckdbEventStore(tmp_path / "events.duckdb")
    yield store
    store.close()


def users(store: DuckdbEventStore, *keys: int, project_id: int = 1) -> int:
    return store.users([EventsOf([(project_id, key) for key in keys], LONG_AGO, FEW)])[0]


def test_a_user_counts_once_in_all_hashes_of_a_group(store: DuckdbEventStore) -> None:
    store.insert(
        [
            event_row(1, hash_key=PAY, user="id:1"),
            event_row(2, hash_key=PAY, user="id:2"),
            event_row(3, hash_key=SHIP, user="id:1"),
            event_row(4, hash_key=SHIP, user="id:3"),
        ]
    )

    assert (users(store, PAY, SHIP), users(store, PAY)) == (3, 2)


def test_an_event_without_a_user_counts_for_none(store: DuckdbEventStore) -> None:
    store.insert([event_row(1, hash_key=PAY, user=None), event_row(2, hash_key=PAY, user="id:1")])

    assert users(store, PAY) == 1


def test_the_same_hash_of_another_project_does_not_count(store: DuckdbEventStore) -> None:
    store.insert(
        [
            event_row(1, hash_key=PAY, user="id:1"),
            event_row(2, hash_key=PAY, user="id:2", project_id=2),
        ]
    )

    assert (users(store, PAY), users(store, PAY, project_id=2)) == (1, 1)


def test_every_group_has_its_own_count(store: DuckdbEventStore) -> None:
    store.insert([event_row(1, hash_key=PAY, user="id:1")])
    groups = [EventsOf(hashes, LONG_AGO, FEW) for hashes in ([(1, SHIP)], [], [(1, PAY)])]

    assert store.users(groups) == [0, 0, 1]


def test_an_older_event_in_another_group_counts(store: DuckdbEventStore) -> None:
    store.insert(
        [
            event_row(1, hash_key=PAY, user="id:1", timestamp=LONG_AGO),
            event_row(2, hash_key=SHIP, user="id:1"),
        ]
    )

    assert store.users(
        [EventsOf([(1, SHIP)], NOON - 60, FEW), EventsOf([(1, PAY)], LONG_AGO, FEW)]
    ) == [1, 1]


@pytest.mark.parametrize("events", [FEW, MANY], ids=["few", "many"])
def test_the_count_does_not_depend_on_how_many_rows_the_asker_thinks_there_are(
    store: DuckdbEventStore, events: int
) -> None:
    store.insert(
        [event_row(n, hash_key=PAY, user=f"id:{n % 3}") for n in range(1, 9)]
        + [event_row(10, hash_key=SHIP, user="id:7")]
    )

    assert store.users([EventsOf([(1, PAY), (1, SHIP)], LONG_AGO, events)]) == [4]


@pytest.mark.parametrize("events", [FEW, MANY], ids=["unexpected", "expected"])
def test_users_that_are_too_many_to_keep_are_counted(tmp_path: Path, events: int) -> None:
    store = DuckdbEventStore(tmp_path / "small.duckdb", users_kept=12)
    store.insert(
        [event_row(n, hash_key=PAY, user=f"id:{n}") for n in range(1, 9)]
        + [event_row(10, hash_key=SHIP, user="id:1"), event_row(11, hash_key=SHIP, user="id:x")]
        + [event_row(12, hash_key=PAY, user="id:y", project_id=2)]
    )

    groups = [EventsOf(hashes, LONG_AGO, events) for hashes in ([(1, PAY)], [(1, PAY), (1, SHIP)])]
    counts = store.users(groups)
    store.close()

    assert counts == [8, 9]


CHANGES: dict[str, tuple[Callable[[DuckdbEventStore, Path], object], int]] = {
    "inserted": (lambda store, _: store.insert([event_row(3, hash_key=PAY, user="id:3")]), 3),
    "inserted as text": (
        lambda store, _: store.insert([], written([event_row(3, hash_key=PAY, user="id:3")])),
        3,
    ),
    "inserted again": (
        lambda store, _: store.insert([event_row(2, hash_key=PAY, user="id:1")]),
        1,
    ),
    "forgotten with their day": (
        lambda store, _: store.forget([Share(date(2026, 11, 21), ProjectId(1), Kind.ERRORS)]),
        0,
    ),
    "removed": (lambda store, _: store.remove([(0, 2, 0)]), 1),
    "removed as rows": (lambda store, _: store.remove_rows("events", [(0, 2, 0, 0)]), 1),
    "replaced": (
        lambda store, _: store.replace(written([event_row(2, hash_key=PAY, user="id:1")])),
        1,
    ),
    "put back": (lambda store, folder: store.load(folder), 1),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES)
def test_users_that_were_counted_before_count_as_they_stand_now(
    store: DuckdbEventStore,
    tmp_path: Path,
    change: Callable[[DuckdbEventStore, Path], object],
    expected: int,
) -> None:
    store.insert([event_row(1, hash_key=PAY, user="id:1")])
    snapshot = store.snapshot()
    snapshot.write(tmp_path / "rows")
    snapshot.close()
    store.insert([event_row(2, hash_key=PAY, user="id:2")])
    assert users(store, PAY) == 2

    change(store, tmp_path / "rows")

    assert users(store, PAY) == expected
