"""The pages of projects and accounts in a real Chromium: the live wait, copying, signing in."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from support.app import App, TestProject, envelope, error
from support.chromium import chromium as chromium_of_the_module
from support.chromium import signed_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]


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


@pytest.fixture
def page(chromium: Browser, app: App, browser: httpx.Client) -> Iterator[Page]:
    context = chromium.new_context(base_url=app.url)
    yield signed_in(context, browser).new_page()
    context.close()


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


def test_settings_that_are_not_saved_say_so(page: Page, quiet: TestProject) -> None:
    page.goto(f"/projects/{quiet.slug}/settings/general/")
    notice = page.get_by_text("Not saved yet")
    before = notice.is_visible()

    page.get_by_label("Name").fill("Another name")

    assert (before, notice.is_visible()) == (False, True)


def test_a_page_with_settings_that_are_not_saved_asks_before_it_is_left(
    page: Page, quiet: TestProject
) -> None:
    page.goto(f"/projects/{quiet.slug}/settings/general/")
    page.get_by_label("Name").press_sequentially("x")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.get_by_role("link", name="Retention").click()
    page.wait_for_url("**/retention/")

    assert asked == ["beforeunload"]


def test_the_open_section_is_in_view_on_a_phone(page: Page, quiet: TestProject) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/projects/{quiet.slug}/settings/danger/")

    expect(page.locator(".sections [aria-current]")).to_be_in_viewport()
