"""Cursors and names."""

from datetime import UTC, datetime

import pytest
from support.app import App, TestProject, error

from seismo.catalog.models import Issue
from seismo.queries.issues import (
    Cursor,
    IssueFilter,
    Newest,
    find_issues,
    is_new,
    list_issues,
    name_of,
    news_since,
    parse_cursor,
    title_parts,
)

MOMENT = datetime(2026, 11, 21, 22, 0, 3, 123457, tzinfo=UTC)


@pytest.mark.parametrize("older", [True, False], ids=["older", "newer"])
def test_a_cursor_survives_its_way_through_an_address(*, older: bool) -> None:
    cursor = Cursor(older, MOMENT, 42)

    assert parse_cursor(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text", ["", "older", "older.1", "older.-1.2", "sideways.1.2", "older.1.x", "older.9e9.1"]
)
def test_other_text_is_no_cursor(text: str) -> None:
    assert parse_cursor(text) is None


@pytest.mark.parametrize(
    ("title", "metadata", "parts"),
    [
        ("KeyError: 'token'", {"type": "KeyError"}, ("KeyError", "'token'")),
        ("KeyError", {"type": "KeyError"}, ("KeyError", "")),
        ("note: read this", {}, ("note: read this", "")),
        ("<unknown>", {"type": None}, ("<unknown>", "")),
    ],
)
def test_a_title_is_a_type_and_a_message(
    title: str, metadata: dict[str, object], parts: tuple[str, str]
) -> None:
    assert title_parts(Issue(title=title, metadata=metadata)) == parts


@pytest.mark.parametrize(
    ("substatus", "days", "expected"),
    [("new", 1, True), ("new", 8, False), ("ongoing", 1, False), ("regressed", 1, False)],
)
def test_an_issue_is_new_for_a_week(substatus: str, days: int, *, expected: bool) -> None:
    issue = Issue(substatus=substatus, first_seen=MOMENT)

    assert is_new(issue, MOMENT.timestamp() + days * 86_400) is expected


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_paging_forth_and_back_ends_where_it_began(
    app: App, project: TestProject, limit: int
) -> None:
    for function in ("a", "b", "c", "d", "e"):
        app.send(project, error(function=function, timestamp=app.clock.now() - 5))
    wanted = IssueFilter(project=project.slug)

    def page(cursor: Cursor | None) -> tuple[list[int], Cursor | None, Cursor | None]:
        found = list_issues(app.stores, app.organization, wanted, cursor, limit=limit)
        return [row.issue.pk for row in found.rows], found.older, found.newer

    first = page(None)
    second = page(first[1])
    back = page(second[2])

    assert back == (first[0], first[1], None)
    assert not set(first[0]) & set(second[0])


def test_issues_are_found_by_their_short_ids_in_any_case(app: App, project: TestProject) -> None:
    app.send(project, error())
    issue = Issue.objects.select_related("project").get(project_id=project.id)

    found = find_issues(app.organization, [name_of(issue).lower(), "NOWHERE-1", "nonsense"])

    assert found == [issue]


def test_what_happened_before_a_page_was_made_is_no_news(app: App, project: TestProject) -> None:
    app.send(project, error())
    wanted = IssueFilter(project=project.slug)
    newest = list_issues(app.stores, app.organization, wanted, None).newest

    assert news_since(app.organization, wanted, newest).active == 0


def test_a_new_issue_is_news_even_when_its_clock_is_behind(app: App, project: TestProject) -> None:
    app.send(project, error(function="pay"))
    wanted = IssueFilter(project=project.slug)
    newest = list_issues(app.stores, app.organization, wanted, None).newest
    app.send(project, error(function="ship", timestamp=app.clock.now() - 3_600))

    news = news_since(app.organization, wanted, newest)

    assert (news.new, news.active) == (1, 1)


def test_an_empty_stream_has_no_newest(app: App, project: TestProject) -> None:
    wanted = IssueFilter(project=project.slug)

    assert list_issues(app.stores, app.organization, wanted, None).newest == Newest(0, 0.0)
