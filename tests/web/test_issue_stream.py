"""The stream of issues as a person sees it."""

import re
from typing import Any

import httpx
import pytest
from support.app import App, TestProject, envelope, error, visible_text

from seismo.catalog.models import Issue, IssueChange
from seismo.model.issue import short_id
from seismo.queries.search.keys import KNOWN


def names(project: TestProject) -> list[str]:
    """Short ids in the order in which the issues were made."""
    issues = Issue.objects.filter(project_id=project.id).select_related("project").order_by("pk")
    return [short_id(issue.project.short_id_prefix, issue.number) for issue in issues]


def stream(browser: httpx.Client, project: TestProject, **query: Any) -> httpx.Response:
    answer = browser.get("/issues/", params={"project": project.slug, **query})
    assert answer.status_code == 200
    return answer


def rows(page: httpx.Response) -> list[str]:
    return re.findall(r'<a class="title" href="/issues/([^/]+)/[?"]', page.text)


def tabs(page: httpx.Response) -> dict[str, int]:
    nav = page.text.split('<nav class="tabs"')[1].split("</nav>")[0]
    return {
        name: int(count.replace(",", ""))
        for name, count in re.findall(r'>([\w ]+) <span title="([\d,]+)"', nav)
    }


def change(browser: httpx.Client, to: str, *issues: str, **fields: str) -> httpx.Response:
    return browser.post("/issues/change/", data={"to": to, "id": list(issues), **fields})


def test_what_was_seen_last_comes_first(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    for second, function in enumerate(("pay", "ship", "refund")):
        app.send(project, error(function=function, timestamp=app.clock.now() - 60 + second))

    assert rows(stream(browser, project)) == names(project)[::-1]


def test_a_row_says_what_where_and_how_often(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    for user in ("1", "2", "2"):
        app.send(project, error("no stock", transaction="/checkout", user={"id": user}))

    text = visible_text(stream(browser, project).text)

    assert (
        f"ValueError /checkout no stock New {names(project)[0]} 3 2 High priority now now" in text
    )


def test_event_text_is_escaped(app: App, browser: httpx.Client, project: TestProject) -> None:
    app.send(project, error("<script>alert(1)</script>", kind="<b>Bad"))

    page = stream(browser, project).text

    assert "<script>alert" not in page
    assert "<b>Bad" not in page


def test_the_tabs_count_what_each_would_show(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    for function in ("pay", "ship", "refund"):
        app.send(project, error(function=function))
    change(browser, "resolved", names(project)[0])

    assert tabs(stream(browser, project)) == {
        "Inbox": 2,
        "For review": 2,
        "Unresolved": 2,
        "Regressed": 0,
        "Escalating": 0,
        "Archived": 0,
        "Resolved": 1,
        "All": 3,
    }


@pytest.mark.parametrize(
    ("status", "shown"), [("unresolved", [1]), ("resolved", [0]), ("all", [1, 0]), ("odd", [1])]
)
def test_a_tab_shows_its_status(
    app: App, browser: httpx.Client, project: TestProject, status: str, shown: list[int]
) -> None:
    for second, function in enumerate(("pay", "ship")):
        app.send(project, error(function=function, timestamp=app.clock.now() - 60 + second))
    known = names(project)
    change(browser, "resolved", known[0])

    assert rows(stream(browser, project, status=status)) == [known[place] for place in shown]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "declined card"}, True),
        ({"q": "CARD checkout"}, True),
        ({"q": "card missing"}, False),
        ({"q": "100%"}, False),
        ({"environment": "production"}, True),
        ({"environment": "staging"}, False),
        ({"level": "warning"}, True),
        ({"level": "error"}, False),
    ],
    ids=lambda value: str(value),
)
def test_a_filter_keeps_what_matches(
    app: App, browser: httpx.Client, project: TestProject, query: dict[str, str], *, found: bool
) -> None:
    app.send(
        project,
        error("Card declined", level="warning", environment="production", transaction="/checkout"),
    )

    assert bool(rows(stream(browser, project, **query))) is found


def test_when_nothing_matches_each_part_of_the_filter_can_be_dropped(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    app.send(project, error())

    page = stream(browser, project, q="nowhere", level="fatal").text

    assert f'href="?project={project.slug}&amp;q=nowhere"' in page
    assert f'href="?project={project.slug}&amp;level=fatal"' in page


@pytest.mark.parametrize(
    ("to", "status", "sentence"),
    [
        ("resolved", "unresolved", "No open issues"),
        ("unresolved", "resolved", "Nothing is resolved"),
    ],
)
def test_an_empty_tab_says_why_it_is_empty(
    app: App, browser: httpx.Client, project: TestProject, to: str, status: str, sentence: str
) -> None:
    app.send(project, error())
    change(browser, to, *names(project))

    assert sentence in visible_text(stream(browser, project, status=status).text)


def test_older_and_newer_lead_through_every_issue_once(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    for number in range(53):
        event = error(function=f"step_{number}", timestamp=app.clock.now() - 600 + number // 2)
        app.post(project, envelope(event))
    app.wait_until_idle()

    first = stream(browser, project)
    second = browser.get(f"/issues/{_link(first, 'next')}")
    back = browser.get(f"/issues/{_link(second, 'prev')}")

    assert (len(rows(first)), len(rows(second))) == (50, 3)
    assert len(set(rows(first)) | set(rows(second))) == 53
    assert rows(back) == rows(first)


def _link(page: httpx.Response, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page.text)
    assert found is not None
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize(
    "cursor", ["x", "older.x.y", "older.1.2.3", "older.999999999999999999999999.1", ""]
)
def test_a_cursor_that_is_none_is_ignored(
    app: App, browser: httpx.Client, project: TestProject, cursor: str
) -> None:
    app.send(project, error())

    assert rows(stream(browser, project, cursor=cursor)) == names(project)


def test_the_next_page_tells_once_what_was_done(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    app.send(project, error())
    [name] = names(project)

    told = change(browser, "resolved", name)

    assert f"{name} resolved." in visible_text(told.text)
    assert f"{name} resolved." not in visible_text(stream(browser, project).text)


def test_a_page_that_is_fetched_in_advance_does_not_use_up_what_to_tell(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    app.send(project, error())
    [name] = names(project)
    browser.post("/issues/change/", data={"to": "resolved", "id": name}, follow_redirects=False)

    browser.get("/issues/", headers={"Sec-Purpose": "prefetch"})

    assert f"{name} resolved." in visible_text(stream(browser, project).text)


def test_undo_is_the_opposite(app: App, browser: httpx.Client, project: TestProject) -> None:
    app.send(project, error())
    [name] = names(project)

    change(browser, "resolved", name)
    change(browser, "unresolved", name)

    assert rows(stream(browser, project)) == [name]


@pytest.mark.parametrize(
    ("next_page", "lands"),
    [
        ("/issues/?status=all", "/issues/?status=all"),
        ("https://evil.example/", "/issues/"),
        ("//evil.example/", "/issues/"),
        ("/\\evil.example/", "/issues/"),
        ("javascript:alert(1)", "/issues/"),
    ],
)
def test_the_way_back_stays_on_this_server(
    browser: httpx.Client, next_page: str, lands: str
) -> None:
    answer = browser.post(
        "/issues/change/", data={"to": "resolved", "next": next_page}, follow_redirects=False
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, lands)


def test_an_issue_that_does_not_exist_is_not_found(browser: httpx.Client) -> None:
    assert change(browser, "resolved", "NOWHERE-1").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "", "Referer": "https://evil.example/issues/"},
        {"Origin": ""},
    ],
    ids=lambda headers: " ".join(f"{name}:{value}" for name, value in headers.items()),
)
def test_another_site_cannot_change_anything(
    app: App, browser: httpx.Client, project: TestProject, headers: dict[str, str]
) -> None:
    app.send(project, error())
    [name] = names(project)

    answer = browser.post("/issues/change/", data={"to": "resolved", "id": name}, headers=headers)

    assert answer.status_code == 403
    assert "SEISMO_URL" in answer.text
    assert not IssueChange.objects.filter(issue__project_id=project.id, kind="resolved").exists()


def test_without_a_sign_in_there_is_only_the_login_page(app: App) -> None:
    answer = httpx.get(f"{app.url}/issues/?q=a", follow_redirects=False)

    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        "/login/?next=%2Fissues%2F%3Fq%3Da",
    )


def since(page: httpx.Response) -> str:
    found = re.search(r'hx-get="(/issues/pulse/[^"]+)"', page.text)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_the_pulse_is_silent_while_nothing_happens(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    app.send(project, error())

    assert browser.get(since(stream(browser, project))).status_code == 204


@pytest.mark.parametrize(
    ("function", "sentence"),
    [("ship", "1 new · show N"), ("pay", "1 with new events · show N")],
    ids=["another issue", "the same issue"],
)
def test_the_pulse_tells_what_a_page_lacks(
    app: App, browser: httpx.Client, project: TestProject, function: str, sentence: str
) -> None:
    app.send(project, error(function="pay", timestamp=app.clock.now() - 60))
    pulse = since(stream(browser, project))
    app.send(project, error(function=function))

    answer = browser.get(pulse)

    assert visible_text(answer.text).strip() == sentence
    assert f"project={project.slug}" in answer.text


@pytest.mark.parametrize("place", ["", "x", "1-x", "1-1e999", "1-nan", "-"])
def test_a_pulse_since_nowhere_is_not_found(browser: httpx.Client, place: str) -> None:
    assert browser.get("/issues/pulse/", params={"since": place}).status_code == 404


def test_the_start_page_is_the_stream_once_there_is_an_issue(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    app.send(project, error())

    assert browser.get("/", follow_redirects=False).headers["Location"] == "/issues/"


def test_a_search_that_is_wrong_says_where_and_what_would_be_right(
    browser: httpx.Client, project: TestProject
) -> None:
    page = stream(browser, project, q="plan:paid fristSeen:-24h").text

    assert "plan:paid fristSeen:-24h\n          ^</pre>" in page
    assert "There is no key fristSeen." in page
    assert "Did you mean firstSeen ?" in visible_text(page)


def test_a_search_for_a_status_shows_it_under_any_tab(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    app.send(project, error(function="pay"))
    change(browser, "resolved", names(project)[0])

    assert rows(stream(browser, project, q="is:resolved")) == names(project)


def test_the_order_can_be_chosen(app: App, browser: httpx.Client, project: TestProject) -> None:
    for function in ("pay", "pay", "ship"):
        app.send(project, error(function=function))

    assert rows(stream(browser, project, sort="freq")) == names(project)


def test_an_event_id_in_the_search_box_opens_the_event(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = app.send(project, error())

    answer = browser.get("/issues/", params={"q": event_id}, follow_redirects=False)

    assert answer.headers["Location"] == f"/events/{event_id}/"


def test_a_short_id_in_the_search_box_opens_the_issue(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    app.send(project, error())
    [name] = names(project)

    answer = browser.get("/issues/", params={"q": name.lower()}, follow_redirects=False)

    assert answer.headers["Location"] == f"/issues/{name}/"


def test_a_short_id_finds_its_issue_while_it_is_typed(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    for function in ("pay", "ship"):
        app.send(project, error(function=function))
    first, _ = names(project)

    typed = browser.get("/issues/", params={"q": first}, headers={"HX-Request": "true"})

    assert rows(typed) == [first]


def test_the_help_names_every_key(browser: httpx.Client) -> None:
    page = browser.get("/search/help/")

    assert all(f"<code>{name}</code>" in page.text for name in KNOWN)


def test_a_project_that_nothing_came_from_is_led_to_its_set_up(
    browser: httpx.Client, project: TestProject
) -> None:
    page = browser.get(f"/issues/?project={project.slug}&status=resolved").text

    assert f'href="/projects/{project.slug}/setup/python/"' in page
