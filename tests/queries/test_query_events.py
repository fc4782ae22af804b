"""One event among the events of its issue."""

from support.app import App, TestProject, error

from seismo.catalog.models import Issue
from seismo.model.ids import EventId
from seismo.queries.events import Neighbours, facets, load_event, neighbours, owner_of, trend

NOBODY = EventId("f" * 32)


def sent(app: App, project: TestProject, *ages: float) -> list[EventId]:
    now = app.clock.now()
    return [app.send(project, error(timestamp=now - age)) for age in ages]


def only_issue(project: TestProject) -> Issue:
    return Issue.objects.select_related("project").get(project_id=project.id)


def test_events_stand_in_the_order_in_which_they_happened(app: App, project: TestProject) -> None:
    third, first, second = sent(app, project, 10, 30, 20)

    assert neighbours(app.stores, only_issue(project), second) == Neighbours(
        total=3, position=2, first=first, previous=first, next=third, last=third
    )


def test_the_oldest_event_has_none_before_it(app: App, project: TestProject) -> None:
    first, _ = sent(app, project, 20, 10)

    assert neighbours(app.stores, only_issue(project), first).previous is None


def test_the_newest_event_has_none_after_it(app: App, project: TestProject) -> None:
    _, last = sent(app, project, 20, 10)

    assert neighbours(app.stores, only_issue(project), last).next is None


def test_events_of_the_same_moment_are_all_reached(app: App, project: TestProject) -> None:
    moment = app.clock.now() - 5
    events = {app.send(project, error(timestamp=moment)) for _ in range(4)}
    issue = only_issue(project)

    at = neighbours(app.stores, issue, NOBODY).first
    reached = set()
    while at is not None:
        reached.add(at)
        at = neighbours(app.stores, issue, at).next

    assert reached == events


def test_an_event_of_another_issue_has_no_place(app: App, project: TestProject) -> None:
    sent(app, project, 10)

    assert neighbours(app.stores, only_issue(project), NOBODY).position == 0


def test_the_most_frequent_value_of_a_tag_comes_first(app: App, project: TestProject) -> None:
    for plan in ("paid", "free", "free", "free"):
        app.send(project, error(tags={"plan": plan}))

    [plan_facet] = [f for f in facets(app.stores, only_issue(project)) if f.name == "plan"]

    assert [(value.text, value.share) for value in plan_facet.values] == [
        ("free", 0.75),
        ("paid", 0.25),
    ]


def test_a_tag_with_many_values_says_how_many(app: App, project: TestProject) -> None:
    for number in range(6):
        app.send(project, error(tags={"cart": f"c{number}"}))

    [cart] = [f for f in facets(app.stores, only_issue(project)) if f.name == "cart"]

    assert (len(cart.values), cart.different) == (4, 6)


def test_release_and_environment_come_before_other_tags(app: App, project: TestProject) -> None:
    app.send(project, error(tags={"a": "1"}, environment="production", release="shop@1"))

    names = [facet.name for facet in facets(app.stores, only_issue(project))]

    assert names[:2] == ["release", "environment"]


def test_the_trend_covers_fourteen_days(app: App, project: TestProject) -> None:
    sent(app, project, 60, 13.9 * 86_400)

    counts = trend(app.stores, only_issue(project)).counts

    assert (counts[0], counts[-1], sum(counts)) == (1, 1, 2)


def test_a_stored_event_is_loaded_and_leads_to_its_issue(app: App, project: TestProject) -> None:
    [event_id] = sent(app, project, 10)

    loaded = load_event(app.stores, {project.id}, event_id)

    assert loaded is not None
    assert loaded.event.event_id == event_id
    assert owner_of(loaded) == only_issue(project)


def test_an_event_of_another_project_is_not_loaded(app: App, project: TestProject) -> None:
    [event_id] = sent(app, project, 10)

    assert load_event(app.stores, {project.id + 1}, event_id) is None
