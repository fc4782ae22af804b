"""One event among the events of its issue, known from its events or counted by the event store."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from support.app import App, TestProject, error

from seismo.catalog.models import GroupingHash, Issue
from seismo.model.ids import EventId
from seismo.queries.events import load_event
from seismo.queries.history import Here, History, Neighbours, history
from seismo.queries.recent import recent_of

NOBODY = EventId("f" * 32)

Placed = Callable[[Issue, EventId], History]


@pytest.fixture(params=[True, False], ids=["from its events", "counted by the store"])
def placed(app: App, request: pytest.FixtureRequest) -> Placed:
    def place(issue: Issue, event_id: EventId) -> History:
        recent = replace(recent_of(app.stores, issue), is_all=request.param)
        loaded = load_event(app.stores, {issue.project_id}, event_id)
        moment = loaded.event.timestamp if loaded else app.clock.now()
        return history(app.stores, issue, Here(event_id, moment), recent)

    return place


def sent(app: App, project: TestProject, *ages: float) -> list[EventId]:
    now = app.clock.now()
    return [app.send(project, error(timestamp=now - age)) for age in ages]


def only_issue(project: TestProject) -> Issue:
    return Issue.objects.select_related("project").get(project_id=project.id)


def test_events_stand_in_the_order_in_which_they_happened(
    app: App, project: TestProject, placed: Placed
) -> None:
    third, first, second = sent(app, project, 10, 30, 20)

    assert placed(only_issue(project), second).neighbours == Neighbours(
        total=3, position=2, first=first, previous=first, next=third, last=third
    )


def test_the_oldest_event_has_none_before_it(
    app: App, project: TestProject, placed: Placed
) -> None:
    first, _ = sent(app, project, 20, 10)

    assert placed(only_issue(project), first).neighbours.previous is None


def test_the_newest_event_has_none_after_it(app: App, project: TestProject, placed: Placed) -> None:
    _, last = sent(app, project, 20, 10)

    assert placed(only_issue(project), last).neighbours.next is None


def test_events_of_the_same_moment_are_all_reached(
    app: App, project: TestProject, placed: Placed
) -> None:
    moment = app.clock.now() - 5
    events = {app.send(project, error(timestamp=moment)) for _ in range(4)}
    issue = only_issue(project)

    at = placed(issue, NOBODY).neighbours.first
    reached = set()
    while at is not None:
        reached.add(at)
        at = placed(issue, at).neighbours.next

    assert reached == events


def test_an_event_of_another_issue_has_no_place(
    app: App, project: TestProject, placed: Placed
) -> None:
    sent(app, project, 10)

    assert placed(only_issue(project), NOBODY).neighbours.position == 0


def test_the_users_of_all_hashes_of_an_issue_count_once(
    app: App, project: TestProject, placed: Placed
) -> None:
    for function in ("pay", "ship"):
        app.send(project, error(function=function, user={"id": "1"}))
    kept, merged = Issue.objects.filter(project_id=project.id).order_by("pk")
    GroupingHash.objects.filter(issue=merged).update(issue=kept)

    found = placed(kept, NOBODY)

    assert (found.neighbours.total, found.users) == (2, 1)


def test_events_are_counted_by_the_hour(app: App, project: TestProject, placed: Placed) -> None:
    now = app.clock.now()
    sent(app, project, 60, 61, 13 * 86_400)

    counts = placed(only_issue(project), NOBODY).hours

    expected = Counter(int(now - age) // 3_600 for age in (60, 61, 13 * 86_400))
    assert counts == expected
