"""A folder that is as full as after a busy month."""

import pytest
from support.app import App, TestProject

from seismo.bench_data import Amount, fill
from seismo.catalog.models import Issue
from seismo.model.ids import ProjectId
from seismo.queries.search.parse import parse
from seismo.queries.stream import IssueFilter, list_issues


@pytest.fixture
def filled(app: App, project: TestProject) -> TestProject:
    fill(app.stores, ProjectId(project.id), Amount(events=40, issues=4, days=3), lambda _: None)
    return project


def test_the_events_are_those_of_so_many_issues(filled: TestProject) -> None:
    counts = Issue.objects.filter(project_id=filled.id).values_list("times_seen", flat=True)

    assert len(counts) == 4
    assert sum(counts) == 40


def test_what_is_stored_is_found(app: App, filled: TestProject) -> None:
    wanted = IssueFilter(
        project=filled.slug, search=parse("plan:[free, team, paid] shop left stack.function:*")
    )

    assert len(list_issues(app.stores, app.access(), wanted, None).rows) == 4


def test_filling_again_adds_other_events(app: App, filled: TestProject) -> None:
    fill(app.stores, ProjectId(filled.id), Amount(events=10, issues=1, days=1), lambda _: None)

    counts = Issue.objects.filter(project_id=filled.id).values_list("times_seen", flat=True)
    assert sum(counts) == 50
