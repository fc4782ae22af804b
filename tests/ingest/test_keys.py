import asyncio
from dataclasses import dataclass, field

import pytest

from seismo.ingest.keys import Keys
from seismo.model.project import ProjectKey
from seismo.protocol.auth import Credentials
from seismo.protocol.errors import (
    DisabledKey,
    Overloaded,
    ProjectMismatch,
    ProtocolError,
    UnknownKey,
)

FIRST = ProjectKey(11, 1, "1" * 32, True)
SECOND = ProjectKey(21, 2, "2" * 32, True)
DISABLED = ProjectKey(12, 1, "3" * 32, False)


@dataclass
class Table:
    """The rows of a catalog, and how often they were read."""

    rows: list[ProjectKey] = field(default_factory=lambda: [FIRST, DISABLED])
    reads: int = 0
    is_broken: bool = False
    seconds: float = 100.0

    def load(self) -> list[ProjectKey]:
        self.reads += 1
        if self.is_broken:
            raise OSError("the disk is gone")
        return list(self.rows)

    def monotonic(self) -> float:
        return self.seconds

    def keys(self) -> Keys:
        return Keys(self.load, self.monotonic)


@pytest.fixture
def table() -> Table:
    return Table()


def of(key: ProjectKey) -> Credentials:
    return Credentials(key.public_key)


def test_a_key_is_found(table: Table) -> None:
    assert asyncio.run(table.keys().find(of(FIRST), FIRST.project_id)) == FIRST


def test_without_a_project_the_key_is_enough(table: Table) -> None:
    assert asyncio.run(table.keys().find(of(FIRST), None)) == FIRST


@pytest.mark.parametrize(
    ("key", "project_id", "error", "cause"),
    [
        (SECOND, 2, UnknownKey, "no project has the key"),
        (DISABLED, 1, DisabledKey, "switched off"),
        (FIRST, 2, ProjectMismatch, "belongs to another project than 2"),
    ],
)
def test_a_key_that_does_not_fit_is_a_403_that_says_why(
    table: Table, key: ProjectKey, project_id: int, error: type[ProtocolError], cause: str
) -> None:
    with pytest.raises(error, match="event submission rejected") as caught:
        asyncio.run(table.keys().find(of(key), project_id))
    assert caught.value.status == 403
    assert cause in caught.value.causes[0]


def test_found_keys_cost_no_further_read(table: Table) -> None:
    async def ask() -> None:
        keys = table.keys()
        for _ in range(50):
            await keys.find(of(FIRST), 1)

    asyncio.run(ask())
    assert table.reads == 1


def test_requests_that_come_together_share_one_read(table: Table) -> None:
    async def ask() -> list[ProjectKey]:
        keys = table.keys()
        return await asyncio.gather(*(keys.find(of(FIRST), 1) for _ in range(50)))

    assert asyncio.run(ask()) == [FIRST] * 50
    assert table.reads == 1


def test_a_new_key_works_at_once(table: Table) -> None:
    async def ask() -> ProjectKey:
        keys = table.keys()
        await keys.find(of(FIRST), 1)
        table.rows.append(SECOND)
        table.seconds += 0.125
        return await keys.find(of(SECOND), 2)

    assert asyncio.run(ask()) == SECOND


def test_a_key_that_was_switched_on_works_at_once(table: Table) -> None:
    async def ask() -> ProjectKey:
        keys = table.keys()
        await keys.find(of(FIRST), 1)
        table.rows[1] = ProjectKey(12, 1, DISABLED.public_key, True)
        table.seconds += 1
        return await keys.find(of(DISABLED), 1)

    assert asyncio.run(ask()).is_active


def test_a_wrong_key_does_not_delay_a_new_one(table: Table) -> None:
    async def ask() -> ProjectKey:
        keys = table.keys()
        with pytest.raises(UnknownKey):
            await keys.find(Credentials("f" * 32), 1)
        table.rows.append(SECOND)
        table.seconds += 0.125
        return await keys.find(of(SECOND), 2)

    assert asyncio.run(ask()) == SECOND


def test_many_unknown_keys_share_a_read(table: Table) -> None:
    async def ask() -> list[object]:
        keys = table.keys()
        unknown = (Credentials(f"{number:032x}") for number in range(200))
        asked = (keys.find(credentials, 1) for credentials in unknown)
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = asyncio.run(ask())
    assert {type(answer) for answer in answers} == {UnknownKey}
    assert table.reads == 1


def test_a_key_that_comes_right_behind_another_miss_waits_for_the_next_read(table: Table) -> None:
    async def ask() -> ProjectKey:
        keys = table.keys()
        with pytest.raises(UnknownKey):
            await keys.find(Credentials("f" * 32), 1)
        table.rows.append(SECOND)
        return await keys.find(of(SECOND), 2)

    assert asyncio.run(ask()) == SECOND


def test_an_unknown_key_causes_one_read_a_second(table: Table) -> None:
    async def ask() -> None:
        keys = table.keys()
        for _ in range(50):
            with pytest.raises(UnknownKey):
                await keys.find(of(SECOND), 2)
            table.seconds += 0.05

    asyncio.run(ask())
    assert table.reads == 3


def test_a_key_that_was_switched_off_stops_working_after_two_seconds(table: Table) -> None:
    async def ask() -> None:
        keys = table.keys()
        await keys.find(of(FIRST), 1)
        table.rows.clear()
        table.seconds += 2
        await keys.find(of(FIRST), 1)
        await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()})
        with pytest.raises(UnknownKey):
            await keys.find(of(FIRST), 1)

    asyncio.run(ask())


def test_a_catalog_that_cannot_be_read_is_an_overload(table: Table) -> None:
    table.is_broken = True
    with pytest.raises(Overloaded):
        asyncio.run(table.keys().find(of(FIRST), 1))


def test_known_keys_outlive_a_catalog_that_cannot_be_read(table: Table) -> None:
    async def ask() -> ProjectKey:
        keys = table.keys()
        await keys.find(of(FIRST), 1)
        table.is_broken = True
        assert not await keys.refresh()
        return await keys.find(of(FIRST), 1)

    assert asyncio.run(ask()) == FIRST


def test_a_project_is_known_by_any_of_its_keys(table: Table) -> None:
    table.rows = [DISABLED]

    async def ask() -> tuple[bool, bool]:
        keys = table.keys()
        return await keys.knows(1), await keys.knows(2)

    assert asyncio.run(ask()) == (True, False)
