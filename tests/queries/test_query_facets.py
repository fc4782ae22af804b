"""What the events of an issue have in common."""

import pytest
from support.app import App, TestProject, error

from seismo.catalog.models import Issue
from seismo.queries.facets import TAGGED_EVENTS, is_counted, part_of, tag_facets, who_and_where
from seismo.queries.recent import recent_of


def only_issue(project: TestProject) -> Issue:
    return Issue.objects.get(project_id=project.id)


def test_the_most_frequent_value_of_a_tag_comes_first(app: App, project: TestProject) -> None:
    for plan in ("paid", "free", "free", "free"):
        app.send(project, error(tags={"plan": plan}))

    [plan_facet] = [f for f in tag_facets(app.stores, only_issue(project)) if f.name == "plan"]

    assert [(value.text, value.share) for value in plan_facet.values] == [
        ("free", 0.75),
        ("paid", 0.25),
    ]


def test_a_tag_with_many_values_says_how_many(app: App, project: TestProject) -> None:
    for number in range(6):
        app.send(project, error(tags={"cart": f"c{number}"}))

    [cart] = [f for f in tag_facets(app.stores, only_issue(project)) if f.name == "cart"]

    assert (len(cart.values), cart.different) == (4, 6)


def test_what_everybody_asks_for_comes_in_a_fixed_order(app: App, project: TestProject) -> None:
    app.send(
        project,
        error(server_name="web-1", environment="production", release="shop@1", user={"id": "7"}),
    )

    names = [facet.name for facet in who_and_where(recent_of(app.stores, only_issue(project)))]

    assert names == ["release", "environment", "user", "server_name"]


def test_the_most_frequent_value_of_a_column_comes_first(app: App, project: TestProject) -> None:
    for release in ("shop@1", "shop@2", "shop@2", "shop@2"):
        app.send(project, error(release=release))

    [facet] = who_and_where(recent_of(app.stores, only_issue(project)))

    assert [(value.text, value.share) for value in facet.values] == [
        ("shop@2", 0.75),
        ("shop@1", 0.25),
    ]


def test_a_column_with_many_values_says_how_many(app: App, project: TestProject) -> None:
    for number in range(6):
        app.send(project, error(user={"id": str(number)}))

    [users] = who_and_where(recent_of(app.stores, only_issue(project)))

    assert (len(users.values), users.different) == (4, 6)


def test_events_without_a_value_take_no_share(app: App, project: TestProject) -> None:
    app.send(project, error())
    app.send(project, error(release="shop@1"))

    [facet] = who_and_where(recent_of(app.stores, only_issue(project)))

    assert [value.share for value in facet.values] == [1.0]


@pytest.mark.parametrize("name", ["release", "url", "trace", "browser.name"])
def test_a_tag_that_the_page_says_elsewhere_has_no_facet(name: str) -> None:
    assert not is_counted(name)


def test_a_tag_of_the_application_has_a_facet() -> None:
    assert is_counted("plan")


def test_what_the_events_say_comes_first_where_it_differs(app: App, project: TestProject) -> None:
    for message in ("order 1", "order 2", "order 2"):
        app.send(project, error(message, tags={"browser": "Firefox"}))

    first = tag_facets(app.stores, only_issue(project))[0]

    assert (first.name, [value.text for value in first.values]) == (
        "title",
        ["ValueError: order 2", "ValueError: order 1"],
    )


def test_what_all_events_say_alike_is_no_facet(app: App, project: TestProject) -> None:
    app.send(project, error(tags={"plan": "free"}))

    assert "title" not in [f.name for f in tag_facets(app.stores, only_issue(project))]


@pytest.mark.parametrize(
    ("events", "told"),
    [(TAGGED_EVENTS, 0), (TAGGED_EVENTS + 1, TAGGED_EVENTS)],
    ids=["all of them", "the newest"],
)
def test_facets_of_a_part_of_the_events_say_of_how_many(events: int, told: int) -> None:
    assert part_of(Issue(times_seen=events)) == told
