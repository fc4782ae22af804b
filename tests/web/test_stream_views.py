"""The inbox and the other tabs, the time that is looked at, and what is done to many issues at once."""

import re
from typing import Any

import httpx
import pytest
from django.http import QueryDict
from support.app import App, TestProject, envelope, error, visible_text
from support.people import new_person

from seismo.catalog.models import Issue
from seismo.model.issue import short_id
from seismo.queries.issues import find_issues
from seismo.queries.stream import neighbours
from seismo.web.listing import filter_from

MINUTE, DAY = 60.0, 86_400.0


@pytest.fixture
def shop(app: App, project: TestProject) -> TestProject:
    """Three issues, the first of them seen last: pay, ship and refund."""
    for place, function in enumerate(("pay", "ship", "refund")):
        moment = app.clock.now() - MINUTE * (place + 1)
        app.post(project, envelope(error(function=function, timestamp=moment)))
    app.wait_until_idle()
    return project


def names(project: TestProject) -> list[str]:
    issues = Issue.objects.filter(project_id=project.id).select_related("project")
    found = issues.order_by("-last_seen")
    return [short_id(issue.project.short_id_prefix, issue.number) for issue in found]


def stream(browser: httpx.Client, project: TestProject, **query: Any) -> str:
    answer = browser.get("/issues/", params={"project": project.slug, **query})
    assert answer.status_code == 200
    return answer.text


def rows(page: str) -> list[str]:
    return re.findall(r'<a class="title" href="/issues/([^/]+)/[?"]', page)


def tab(page: str, label: str) -> int:
    found = re.search(rf'>{label} <span title="([\d,]+)"', page)
    assert found is not None
    return int(found[1].replace(",", ""))


def change(browser: httpx.Client, to: str, *issues: str, **fields: str) -> httpx.Response:
    return browser.post("/issues/change/", data={"to": to, "id": list(issues), **fields})


@pytest.mark.parametrize(
    ("to", "view", "is_there"),
    [
        ("reviewed", "inbox", False),
        ("reviewed", "review", False),
        ("reviewed", "unresolved", True),
        ("assign:me", "inbox", True),
        ("resolved", "inbox", False),
        ("resolved", "resolved", True),
        ("archived", "unresolved", False),
        ("archived", "archived", True),
        ("archived", "ignored", True),
        ("archived", "all", True),
    ],
)
def test_an_issue_is_under_the_tabs_of_its_state(
    browser: httpx.Client, shop: TestProject, to: str, view: str, *, is_there: bool
) -> None:
    first, *_ = names(shop)
    change(browser, to, first)

    assert (first in rows(stream(browser, shop, status=view))) is is_there


def test_what_is_assigned_to_me_stays_in_my_inbox_when_it_was_reviewed(
    browser: httpx.Client, shop: TestProject
) -> None:
    first, *_ = names(shop)
    change(browser, "assign:me", first)
    change(browser, "reviewed", *names(shop))

    page = stream(browser, shop, status="inbox")

    assert (rows(page), tab(page, "Inbox"), tab(page, "For review")) == ([first], 1, 0)


def test_what_a_colleague_has_is_not_in_my_inbox(
    app: App, browser: httpx.Client, shop: TestProject
) -> None:
    first, *others = names(shop)
    change(browser, f"assign:user:{new_person(app).pk}", first)

    page = stream(browser, shop, status="inbox")

    assert (rows(page), tab(page, "Inbox"), tab(page, "For review")) == (others, 2, 3)


def test_who_asks_for_nothing_gets_the_inbox(browser: httpx.Client) -> None:
    page = browser.get("/issues/").text

    assert re.search(r'aria-current="page">Inbox ', page)


def test_who_looks_for_something_gets_what_is_open(
    browser: httpx.Client, shop: TestProject
) -> None:
    assert re.search(r'aria-current="page">Unresolved ', stream(browser, shop))


def test_a_row_says_whose_it_is_and_how_urgent(browser: httpx.Client, shop: TestProject) -> None:
    change(browser, "assign:me", *names(shop))
    change(browser, "priority:low", *names(shop))

    page = stream(browser, shop)

    assert page.count('aria-label="Assigned to owner@example.test"') == 3
    assert page.count('aria-label="Low priority"') == 3


@pytest.fixture
def old_and_new(app: App, project: TestProject) -> TestProject:
    """`pay` was seen often a week ago and once today, `ship` a few times today, `refund` long ago."""
    now = app.clock.now()
    seen = [("pay", 8 * DAY)] * 3 + [("pay", 0.0)] + [("ship", MINUTE)] * 2 + [("refund", 20 * DAY)]
    for place, (function, ago) in enumerate(seen):
        event = error(
            function=function,
            timestamp=now - ago,
            user={"id": str(place)},
            environment="staging" if place % 2 else "production",
        )
        app.post(project, envelope(event))
    app.wait_until_idle()
    return project


def functions(page: str) -> list[str]:
    issues = {
        short_id(issue.project.short_id_prefix, issue.number): issue
        for issue in Issue.objects.select_related("project")
    }
    return [issues[name].metadata["function"] for name in rows(page)]


def counts(page: str) -> list[int]:
    return [int(count) for count in re.findall(r'count" title="([\d,]+) events"', page)]


@pytest.mark.parametrize(
    ("query", "shown", "events"),
    [
        ({}, ["pay", "ship", "refund"], [4, 2, 1]),
        ({"period": "24h"}, ["pay", "ship"], [1, 2]),
        ({"period": "14d"}, ["pay", "ship"], [4, 2]),
        ({"period": "odd"}, ["pay", "ship", "refund"], [4, 2, 1]),
        ({"environment": "production"}, ["pay", "ship", "refund"], [2, 1, 1]),
        ({"environment": "staging", "period": "24h"}, ["pay", "ship"], [1, 1]),
        ({"sort": "freq"}, ["pay", "ship", "refund"], [4, 2, 1]),
        ({"sort": "freq", "period": "24h"}, ["ship", "pay"], [2, 1]),
        ({"sort": "user", "period": "24h"}, ["ship", "pay"], [2, 1]),
        ({"q": "user.id:0", "period": "24h"}, [], []),
        ({"q": "user.id:3", "period": "24h"}, ["pay"], [1]),
    ],
    ids=str,
)
def test_issues_counts_and_orders_obey_time_and_environment(
    browser: httpx.Client,
    old_and_new: TestProject,
    query: dict[str, str],
    shown: list[str],
    events: list[int],
) -> None:
    page = stream(browser, old_and_new, **query)

    assert (functions(page), counts(page)) == (shown, events)


def test_a_row_leads_on_with_the_address_of_the_stream(
    browser: httpx.Client, shop: TestProject
) -> None:
    page = stream(browser, shop, q="it", period="24h", sort="new", cursor="x")

    [link] = set(re.findall(r'<a class="title" href="/issues/[^/]+/\?([^"]*)"', page))
    assert QueryDict(link.replace("&amp;", "&")).dict() == {
        "q": "it",
        "project": shop.slug,
        "period": "24h",
        "status": "unresolved",
        "sort": "new",
    }


def test_project_and_time_stay_chosen_on_the_way_back_to_the_issues(
    browser: httpx.Client, shop: TestProject
) -> None:
    page = stream(browser, shop, period="24h", q="it")

    assert f'href="/issues/?project={shop.slug}&amp;period=24h" data-go="i"' in page


@pytest.mark.parametrize("sort", ["date", "new", "freq", "user"])
def test_an_issue_knows_those_before_and_after_it_in_the_stream(
    app: App, shop: TestProject, sort: str
) -> None:
    wanted = filter_from(QueryDict(f"project={shop.slug}&sort={sort}"), app.access())
    order = {"date": "-last_seen", "user": "-last_seen", "new": "-first_seen", "freq": "-pk"}[sort]
    first, middle, last = Issue.objects.filter(project_id=shop.id).order_by(order)

    def around(issue: Issue) -> list[Issue | None]:
        return [*neighbours(app.stores, app.access(), wanted, issue)]

    assert (around(first), around(middle), around(last)) == (
        [None, middle],
        [first, last],
        [middle, None],
    )


def test_everything_that_matches_is_changed_beyond_the_page(
    browser: httpx.Client, shop: TestProject
) -> None:
    first, *others = names(shop)
    change(browser, "archived", first)
    matching = f"project={shop.slug}&status=unresolved"

    told = change(browser, "resolved", others[0], matching=matching)

    assert "2 issues resolved." in visible_text(told.text)
    assert rows(stream(browser, shop, status="resolved")) == others


@pytest.mark.parametrize("matching", ["q=(it", "q=fristSeen:-1d"])
def test_a_search_that_is_none_changes_nothing(
    browser: httpx.Client, shop: TestProject, matching: str
) -> None:
    answer = change(browser, "resolved", *names(shop), matching=matching)

    assert answer.status_code == 404
    assert rows(stream(browser, shop)) == names(shop)


def test_what_is_done_to_many_is_taken_back_at_once(
    browser: httpx.Client, shop: TestProject
) -> None:
    told = change(browser, "resolved", *names(shop))
    token = re.search(r'name="token" value="(\d+)"', told.text)
    assert token is not None

    browser.post("/issues/undo/", data={"token": token[1]})

    assert len(rows(stream(browser, shop, status="inbox"))) == 3


def test_many_are_merged_into_the_one_that_was_seen_most(
    app: App, browser: httpx.Client, shop: TestProject
) -> None:
    app.send(shop, error(function="ship"))
    ship, *others = names(shop)

    told = change(browser, "merged", *others, ship)

    assert f"{ship} merged with {', '.join(others)}." in visible_text(told.text)
    assert rows(stream(browser, shop)) == [ship]


def test_one_issue_cannot_be_merged(browser: httpx.Client, shop: TestProject) -> None:
    told = change(browser, "merged", names(shop)[0])

    assert "Choose at least two issues" in visible_text(told.text)


def test_what_changes_nothing_says_so(browser: httpx.Client, shop: TestProject) -> None:
    change(browser, "assign:me", *names(shop))

    assert "Nothing changed" in visible_text(change(browser, "assign:me", *names(shop)).text)


def test_deleting_is_asked_about_where_the_list_was(
    browser: httpx.Client, shop: TestProject
) -> None:
    page = change(browser, "delete", *names(shop)).text

    assert '<section id="stream"' in page
    assert page.count('type="hidden" name="id"') == 3


def test_a_thousand_issues_are_found_by_their_names(app: App, shop: TestProject) -> None:
    prefix = names(shop)[0].rpartition("-")[0]
    many = [short_id(prefix, number) for number in range(2_000)]

    assert len(find_issues(app.access(), many)) == 3
