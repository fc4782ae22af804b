"""What projects have used of their quotas of the month, and when people are told."""

from datetime import UTC, datetime

import pytest
from support.app import App, TestProject, error

from seismo.catalog import outcomes
from seismo.catalog.models import Project, QuotaNotice
from seismo.catalog.quotas import notice, usages_of
from seismo.catalog.settings import save_section
from seismo.model.ids import ProjectId
from seismo.model.outcome import DataCategory, Reason
from seismo.model.project import CategoryLimit, Limits

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC).timestamp()
DAY = 86_400


def quota(project: TestProject, quota: int) -> Project:
    found = Project.objects.get(pk=project.id)
    save_section(found, Limits((CategoryLimit(DataCategory.ERROR, quota=quota),)))
    return found


def keep(
    project: TestProject,
    quantity: int,
    category: str = "error",
    when: float = NOON,
    reason: str = "",
) -> None:
    cell = outcomes.Cell(ProjectId(project.id), 0, outcomes.hour_of(when), category, reason)
    outcomes.add({cell: quantity})


def told(project: TestProject, now: float = NOON) -> list[int]:
    notice({ProjectId(project.id)}, now)
    rows = QuotaNotice.objects.filter(project_id=project.id).order_by("percent", "month")
    return [row.percent for row in rows]


def test_errors_messages_and_reports_share_a_quota(app: App, project: TestProject) -> None:
    limited = quota(project, 100)
    for category in ("error", "default", "security", "transaction"):
        keep(project, 10, category)
    (usage,) = usages_of(limited, NOON)
    assert (usage.category, usage.quota, usage.used) == (DataCategory.ERROR, 100, 30)


def test_what_is_dropped_or_of_another_month_uses_nothing(app: App, project: TestProject) -> None:
    limited = quota(project, 100)
    keep(project, 10, reason=Reason.LOCALHOST)
    keep(project, 10, when=NOON - 30 * DAY)
    assert usages_of(limited, NOON)[0].used == 0


def test_without_a_quota_nothing_is_counted(app: App, project: TestProject) -> None:
    assert usages_of(Project.objects.get(pk=project.id), NOON) == ()
    assert told(project) == []


@pytest.mark.parametrize(
    ("used", "percents"), [(79, []), (80, [80]), (99, [80]), (100, [80, 100]), (150, [80, 100])]
)
def test_people_are_told_near_the_quota_and_at_it(
    app: App, project: TestProject, used: int, percents: list[int]
) -> None:
    quota(project, 100)
    keep(project, used)
    assert told(project) == percents


def test_they_are_told_once_a_month(app: App, project: TestProject) -> None:
    quota(project, 100)
    keep(project, 80)
    assert [told(project), told(project)] == [[80], [80]]
    december = NOON + 20 * DAY
    keep(project, 80, when=december)
    assert told(project, december) == [80, 80]


def test_the_commit_that_uses_up_a_quota_tells(app: App, project: TestProject) -> None:
    quota(project, 1)
    app.send(project, error())
    rows = QuotaNotice.objects.filter(project_id=project.id)
    assert [row.percent for row in rows] == [80, 100]
