"""The pages of projects and accounts in a real Chromium: the live wait, and what axe finds."""

import uuid
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page
from support.app import App, TestProject, envelope, error
from support.chromium import LOOKS, faults, signed_in
from support.chromium import chromium as chromium_of_the_module

pytestmark = [pytest.mark.slow, pytest.mark.browser]

UNKNOWN = uuid.uuid4().hex
PAGES = {
    "projects": "/projects/",
    "new project": "/projects/new/",
    "project": "/projects/{slug}/",
    "set-up": "/projects/{slug}/setup/django/",
    "search": "/search/",
    "unknown event": f"/events/{UNKNOWN}/",
    "settings": "/preferences/",
    "project settings": "/projects/{slug}/settings/general/",
    "not found": "/no/such/page/",
}


@pytest.fixture(scope="module")
def shop(app: App) -> TestProject:
    """A project with an event and a drop."""
    made = app.project()
    event_id = app.send(made, error())
    app.send(made, error(event_id=event_id))
    return made


@pytest.fixture(scope="module")
def quiet(app: App) -> TestProject:
    """A project without events."""
    return app.project()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_of_the_module() as browser:
        yield browser


@pytest.fixture(params=LOOKS.values(), ids=LOOKS.keys())
def screen(
    request: pytest.FixtureRequest, chromium: Browser, app: App, browser: httpx.Client
) -> Iterator[Page]:
    viewport, scheme = request.param
    context = chromium.new_context(base_url=app.url, viewport=viewport, color_scheme=scheme)
    yield signed_in(context, browser).new_page()
    context.close()


@pytest.fixture
def page(chromium: Browser, app: App, browser: httpx.Client) -> Iterator[Page]:
    context = chromium.new_context(base_url=app.url)
    yield signed_in(context, browser).new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_a_page_is_accessible_and_fits(screen: Page, shop: TestProject, path: str) -> None:
    screen.goto(path.format(slug=shop.slug))

    assert faults(screen) == []


def test_the_login_page_is_accessible_and_fits(screen: Page) -> None:
    screen.context.clear_cookies()
    screen.goto("/login/")

    assert faults(screen) == []


def test_the_first_event_turns_the_wait_into_a_link_with_the_focus(
    app: App, page: Page, quiet: TestProject
) -> None:
    page.goto(f"/projects/{quiet.slug}/setup/python/")
    page.get_by_text("Waiting for the first event").wait_for()
    app.post(quiet, envelope(error("it broke")))
    page.get_by_text("The first event is here").wait_for()

    assert page.evaluate("document.activeElement.textContent") == "ValueError: it broke"


def test_the_copy_button_says_that_it_has_copied(page: Page, shop: TestProject) -> None:
    page.goto(f"/projects/{shop.slug}/")
    page.get_by_role("button", name="Copy: DSN").click()

    page.get_by_text("Copied").first.wait_for()


def test_a_person_signs_in_with_the_keyboard_alone(page: Page) -> None:
    page.context.clear_cookies()
    page.goto("/projects/")
    page.keyboard.type("owner@example.test")
    page.keyboard.press("Tab")
    page.keyboard.type("correct-fake-horse")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Projects").wait_for()
