"""The bar of actions on an issue's page: by keys in a browser, and for whom."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from support.app import PASSWORD, App, TestProject, error, visible_text
from support.chromium import chromium as chromium_of_the_module

from seismo.catalog.models import Bookmark, Issue
from seismo.model.issue import short_id


@pytest.fixture
def issue(app: App, project: TestProject) -> Issue:
    app.send(project, error(release="shop@2.14.0"))
    return Issue.objects.select_related("project").get(project_id=project.id)


def place_of(issue: Issue) -> str:
    return f"/issues/{short_id(issue.project.short_id_prefix, issue.number)}/"


def test_the_next_release_is_named_before_one_confirms(issue: Issue, browser: httpx.Client) -> None:
    page = visible_text(browser.get(place_of(issue)).text)

    assert "In the next release the one after shop@2.14.0" in " ".join(page.split())


def test_a_project_without_releases_says_why_there_is_no_next_one(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    app.send(project, error())
    issue = Issue.objects.select_related("project").get(project_id=project.id)

    page = browser.get(place_of(issue)).text

    assert "No release was seen yet" in page
    assert 'value="resolved:next"' not in page


@pytest.mark.parametrize(
    ("to", "state"),
    [
        ("resolved:next", "resolved in the release after shop@2.14.0"),
        ("archived:users:10", "archived until 10 more users"),
        ("archived:forever", "archived for good"),
    ],
)
def test_the_page_says_under_which_terms(
    issue: Issue, browser: httpx.Client, to: str, state: str
) -> None:
    place = place_of(issue)
    name = place.split("/")[2]

    page = browser.post("/issues/change/", data={"id": name, "to": to, "next": place})

    assert f">{state}</span>" in page.text


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_of_the_module() as browser:
        yield browser


@pytest.fixture
def page(app: App, chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(base_url=app.url) as context:
        page = context.new_page()
        page.goto("/login/")
        page.fill("input[name=email]", "owner@example.test")
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        yield page


@pytest.mark.parametrize(
    ("keys", "toast"),
    [
        (["m"], "archived until it escalates"),
        (["E", "Enter"], "resolved in the release after shop@2.14.0"),
        (["M", "ArrowDown", "Enter"], "archived for good"),
        (["a", "Enter"], "assigned to owner@example.test"),
        (["r"], "marked as reviewed"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
@pytest.mark.browser
@pytest.mark.slow
def test_a_key_changes_the_issue_and_another_takes_it_back(
    issue: Issue, page: Page, keys: list[str], toast: str
) -> None:
    page.goto(place_of(issue))

    for key in keys:
        page.keyboard.press(key)
    expect(page.locator(".toast")).to_contain_text(toast)
    page.keyboard.press("z")
    expect(page.locator(".toast")).to_contain_text("is as before")


@pytest.mark.browser
@pytest.mark.slow
def test_a_key_bookmarks_the_issue(issue: Issue, page: Page) -> None:
    page.goto(place_of(issue))

    page.keyboard.press("b")
    expect(page.locator("[value='bookmark:off']")).to_be_attached()
    page.wait_for_load_state("load")
    page.keyboard.press(".")
    expect(page.get_by_text("Remove the bookmark")).to_be_visible()

    assert Bookmark.objects.filter(issue=issue).count() == 1
