"""The sums of the ledger: by outcome, over time, by reason, by key, by project."""

from datetime import UTC, datetime

import pytest
from support.app import App, TestProject

from seismo.catalog import outcomes
from seismo.catalog.models import Project, ProjectKey
from seismo.model.ids import ProjectId
from seismo.model.outcome import DataCategory, Outcome
from seismo.queries.stats import GROUPS, PERIODS, Question, lines, stats

NOW = datetime(2026, 11, 21, 22, 15, tzinfo=UTC).timestamp()
HOUR, DAY = 3600, 86_400


def count(
    project: TestProject,
    quantity: int,
    reason: str = "",
    category: str = "error",
    when: float = NOW,
    key: int = 0,
) -> None:
    cell = outcomes.Cell(ProjectId(project.id), key, outcomes.hour_of(when), category, reason)
    outcomes.add({cell: quantity})


def question(*projects: TestProject, period: str = "24h", **more: object) -> Question:
    found = [Project.objects.get(pk=project.id) for project in projects]
    return Question(found, PERIODS[period], NOW, **more)  # type: ignore[arg-type]


def test_every_category_belongs_to_exactly_one_group() -> None:
    grouped = [category for together in GROUPS.values() for category in together]
    assert sorted(grouped) == sorted(DataCategory)


def test_the_six_sums_are_all_there_was(app: App, project: TestProject) -> None:
    for quantity, reason in enumerate(
        ("", "localhost", "key_quota", "invalid_json", "client_sample_rate", "internal"), 1
    ):
        count(project, quantity, reason)
    found = stats(question(project))
    assert found.totals == {
        Outcome.ACCEPTED: 1,
        Outcome.FILTERED: 2,
        Outcome.RATE_LIMITED: 3,
        Outcome.INVALID: 4,
        Outcome.CLIENT_DISCARD: 5,
        Outcome.INTERNAL: 6,
    }
    assert (found.total, found.dropped) == (21, 20)


def test_bars_sums_reasons_and_sources_agree(app: App, project: TestProject) -> None:
    for hours in range(0, 24, 3):
        count(project, 5, when=NOW - hours * HOUR)
        count(project, 2, "duplicate", when=NOW - hours * HOUR)
    found = stats(question(project))
    assert sum(sum(bar.quantities.values()) for bar in found.bars) == found.total
    assert sum(line.quantity for line in found.reasons) == found.dropped
    assert sum(line.total for line in found.sources) == found.total
    assert found.groups[DataCategory.ERROR] == found.total


@pytest.mark.parametrize(
    ("period", "bars", "first"),
    [
        ("24h", 24, "2026-11-20T23:00"),
        ("7d", 29, "2026-11-14T18:00"),
        ("30d", 31, "2026-10-22T00:00"),
        ("90d", 91, "2026-08-23T00:00"),
    ],
)
def test_a_period_has_full_steps_up_to_now(
    app: App, project: TestProject, period: str, bars: int, first: str
) -> None:
    found = stats(question(project, period=period)).bars
    assert len(found) == bars
    assert f"{found[0].start:%Y-%m-%dT%H:%M}" == first
    assert found[-1].start.timestamp() <= NOW < found[-1].end.timestamp()


def test_a_bar_holds_what_came_in_during_its_step(app: App, project: TestProject) -> None:
    count(project, 3)
    count(project, 4, when=NOW - 23 * HOUR)
    found = stats(question(project)).bars
    assert found[-1].quantities == {Outcome.ACCEPTED: 3}
    assert found[0].quantities == {Outcome.ACCEPTED: 4}


def test_what_is_older_than_the_period_is_left_out(app: App, project: TestProject) -> None:
    count(project, 3, when=NOW - 24 * HOUR)
    assert stats(question(project)).total == 0


def test_one_kind_is_shown_and_all_are_named(app: App, project: TestProject) -> None:
    count(project, 1)
    count(project, 2, category="default")
    count(project, 40, category="log_item")
    found = stats(question(project, group=DataCategory.LOG_ITEM))
    assert found.total == 40
    named = {group: n for group, n in found.groups.items() if n}
    assert named == {DataCategory.ERROR: 3, DataCategory.LOG_ITEM: 40}


def test_reasons_come_with_the_most_frequent_first(app: App, project: TestProject) -> None:
    count(project, 1, "duplicate")
    count(project, 3, "localhost")
    found = stats(question(project)).reasons
    assert [(line.reason, line.quantity, line.share) for line in found] == [
        ("localhost", 3, 0.75),
        ("duplicate", 1, 0.25),
    ]


def test_a_project_is_split_by_its_keys(app: App, project: TestProject) -> None:
    key = ProjectKey.objects.get(public_key=project.key)
    count(project, 5, key=key.pk)
    count(project, 2, "auth_unknown_key")
    found = stats(question(project)).sources
    assert [(line.name, line.total) for line in found] == [("Default", 5), ("No valid key", 2)]


def test_one_key_can_be_asked_for(app: App, project: TestProject) -> None:
    key = ProjectKey.objects.get(public_key=project.key)
    count(project, 5, key=key.pk)
    count(project, 2)
    assert stats(question(project, key_id=key.pk)).total == 5


def test_several_projects_are_split_by_name(app: App) -> None:
    shop, site = app.project("Shop"), app.project("Site")
    count(shop, 1)
    count(site, 2)
    found = stats(question(shop, site)).sources
    assert [line.total for line in found] == [2, 1]


def test_a_spreadsheet_gets_every_cell_in_order(app: App, project: TestProject) -> None:
    count(project, 2, "localhost")
    count(project, 1, when=NOW - HOUR)
    count(project, 9, category="session")
    found = [
        (line.category, line.outcome, line.reason, line.quantity)
        for line in lines(question(project))
    ]
    assert found == [
        ("error", "accepted", "", 1),
        ("error", "filtered", "localhost", 2),
        ("session", "accepted", "", 9),
    ]


def test_the_sources_of_one_project_are_keys_and_those_of_two_are_projects(app: App) -> None:
    shop, site = app.project(), app.project()
    assert stats(question(shop)).by_key
    assert not stats(question(shop, site)).by_key
