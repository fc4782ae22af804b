import asyncio
from collections import Counter

import pytest
from ingest.door import Door

from seismo.ingest.refusals import MAX_PER_SECOND
from seismo.model.outcome import DataCategory, Reason
from seismo.model.record import Client
from seismo.protocol.errors import EmptyBody, UnknownKey


def note(door: Door, times: int = 1, project_id: int = 1) -> None:
    async def run() -> None:
        for _ in range(times):
            door.ingest.refusals.note(project_id, UnknownKey("no", "why"), None, Client())

    door.runner.run(run())


def quantities(door: Door) -> list[int]:
    return [dropped.quantity for record in door.records() for dropped in record.dropped]


def test_a_refusal_is_a_record_with_one_outcome(door: Door) -> None:
    note(door)
    (record,) = door.records()
    assert [(d.reason, d.detail, d.quantity) for d in record.dropped] == [
        (Reason.AUTH_UNKNOWN_KEY, "no: why", 1)
    ]


def test_what_is_too_many_for_a_second_becomes_one_sum(door: Door) -> None:
    note(door, MAX_PER_SECOND + 50)
    door.ingest.refusals.flush()
    assert quantities(door) == [1] * MAX_PER_SECOND + [50]


def test_the_next_second_has_room_again(door: Door) -> None:
    note(door, MAX_PER_SECOND)
    door.clock.seconds += 1
    note(door)
    assert quantities(door) == [1] * (MAX_PER_SECOND + 1)


def test_sums_are_kept_by_project_and_reason(door: Door) -> None:
    async def run() -> None:
        for project_id, error in (
            (1, UnknownKey("no")),
            (1, EmptyBody("no")),
            (2, EmptyBody("no")),
        ):
            door.ingest.refusals.note(project_id, error, None, Client())

    note(door, MAX_PER_SECOND)
    door.runner.run(run())
    door.ingest.refusals.flush()
    sums = {
        record.project_id: {d.reason for d in record.dropped}
        for record in door.records()[MAX_PER_SECOND:]
    }
    assert sums == {1: {Reason.AUTH_UNKNOWN_KEY, Reason.EMPTY_BODY}, 2: {Reason.EMPTY_BODY}}


def test_a_sum_is_written_once(door: Door) -> None:
    note(door, MAX_PER_SECOND + 1)
    door.ingest.refusals.flush()
    door.ingest.refusals.flush()
    assert len(quantities(door)) == MAX_PER_SECOND + 1


def test_sums_are_written_by_themselves(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seismo.ingest.refusals.SUM_FOR", 0.0)

    async def run() -> None:
        for _ in range(MAX_PER_SECOND + 5):
            door.ingest.refusals.note(1, UnknownKey("no"), None, Client())
        while door.ingest.refusals.pending:
            await asyncio.sleep(0)

    door.runner.run(run())
    assert quantities(door) == [1] * MAX_PER_SECOND + [5]


def test_what_the_journal_does_not_take_stays_counted(closed_door: Door) -> None:
    note(closed_door, 3)
    closed_door.ingest.refusals.flush()
    assert closed_door.ingest.refusals.pending == Counter(
        {((1, None), Reason.AUTH_UNKNOWN_KEY, DataCategory.ERROR): 3}
    )
