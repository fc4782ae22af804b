"""The pages about all events of an issue."""

import re

import httpx
import pytest
from support.app import App, envelope, error, visible_text
from support.telemetry import attachment, feedback, item, new_id, post, replay

from seismo.catalog.models import Issue
from seismo.model.issue import short_id

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PLAIN_PAGES = ("trend", "users", "tags", "tags/plan", "attachments", "feedback", "replays")


@pytest.fixture(scope="module")
def issue(app: App) -> str:
    """The short id of an issue with three events of two users, and everything that may come along."""
    project = app.project()
    now = app.clock.now()
    whole = new_id()
    for age, plan, user in ((7_200, "free", "1"), (60, "free", "1")):
        event = error(
            f"order of {plan}",
            timestamp=now - age,
            release="shop@1",
            tags={"plan": plan, "odd:key": "x"},
            user={"id": user, "email": f"u{user}@example.test"},
        )
        app.post(project, envelope(event))
    last = error("no luck", tags={"plan": 'pa"id'}, user={"id": "2"}, timestamp=now)
    post(
        app,
        project,
        item(last, "event"),
        attachment(PNG, filename="screen.png", content_type="image/png"),
        attachment(b"<svg onload=alert(1)>", filename="evil.png", content_type="image/png"),
        event_id=whole,
    )
    post(app, project, feedback("<b>It hurts", associated_event_id=whole), event_id=new_id())
    replay_id = new_id()
    post(app, project, replay(replay_id, 0, error_ids=[whole]), event_id=replay_id)
    app.wait_until_idle()
    found = Issue.objects.select_related("project").get(project_id=project.id)
    return short_id(found.project.short_id_prefix, found.number)


@pytest.fixture(scope="module")
def bare_issue(app: App) -> str:
    """An issue of which nothing is known but that it happened."""
    project = app.project()
    app.send(project, error())
    found = Issue.objects.select_related("project").get(project_id=project.id)
    return short_id(found.project.short_id_prefix, found.number)


def page(browser: httpx.Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.text


@pytest.mark.parametrize("name", PLAIN_PAGES)
def test_every_page_leads_to_the_others(browser: httpx.Client, issue: str, name: str) -> None:
    found = page(browser, f"/issues/{issue}/{name}/")

    for other in ("events", *PLAIN_PAGES[:3], *PLAIN_PAGES[4:]):
        assert f'href="/issues/{issue}/{other}/"' in found


@pytest.mark.parametrize("name", PLAIN_PAGES)
def test_an_unknown_issue_has_no_pages(browser: httpx.Client, name: str) -> None:
    assert browser.get(f"/issues/NOWHERE-1/{name}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("users", "No event names a user"),
        ("tags/plan", "No event has a value for plan"),
        ("attachments", "No attachments"),
        ("feedback", "Nobody has said anything"),
        ("replays", "No replay has an event of this issue"),
        ("trend", "No release began in these days"),
    ],
)
def test_what_is_missing_is_explained(
    browser: httpx.Client, bare_issue: str, name: str, sentence: str
) -> None:
    assert sentence in visible_text(page(browser, f"/issues/{bare_issue}/{name}/"))


def test_users_are_listed_with_how_often_and_who_they_are(
    browser: httpx.Client, issue: str
) -> None:
    found = visible_text(page(browser, f"/issues/{issue}/users/"))

    assert re.search(r"id:1 u1@example\.test 2 67 % .* id:2 1 33 %", found)


def test_values_of_a_tag_are_listed_with_how_often(browser: httpx.Client, issue: str) -> None:
    found = visible_text(page(browser, f"/issues/{issue}/tags/plan/"))

    assert re.search(r"free 2 67 % .* pa&quot;id 1 33 %", found)


@pytest.mark.parametrize(
    ("path", "expected"),
    [("tags/plan/", [2, 1]), ("users/", [2, 1]), ("tags/odd:key/", [2]), ("tags/title/", [2, 1])],
)
def test_a_value_leads_to_the_events_that_have_it(
    browser: httpx.Client, issue: str, path: str, expected: list[int]
) -> None:
    found = page(browser, f"/issues/{issue}/{path}")
    links = re.findall(r'href="(/issues/[^"]+/events/\?q=[^"]+)"', found)

    assert [page(browser, link).count('<td><a class="link mono"') for link in links] == expected


def test_a_bar_of_the_trend_leads_to_its_events(browser: httpx.Client, issue: str) -> None:
    found = page(browser, f"/issues/{issue}/trend/")
    bars = re.findall(
        r'<a href="(/issues/[^"]+/events/\?q=timestamp[^"]+)"[^>]* aria-label="[^"]*: (\d) event',
        found,
    )

    counted = [
        page(browser, link.replace("&gt;", ">").replace("&lt;", "<")).count(
            '<td><a class="link mono"'
        )
        for link, _ in bars
    ]

    assert counted == [int(events) for _, events in bars]
    assert sum(counted) == 6


def test_a_release_is_marked_in_the_trend(browser: httpx.Client, issue: str) -> None:
    assert "<title>shop@1 began on " in page(browser, f"/issues/{issue}/trend/")


def test_files_of_all_events_are_listed(browser: httpx.Client, issue: str) -> None:
    found = page(browser, f"/issues/{issue}/attachments/")

    assert "screen.png image/png" in visible_text(found)
    assert found.count("?inline=1") == 4


def test_a_picture_is_drawn_and_nothing_else_is(browser: httpx.Client, issue: str) -> None:
    found = page(browser, f"/issues/{issue}/attachments/")
    links = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', found)

    answers = {name: browser.get(link).headers for link, name in links}

    assert answers["screen.png"]["Content-Type"] == "image/png"
    assert answers["screen.png"]["Content-Disposition"].startswith("inline")
    assert answers["evil.png"]["Content-Type"] == "application/octet-stream"
    assert answers["evil.png"]["Content-Disposition"].startswith("attachment")
    assert {h["X-Content-Type-Options"] for h in answers.values()} == {"nosniff"}
    assert {h["Content-Security-Policy"] for h in answers.values()} == {
        "default-src 'none'; sandbox"
    }


def test_what_users_said_about_any_event_is_listed(browser: httpx.Client, issue: str) -> None:
    assert "&lt;b&gt;It hurts" in page(browser, f"/issues/{issue}/feedback/")


def test_replays_of_any_event_are_listed(browser: httpx.Client, issue: str) -> None:
    found = visible_text(page(browser, f"/issues/{issue}/replays/"))

    assert "https://shop.example/" in found


def test_the_issue_keeps_its_first_title_and_counts_the_others(
    browser: httpx.Client, issue: str
) -> None:
    found = page(browser, f"/issues/{issue}/")

    [heading] = re.findall(r'<h1>ValueError: <span class="value">([^<]*)</span></h1>', found)
    assert heading == "order of free"
    assert "ValueError: no luck 33 %" in visible_text(page(browser, f"/issues/{issue}/tags/"))


@pytest.mark.parametrize("place", ["latest", "oldest", "recommended"])
def test_a_place_in_the_issue_leads_to_an_event(
    browser: httpx.Client, issue: str, place: str
) -> None:
    moments = {"latest": "ValueError no luck", "oldest": "order of free", "recommended": "shop@1"}

    found = visible_text(page(browser, f"/issues/{issue}/events/{place}/"))

    assert moments[place] in found


def test_the_recommended_event_is_the_newest_that_tells_most(
    app: App, browser: httpx.Client
) -> None:
    project = app.project()
    now = app.clock.now()
    bare = {"timestamp": now - 10}
    told = {"release": "a@1", "user": {"id": "1"}}
    for fields in (told | {"timestamp": now - 60}, told | {"timestamp": now - 30}, bare):
        app.post(project, envelope(error(**fields), f"{int(fields['timestamp']):032x}"))
    app.wait_until_idle()
    found = Issue.objects.select_related("project").get(project_id=project.id)
    name = short_id(found.project.short_id_prefix, found.number)

    answer = browser.get(f"/issues/{name}/events/recommended/")

    assert answer.url.path == f"/issues/{name}/events/{int(now - 30):032x}/"


def test_an_event_without_a_release_says_how_to_set_one(
    browser: httpx.Client, bare_issue: str
) -> None:
    assert "SENTRY_RELEASE" in page(browser, f"/issues/{bare_issue}/")
