"""What every payload store promises."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from seismo.backends.sqlite.payloads import SqlitePayloads
from seismo.model.ids import EventId, ProjectId
from seismo.model.outcome import DataCategory, Reason
from seismo.ports.payloads import Drop, PayloadStore, StoredPayload

DAY = 86400.0
NOON = 1_795_262_400.0
ONE = EventId("1" * 32)
TWO = EventId("2" * 32)


@pytest.fixture
def payloads(tmp_path: Path) -> Iterator[PayloadStore]:
    store = SqlitePayloads(tmp_path / "payloads")
    yield store
    store.close()


def stored(
    event_id: EventId = ONE, offset: int = 1, project: int = 1, received: float = NOON
) -> StoredPayload:
    return StoredPayload(
        partition=0,
        offset=offset,
        row=0,
        project_id=ProjectId(project),
        event_id=event_id,
        hash="f" * 32,
        title="ValueError: no",
        received=received,
        payload=b"payload",
    )


def dropped(
    event_id: EventId | None = ONE, offset: int = 1, project: int = 1, received: float = NOON
) -> Drop:
    return Drop(
        partition=0,
        offset=offset,
        row=0,
        project_id=ProjectId(project),
        event_id=event_id,
        category=DataCategory.ERROR,
        reason=Reason.INVALID_JSON,
        quantity=1,
        detail="",
        received=received,
    )


def test_a_payload_is_found_by_its_event_id(payloads: PayloadStore) -> None:
    payloads.insert([stored()], [])

    assert payloads.find([ONE]) == [stored()]


def test_a_drop_is_found_by_its_event_id(payloads: PayloadStore) -> None:
    payloads.insert([], [dropped()])

    assert payloads.find([ONE]) == [dropped()]


def test_an_unknown_event_id_finds_nothing(payloads: PayloadStore) -> None:
    payloads.insert([stored()], [])

    assert payloads.find([TWO]) == []


def test_storing_a_position_twice_stores_it_once(payloads: PayloadStore) -> None:
    payloads.insert([stored()], [dropped()])
    payloads.insert([stored()], [dropped()])

    assert len(payloads.find([ONE])) == 2


def test_events_of_several_days_are_found_oldest_first(payloads: PayloadStore) -> None:
    late, early = stored(offset=2, received=NOON + DAY), stored(offset=1)
    payloads.insert([late, early], [])

    assert payloads.find([ONE]) == [early, late]


def test_what_was_received_on_other_days_is_not_found_near_a_moment(
    payloads: PayloadStore,
) -> None:
    early, late = stored(offset=1), stored(offset=2, received=NOON + 2 * DAY)
    payloads.insert([early, late], [])

    assert payloads.find([ONE], near=[NOON + 60]) == [early]


def test_one_connection_to_a_day_answers_all_threads(payloads: PayloadStore) -> None:
    payloads.insert([stored()], [])
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: payloads.find([ONE]), range(40)))

    assert found == [[stored()]] * 40


def test_thousands_of_ids_are_found_at_once(payloads: PayloadStore) -> None:
    ids = [EventId(f"{n:032x}") for n in range(2000)]
    payloads.insert([stored(event_id, offset) for offset, event_id in enumerate(ids)], [])

    assert len(payloads.find(ids)) == 2000


def test_a_position_is_that_of_the_same_project(payloads: PayloadStore) -> None:
    payloads.insert([stored(project=1, offset=5), stored(project=2, offset=6)], [])

    assert payloads.positions([(ProjectId(2), ONE)]) == {(ProjectId(2), ONE): (0, 6, 0)}


def test_drops_of_a_project_come_newest_first(payloads: PayloadStore) -> None:
    old, new = dropped(offset=1), dropped(offset=2, received=NOON + DAY)
    payloads.insert([], [new, old, dropped(project=2, offset=3)])

    assert payloads.drops(ProjectId(1), 10) == [new, old]


def test_no_more_drops_come_than_asked_for(payloads: PayloadStore) -> None:
    payloads.insert([], [dropped(offset=n, received=NOON + n) for n in range(5)])

    assert [drop.offset for drop in payloads.drops(ProjectId(1), 2)] == [4, 3]


def test_a_payload_keeps_its_kind(payloads: PayloadStore) -> None:
    payloads.insert([replace(stored(), kind="transaction")], [])

    (found,) = payloads.find([ONE])
    assert isinstance(found, StoredPayload)
    assert found.kind == "transaction"


def test_a_file_of_a_version_that_kept_events_only_is_read(tmp_path: Path) -> None:
    store = SqlitePayloads(tmp_path / "old")
    store.insert([stored()], [])
    store.close()
    with sqlite3.connect(tmp_path / "old" / "2026-11-21.sqlite") as file:
        file.execute("ALTER TABLE payloads DROP COLUMN kind")
    file.close()

    store = SqlitePayloads(tmp_path / "old")
    found = store.find([ONE])
    store.close()

    assert found == [stored()]


def test_another_process_sees_what_is_stored(payloads: PayloadStore, tmp_path: Path) -> None:
    payloads.insert([stored()], [])
    beside = SqlitePayloads(tmp_path / "payloads")

    assert beside.find([ONE]) == [stored()]

    beside.close()
