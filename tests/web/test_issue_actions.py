"""Resolving and reopening."""

import pytest
from support.app import App, TestProject, error

from seismo.actions import issues as actions
from seismo.catalog.models import Issue, IssueChange, User


@pytest.fixture
def issue(app: App, project: TestProject) -> Issue:
    app.send(project, error())
    return Issue.objects.get(project_id=project.id)


@pytest.fixture
def person(app: App) -> User:
    return User.objects.get(email="owner@example.test")


def kinds(issue: Issue) -> list[str]:
    return list(issue.changes.order_by("pk").values_list("kind", flat=True))


def test_a_resolved_issue_knows_since_when(app: App, issue: Issue, person: User) -> None:
    now = app.clock.now()
    actions.resolve([issue], person, now)

    issue.refresh_from_db()

    assert (issue.status, issue.substatus) == ("resolved", "")
    assert issue.resolved_at is not None
    assert issue.resolved_at.timestamp() == pytest.approx(now, abs=1e-5)


def test_a_reopened_issue_is_ongoing(app: App, issue: Issue, person: User) -> None:
    actions.resolve([issue], person, app.clock.now())
    actions.reopen([issue], person, app.clock.now())

    issue.refresh_from_db()

    assert (issue.status, issue.substatus, issue.resolved_at) == ("unresolved", "ongoing", None)


def test_each_change_is_in_the_activity_with_its_person(
    app: App, issue: Issue, person: User
) -> None:
    actions.resolve([issue], person, app.clock.now())
    actions.reopen([issue], person, app.clock.now())

    assert kinds(issue) == ["new", "resolved", "reopened"]
    assert IssueChange.objects.filter(issue=issue, user=person).count() == 2


def test_resolving_twice_is_resolving_once(app: App, issue: Issue, person: User) -> None:
    first = actions.resolve([issue], person, app.clock.now())
    second = actions.resolve([issue], person, app.clock.now())

    assert [changed.pk for changed in first.changed] == [issue.pk]
    assert (second.changed, second.undo) == ([], None)
    assert kinds(issue) == ["new", "resolved"]


def test_reopening_what_is_open_changes_nothing(app: App, issue: Issue, person: User) -> None:
    assert not actions.reopen([issue], person, app.clock.now()).changed
    issue.refresh_from_db()
    assert issue.substatus == "new"


def test_an_event_after_the_resolution_brings_the_issue_back(
    app: App, project: TestProject, issue: Issue, person: User
) -> None:
    actions.resolve([issue], person, app.clock.now() - 5)
    app.send(project, error())

    issue.refresh_from_db()

    assert (issue.status, issue.substatus) == ("unresolved", "regressed")


def test_many_issues_change_together(app: App, project: TestProject, person: User) -> None:
    for function in ("pay", "ship", "refund"):
        app.send(project, error(function=function))
    issues = list(Issue.objects.filter(project_id=project.id))

    actions.resolve(issues, person, app.clock.now())

    assert Issue.objects.filter(project_id=project.id, status="resolved").count() == 3
