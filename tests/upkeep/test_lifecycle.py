"""What becomes of issues by the clock."""

import pytest
from support.app import App, TestProject, error
from support.telemetry import csp_report, new_id, post

from seismo.actions import issues as actions
from seismo.catalog.models import Issue, Project, User
from seismo.catalog.settings import save_section
from seismo.model.project import Lifecycle
from seismo.model.terms import Archive
from seismo.upkeep.lifecycle import ArchivedIssues, age

DAY = 86_400.0


@pytest.fixture
def issue(app: App, project: TestProject) -> Issue:
    app.send(project, error(user={"id": "first"}))
    return Issue.objects.get(project_id=project.id)


@pytest.fixture
def person(app: App) -> User:
    return User.objects.get(email="owner@example.test")


def fresh(issue: Issue) -> Issue:
    return Issue.objects.select_related("project").get(pk=issue.pk)


def archive(app: App, issue: Issue, person: User, terms: Archive) -> None:
    actions.archive(app.stores, [issue], person, app.clock.now(), terms)


def send(app: App, project: TestProject, *users: str) -> None:
    for user in users:
        app.send(project, error(user={"id": user}))


def last_said(issue: Issue) -> str:
    change = issue.changes.order_by("-pk").first()
    return change.said if change else ""


def test_an_archived_issue_comes_back_when_more_users_met_it(
    app: App, project: TestProject, issue: Issue, person: User
) -> None:
    archive(app, issue, person, Archive(users=2))
    clock = ArchivedIssues(app.stores)

    send(app, project, "first", "second", "second")
    clock.look()
    before = fresh(issue).status
    send(app, project, "third")
    clock.look()

    assert (before, fresh(issue).substatus) == ("ignored", "escalating")
    assert last_said(issue) == "2 more users met it since it was archived."


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (Archive(events=2, window=3_600), "2 events came within 1 hour."),
        (Archive(users=2, window=86_400), "2 users came within 1 day."),
    ],
    ids=["events", "users"],
)
def test_an_archived_issue_comes_back_when_many_come_within_a_time(
    app: App, project: TestProject, issue: Issue, person: User, terms: Archive, sentence: str
) -> None:
    archive(app, issue, person, terms)

    send(app, project, "second", "third")
    ArchivedIssues(app.stores).look()

    assert (fresh(issue).status, last_said(issue)) == ("unresolved", sentence)


def test_an_archived_issue_escalates_above_its_limit(
    app: App, project: TestProject, issue: Issue, person: User
) -> None:
    archive(app, issue, person, Archive(is_until_escalating=True))
    terms = {"type": "archive", "is_until_escalating": True, "hourly_limit": 2}
    Issue.objects.filter(pk=issue.pk).update(terms=terms)
    clock = ArchivedIssues(app.stores)

    send(app, project, "a", "b")
    clock.look()
    before = fresh(issue).status
    send(app, project, "c")
    clock.look()

    assert (before, fresh(issue).status) == ("ignored", "unresolved")
    assert last_said(issue) == "3 events came within an hour, more than the 2 that it may have."


def test_an_archived_issue_comes_back_at_its_time(app: App, issue: Issue, person: User) -> None:
    archive(app, issue, person, Archive(until=app.clock.now() - 0.5))

    ArchivedIssues(app.stores).look()

    assert (fresh(issue).substatus, fresh(issue).priority) == ("escalating", "high")


def test_what_is_archived_for_good_stays(
    app: App, project: TestProject, issue: Issue, person: User
) -> None:
    archive(app, issue, person, Archive())

    send(app, project, "second", "third")
    ArchivedIssues(app.stores).look()

    assert fresh(issue).substatus == "archived_forever"


def test_a_merged_issue_gets_a_limit_of_its_own(
    app: App, project: TestProject, issue: Issue, person: User
) -> None:
    archive(app, issue, person, Archive(is_until_escalating=True, hourly_limit=None))
    Issue.objects.filter(pk=issue.pk).update(
        terms={"type": "archive", "is_until_escalating": True},
        first_seen=issue.first_seen.replace(year=2025),
    )

    ArchivedIssues(app.stores).look()

    assert fresh(issue).terms["hourly_limit"] == 20


def test_what_was_archived_by_its_first_event_has_no_limit_on_its_first_day(
    app: App, project: TestProject
) -> None:
    post(app, project, csp_report(), event_id=new_id())
    app.wait_until_idle()
    issue = Issue.objects.get(project_id=project.id)

    ArchivedIssues(app.stores).look()

    assert (fresh(issue).substatus, fresh(issue).terms) == ("archived_until_escalating", None)


def test_what_is_new_for_a_week_is_ongoing(app: App, issue: Issue) -> None:
    Issue.objects.filter(pk=issue.pk).update(since=issue.since.replace(year=2025))

    age(app.stores)

    assert (fresh(issue).substatus, last_said(issue)) == ("ongoing", "It was new for a week.")


def test_what_is_new_for_less_than_a_week_stays_new(app: App, issue: Issue) -> None:
    age(app.stores)

    assert fresh(issue).substatus == "new"


@pytest.mark.parametrize(("hours", "status"), [(24, "resolved"), (None, "unresolved")])
def test_what_nobody_sees_any_more_is_resolved_where_the_project_says_so(
    app: App, issue: Issue, hours: int | None, status: str
) -> None:
    save_section(Project.objects.get(pk=issue.project_id), Lifecycle(resolve_after=hours))
    long_ago = issue.last_seen.replace(year=2025)
    Issue.objects.filter(pk=issue.pk).update(last_seen=long_ago, since=long_ago)

    age(app.stores)

    assert fresh(issue).status == status
