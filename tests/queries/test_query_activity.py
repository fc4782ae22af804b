"""How often, how many users and when: from the event store."""

import pytest
from support.app import App, TestProject, error

from seismo.catalog.models import GroupingHash, Issue
from seismo.queries.activity import DAY, FORTNIGHT, Span, activity_of


def only_issue(project: TestProject) -> Issue:
    return Issue.objects.get(project_id=project.id)


@pytest.mark.parametrize(
    ("span", "age", "part"),
    [
        (DAY, 60, 23),
        (DAY, 3_660, 22),
        (DAY, 86_340, 0),
        (DAY, 86_460, None),
        (FORTNIGHT, 60, 27),
        (FORTNIGHT, 13.9 * 86_400, 0),
    ],
)
def test_an_event_counts_in_the_part_of_the_span_that_it_fell_into(
    app: App, project: TestProject, span: Span, age: float, part: int | None
) -> None:
    now = app.clock.now()
    app.send(project, error(timestamp=now - age))
    issue = only_issue(project)

    trend = activity_of(app.stores.eventstore, [issue], span, now)[issue.pk].trend

    assert [index for index, count in enumerate(trend) if count] == ([] if part is None else [part])


def test_events_before_the_span_count_in_the_total(app: App, project: TestProject) -> None:
    now = app.clock.now()
    for age in (60, 5 * 86_400):
        app.send(project, error(timestamp=now - age))
    issue = only_issue(project)

    assert activity_of(app.stores.eventstore, [issue], DAY, now)[issue.pk].events == 2


def test_each_user_counts_once(app: App, project: TestProject) -> None:
    for user in ("1", "2", "1"):
        app.send(project, error(user={"id": user}))
    issue = only_issue(project)

    now = app.clock.now()
    assert activity_of(app.stores.eventstore, [issue], DAY, now)[issue.pk].users == 2


def test_the_hashes_of_one_issue_count_together(app: App, project: TestProject) -> None:
    for function in ("pay", "ship"):
        app.send(project, error(function=function, user={"id": "1"}))
    kept, merged = Issue.objects.filter(project_id=project.id).order_by("pk")
    GroupingHash.objects.filter(issue=merged).update(issue=kept)

    found = activity_of(app.stores.eventstore, [kept], DAY, app.clock.now())[kept.pk]

    assert (sum(found.trend), found.users) == (2, 1)


def test_users_that_were_counted_apart_count_once_after_a_merge(
    app: App, project: TestProject
) -> None:
    for function in ("pay", "ship"):
        app.send(project, error(function=function, user={"id": "1"}))
    kept, merged = Issue.objects.filter(project_id=project.id).order_by("pk")
    before = activity_of(app.stores.eventstore, [kept, merged], DAY, app.clock.now())
    GroupingHash.objects.filter(issue=merged).update(issue=kept)

    after = activity_of(app.stores.eventstore, [kept, merged], DAY, app.clock.now())

    counts = [[found[issue.pk].users for issue in (kept, merged)] for found in (before, after)]
    assert counts == [[1, 1], [1, 0]]


def test_the_user_of_an_event_that_came_late_counts(app: App, project: TestProject) -> None:
    now = app.clock.now()
    counts = []
    for user, age in (("1", 60), ("2", 5 * 86_400), ("3", 30)):
        app.send(project, error(user={"id": user}, timestamp=now - age))
        issue = only_issue(project)
        counts.append(activity_of(app.stores.eventstore, [issue], DAY, now)[issue.pk].users)

    assert counts == [1, 2, 3]


def test_the_same_hash_in_two_projects_is_two_issues(app: App) -> None:
    first, second = app.project(), app.project()
    for place in (first, second, second):
        app.send(place, error(fingerprint=["payments"]))
    issues = [only_issue(first), only_issue(second)]

    found = activity_of(app.stores.eventstore, issues, DAY, app.clock.now())

    assert [found[issue.pk].events for issue in issues] == [1, 2]


def test_without_issues_nothing_is_asked(app: App) -> None:
    assert activity_of(app.stores.eventstore, [], DAY, app.clock.now()) == {}
