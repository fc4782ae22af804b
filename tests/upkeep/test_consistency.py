"""All parts say the same, and each way of not doing so has its sentence."""

import uuid
from datetime import date

import pytest
from sqlglot import select
from support.app import App, TestProject, error
from support.every_kind import post_every_kind

from seismo.catalog.models import GroupingHash, Issue, OutcomeCount, StoredDay
from seismo.model.clock import from_unix
from seismo.model.ids import ProjectId
from seismo.model.retention import Kind, Share
from seismo.upkeep.consistency import differences


def found(app: App, project: TestProject) -> list[str]:
    """What is wrong with one project: others may be in the middle of something."""
    issues = {
        f"issue {pk}:"
        for pk in Issue.objects.filter(project_id=project.id).values_list("pk", flat=True)
    }
    return [
        each
        for each in differences(app.stores, app.server.upkeep)
        if f"project {project.id} " in each
        or f"project {project.id}:" in each
        or any(each.startswith(issue) for issue in issues)
    ]


def today(app: App) -> date:
    return from_unix(app.stores.clock.now()).date()


@pytest.fixture
def stored(app: App, project: TestProject) -> TestProject:
    for function in ("pay", "pay", "ship"):
        app.send(project, error(function=function))
    return project


def test_nothing_is_wrong_with_what_came_in(app: App, stored: TestProject) -> None:
    assert found(app, stored) == []


def test_nothing_is_wrong_with_any_kind(app: App, project: TestProject) -> None:
    post_every_kind(app, project)

    assert found(app, project) == []


def test_nothing_is_wrong_with_duplicates_and_drops(app: App, stored: TestProject) -> None:
    event_id = uuid.uuid4().hex
    for _ in range(2):
        app.send(stored, error(event_id=event_id))
    app.post(stored, b"{}\n{}\n")
    app.wait_until_idle()

    assert found(app, stored) == []


def test_a_payload_that_is_missing_is_told(app: App, stored: TestProject) -> None:
    rows = app.stores.eventstore.select(
        select('"partition"', '"offset"', '"row"')
        .from_("events")
        .where(f"project_id = {stored.id}"),
        {},
    )
    app.server.upkeep.payloads.remove(today(app), [rows[0]])

    (difference,) = found(app, stored)
    assert difference.endswith("2 are in the files of payloads, 3 are counted")


def test_rows_that_are_missing_are_told(app: App, stored: TestProject) -> None:
    app.server.upkeep.eventstore.forget([Share(today(app), ProjectId(stored.id), Kind.ERRORS)])

    assert any(each.endswith("0 rows for search, 3 are counted") for each in found(app, stored))


def test_an_issue_that_counts_wrong_is_told(app: App, stored: TestProject) -> None:
    issue = Issue.objects.filter(project_id=stored.id, times_seen=2).get()
    Issue.objects.filter(pk=issue.pk).update(times_seen=7)

    assert found(app, stored) == [f"issue {issue.pk}: 2 rows of events, 7 are counted"]


def test_rows_without_an_issue_are_told(app: App, stored: TestProject) -> None:
    issue = Issue.objects.filter(project_id=stored.id, times_seen=2).get()
    GroupingHash.objects.filter(issue=issue).delete()

    assert f"project {stored.id}: 2 rows of events belong to no issue" in found(app, stored)


def test_outcomes_that_differ_are_told(app: App, stored: TestProject) -> None:
    OutcomeCount.objects.filter(project_id=stored.id, category="error").update(quantity=9)

    assert any(
        "9 were accepted, 3 are stored and 0 were removed" in each for each in found(app, stored)
    )


def test_a_counter_that_is_missing_is_told(app: App, stored: TestProject) -> None:
    StoredDay.objects.filter(project_id=stored.id, kind="errors").update(items=0)

    assert any(
        each.endswith("3 are in the files of payloads, 0 are counted")
        for each in found(app, stored)
    )
