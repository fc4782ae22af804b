"""What has to go: by age, and oldest first."""

from datetime import date, timedelta

import pytest

from seismo.model.ids import ProjectId
from seismo.model.retention import (
    KIND_OF_PAYLOAD,
    KIND_OF_TABLE,
    Kind,
    Retention,
    Share,
    expired,
    oldest,
)
from seismo.model.telemetry import TABLES

TODAY = date(2026, 11, 21)
ONE, TWO = ProjectId(1), ProjectId(2)


def share(age: int, project: ProjectId = ONE, kind: Kind = Kind.ERRORS) -> Share:
    return Share(TODAY - timedelta(days=age), project, kind)


@pytest.mark.parametrize(
    ("age", "goes"),
    [
        pytest.param(0, False, id="today"),
        pytest.param(90, False, id="the ninetieth whole day"),
        pytest.param(91, True, id="a day more"),
    ],
)
def test_ninety_whole_days_are_kept_and_today(age: int, goes: bool) -> None:
    assert bool(expired([share(age)], {ONE: Retention()}, TODAY)) is goes


def test_each_project_has_its_own_days() -> None:
    kept_for = {ONE: Retention(errors=5), TWO: Retention(errors=50)}

    assert expired([share(10), share(10, TWO)], kept_for, TODAY) == [share(10)]


def test_each_kind_has_its_own_days() -> None:
    logs = share(10, kind=Kind.LOGS)

    assert expired([share(10), logs], {ONE: Retention(logs=7)}, TODAY) == [logs]


def test_what_belongs_to_no_project_goes_at_once() -> None:
    assert expired([share(0)], {}, TODAY) == [share(0)]


def test_the_oldest_days_go_first_and_no_more_than_needed() -> None:
    sizes = {share(3): 100, share(2): 100, share(1): 100}

    assert oldest(sizes, 150, TODAY) == [share(3), share(2)]


def test_a_day_goes_with_all_its_projects_and_kinds() -> None:
    of_day = [share(3), share(3, TWO), share(3, kind=Kind.LOGS)]

    assert oldest(dict.fromkeys(of_day, 1), 1, TODAY) == sorted(of_day)


def test_today_never_goes() -> None:
    assert oldest({share(0): 100}, 50, TODAY) == []


def test_nothing_goes_when_nothing_is_in_excess() -> None:
    assert oldest({share(3): 100}, 0, TODAY) == []


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_kind(table: str) -> None:
    assert table in KIND_OF_TABLE


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_days(kind: Kind) -> None:
    assert Retention().days(kind) == 90


@pytest.mark.parametrize("payload", ["event", "transaction", "feedback"])
def test_every_kind_of_payload_has_a_kind(payload: str) -> None:
    assert payload in KIND_OF_PAYLOAD
