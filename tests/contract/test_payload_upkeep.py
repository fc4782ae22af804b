"""What looking after every payload store promises, the room on the disk included."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest

from seismo.backends.sqlite.payload_upkeep import SqlitePayloadUpkeep
from seismo.backends.sqlite.payloads import SqlitePayloads
from seismo.model.ids import EventId, ProjectId
from seismo.model.outcome import DataCategory, Reason
from seismo.model.retention import Kind, Share
from seismo.model.telemetry import WrittenRows
from seismo.ports.payloads import Drop, StoredPayload
from seismo.ports.upkeep import DayCount

NOON = 1_795_262_400.0
DAY = 86_400.0
TODAY = date(2026, 11, 21)
ONE, TWO = ProjectId(1), ProjectId(2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "payloads"


@pytest.fixture
def payloads(folder: Path) -> Iterator[SqlitePayloads]:
    store = SqlitePayloads(folder)
    yield store
    store.close()


@pytest.fixture
def upkeep(payloads: SqlitePayloads) -> SqlitePayloadUpkeep:
    return SqlitePayloadUpkeep(payloads)


def payload(offset: int = 1, project: int = 1, kind: str = "event") -> StoredPayload:
    return StoredPayload(
        partition=0,
        offset=offset,
        row=0,
        project_id=ProjectId(project),
        event_id=EventId(f"{offset:032x}"),
        hash="f" * 32,
        title="ValueError: no",
        received=NOON,
        payload=b"payload",
        kind=kind,
    )


def drop(offset: int = 1) -> Drop:
    return Drop(
        partition=0,
        offset=offset,
        row=0,
        project_id=ONE,
        event_id=EventId(f"{offset:032x}"),
        category=DataCategory.ERROR,
        reason=Reason.INVALID_JSON,
        quantity=1,
        detail="",
        received=NOON,
    )


def rows(table: str = "logs", offset: int = 1, received: float = NOON) -> WrittenRows:
    return WrittenRows(
        table=table,
        partition=0,
        offset=offset,
        row=0,
        project_id=1,
        received=received,
        count=2,
        packed=b"packed",
    )


def ids(payloads: SqlitePayloads, *offsets: int) -> list[int]:
    found = payloads.find([EventId(f"{offset:032x}") for offset in offsets])
    return [each.offset for each in found]


def test_rows_come_back_in_their_order(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep
) -> None:
    payloads.insert([], [], [rows(offset=1), rows(offset=2), rows(offset=3, received=NOON + DAY)])

    assert list(upkeep.rows(TODAY)) == [rows(offset=1), rows(offset=2)]


def test_what_was_stored_late_comes_back_in_its_place(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep
) -> None:
    early = replace(payload(9), partition=-1)
    for offset in (3, 1, 2):
        payloads.insert([payload(offset)], [], [rows(offset=offset)])
    payloads.insert([early], [], [])

    assert list(upkeep.payloads(TODAY)) == [early, payload(1), payload(2), payload(3)]
    assert list(upkeep.rows(TODAY)) == [rows(offset=1), rows(offset=2), rows(offset=3)]


def test_rows_of_an_item_are_kept_once_for_each_table(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep
) -> None:
    for _ in range(2):
        payloads.insert([], [], [rows("spans"), rows("transactions")])

    assert sorted(each.table for each in upkeep.rows(TODAY)) == ["spans", "transactions"]


def test_more_payloads_than_are_read_at_once_all_come(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep
) -> None:
    payloads.insert([payload(offset) for offset in range(1, 502)], [])

    assert [each.offset for each in upkeep.payloads(TODAY)] == list(range(1, 502))


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        pytest.param(Kind.ERRORS, [2], id="errors"),
        pytest.param(Kind.PERFORMANCE, [1], id="performance"),
        pytest.param(Kind.LOGS, [1, 2], id="logs"),
    ],
)
def test_forgetting_a_kind_leaves_the_others(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep, kind: Kind, kept: list[int]
) -> None:
    payloads.insert([payload(1), payload(2, kind="transaction")], [])

    upkeep.forget(Share(TODAY, ONE, kind))

    assert ids(payloads, 1, 2) == kept


def test_forgetting_a_project_leaves_the_others(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep
) -> None:
    payloads.insert([payload(1), payload(2, project=2)], [])

    upkeep.forget(Share(TODAY, ONE, Kind.ERRORS))

    assert ids(payloads, 1, 2) == [2]


def test_forgetting_drops_leaves_payloads(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep
) -> None:
    payloads.insert([payload(1)], [drop(1)])

    upkeep.forget(Share(TODAY, ONE, Kind.DROPS))

    assert payloads.find([EventId(f"{1:032x}")]) == [payload(1)]


def test_rows_of_a_kind_are_forgotten(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep
) -> None:
    payloads.insert([], [], [rows("logs"), rows("metrics")])

    upkeep.forget(Share(TODAY, ONE, Kind.LOGS))

    assert [each.table for each in upkeep.rows(TODAY)] == ["metrics"]


def test_an_item_is_removed_with_everything_at_its_position(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep
) -> None:
    payloads.insert([payload(1), payload(2)], [drop(1)], [rows(offset=1)])

    upkeep.remove(TODAY, [(0, 1, 0)])

    assert ids(payloads, 1, 2) == [2]
    assert list(upkeep.rows(TODAY)) == []


def test_a_payload_is_replaced_where_it_stands(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep
) -> None:
    payloads.insert([payload(1), payload(2)], [])
    changed = replace(payload(2), hash="e" * 32, payload=b"other")

    upkeep.replace([changed], [])

    assert list(upkeep.payloads(TODAY)) == [payload(1), changed]


def test_rows_are_replaced_where_they_stand(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep
) -> None:
    payloads.insert([], [], [rows("logs"), rows("metrics")])
    changed = msgspec.structs.replace(rows("logs"), count=1, packed=b"fewer")

    upkeep.replace([], [changed])

    assert sorted(upkeep.rows(TODAY), key=lambda each: each.table) == [changed, rows("metrics")]


def test_a_day_is_counted_up_to_an_offset(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep
) -> None:
    payloads.insert([payload(1), payload(2), payload(3)], [drop(1)], [rows(offset=2)])

    counted = upkeep.count(TODAY, 0, 2)

    assert counted == DayCount({(1, "event"): 2}, {(1, "logs"): 2}, {1: 1})


def test_a_forgotten_day_is_gone_from_the_disk(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep, folder: Path
) -> None:
    payloads.insert([payload(1)], [])

    upkeep.forget_day(TODAY)

    assert list(folder.iterdir()) == []
    assert upkeep.days() == []


def test_no_thread_keeps_the_room_of_a_forgotten_day(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep, folder: Path
) -> None:
    payloads.insert([payload(1)], [])

    upkeep.forget_day(TODAY)

    held = [
        os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if _is_open(fd)
    ]
    assert [path for path in held if str(folder) in path] == []


def _is_open(descriptor: str) -> bool:
    return os.path.lexists(f"/proc/self/fd/{descriptor}")


def test_a_forgotten_day_can_begin_again(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep
) -> None:
    payloads.insert([payload(1)], [])
    upkeep.forget_day(TODAY)

    payloads.insert([payload(2)], [])

    assert ids(payloads, 1, 2) == [2]


def test_what_a_day_forgot_goes_back_to_the_disk(
    payloads: SqlitePayloads, upkeep: SqlitePayloadUpkeep, folder: Path
) -> None:
    big = [
        replace(payload(offset, project=1 + offset % 2), payload=os.urandom(8_000))
        for offset in range(400)
    ]
    payloads.insert(big, [])
    upkeep.give_back(TODAY)
    before = _taken(folder)

    upkeep.forget(Share(TODAY, ONE, Kind.ERRORS))
    upkeep.give_back(TODAY)

    assert before > 3_200_000
    assert _taken(folder) < 0.55 * before


def _taken(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())
