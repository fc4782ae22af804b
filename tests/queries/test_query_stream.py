"""The stream: cursors, pages, orders and news."""

import pytest
from support.app import App, TestProject, envelope, error

from seismo.queries.stream import (
    Cursor,
    IssueFilter,
    Sort,
    list_issues,
    news_since,
    parse_cursor,
)


@pytest.mark.parametrize("older", [True, False], ids=["older", "newer"])
def test_a_cursor_survives_its_way_through_an_address(*, older: bool) -> None:
    cursor = Cursor(older, 1_763_762_403_123_457, 42)

    assert parse_cursor(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "older",
        "older.1",
        "older.-1.2",
        "sideways.1.2",
        "older.1.x",
        "older.9e9.1",
        "older.99999999999999999.1",
    ],
)
def test_other_text_is_no_cursor(text: str) -> None:
    assert parse_cursor(text) is None


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_paging_forth_and_back_ends_where_it_began(
    app: App, project: TestProject, limit: int, sort: Sort
) -> None:
    now = app.clock.now()
    for function in ("a", "b", "c", "d", "e"):
        app.post(project, envelope(error(function=function, timestamp=now - 5)))
    app.wait_until_idle()
    wanted = IssueFilter(project=project.slug, sort=sort)

    def page(cursor: Cursor | None) -> tuple[list[int], Cursor | None, Cursor | None]:
        found = list_issues(app.stores, app.access(), wanted, cursor, limit=limit)
        return [row.issue.pk for row in found.rows], found.older, found.newer

    first = page(None)
    second = page(first[1])
    back = page(second[2])

    assert back == (first[0], first[1], None)
    assert not set(first[0]) & set(second[0])


def test_what_happened_before_a_page_was_made_is_no_news(app: App, project: TestProject) -> None:
    app.send(project, error())
    wanted = IssueFilter(project=project.slug)
    newest = list_issues(app.stores, app.access(), wanted, None).newest

    assert news_since(app.stores, app.access(), wanted, newest).active == 0


def test_a_new_issue_is_news_even_when_its_clock_is_behind(app: App, project: TestProject) -> None:
    app.send(project, error(function="pay"))
    wanted = IssueFilter(project=project.slug)
    newest = list_issues(app.stores, app.access(), wanted, None).newest
    app.send(project, error(function="ship", timestamp=app.clock.now() - 3_600))

    news = news_since(app.stores, app.access(), wanted, newest)

    assert (news.new, news.active) == (1, 1)


def test_the_first_issue_is_news_in_an_empty_stream(app: App, project: TestProject) -> None:
    wanted = IssueFilter(project=project.slug)
    newest = list_issues(app.stores, app.access(), wanted, None).newest
    app.send(project, error())

    news = news_since(app.stores, app.access(), wanted, newest)

    assert (news.new, news.active) == (1, 1)


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        (Sort.LAST_SEEN, "late"),
        (Sort.FIRST_SEEN, "late"),
        (Sort.EVENTS, "often"),
        (Sort.USERS, "widely"),
        (Sort.TRENDS, "often"),
    ],
    ids=str,
)
def test_the_stream_has_five_orders(app: App, project: TestProject, sort: Sort, first: str) -> None:
    now = app.clock.now()
    events = {"often": "1111", "widely": "123", "late": "1"}
    for age, (function, users) in zip((60, 50, 40), events.items(), strict=True):
        for user in users:
            event = error(function=function, timestamp=now - age, user={"id": user})
            app.post(project, envelope(event))
    app.wait_until_idle()

    page = list_issues(app.stores, app.access(), IssueFilter(project=project.slug, sort=sort), None)

    assert page.rows[0].issue.metadata["function"] == first


@pytest.mark.parametrize("sort", [Sort.EVENTS, Sort.USERS, Sort.TRENDS], ids=str)
def test_issues_that_rank_alike_stand_in_the_order_in_which_they_were_seen_last(
    app: App, project: TestProject, sort: Sort
) -> None:
    last_seen = app.clock.now() - 5 * 86_400
    for age, function in ((3, "third"), (1, "first"), (2, "second")):
        event = error(function=function, timestamp=last_seen - age, user={"id": "1"})
        app.post(project, envelope(event))
    app.wait_until_idle()
    wanted = IssueFilter(project=project.slug, sort=sort, period=30 * 86_400)

    page = list_issues(app.stores, app.access(), wanted, None)

    functions = [row.issue.metadata["function"] for row in page.rows]
    assert functions == ["first", "second", "third"]


def test_of_two_old_issues_the_one_with_fresh_events_trends_before_a_quiet_one(
    app: App, project: TestProject
) -> None:
    now = app.clock.now()
    for function, ages in (("quiet", (9 * 86_400,)), ("awake", (10 * 86_400, 7_200))):
        for age in ages:
            app.post(project, envelope(error(function=function, timestamp=now - age)))
    app.send(project, error(function="latest", timestamp=now - 60))
    wanted = IssueFilter(project=project.slug, sort=Sort.TRENDS)

    page = list_issues(app.stores, app.access(), wanted, None)

    functions = [row.issue.metadata["function"] for row in page.rows]
    assert functions == ["latest", "awake", "quiet"]
