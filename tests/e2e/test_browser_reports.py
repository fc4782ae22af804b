"""What browsers send besides envelopes: the crash-report dialog and reports of a security policy."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from e2e.running import HERE, installed_sdk
from playwright.sync_api import Browser, Page
from support.app import App, TestProject, wait_until
from support.chromium import LOOKS, faults
from support.chromium import chromium as chromium_of_the_module
from support.site import served
from support.telemetry import row_of, rows_of

pytestmark = [pytest.mark.slow, pytest.mark.browser]

Open = Callable[[str], Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chromium_of_the_module() as browser:
        yield browser


@pytest.fixture
def open_dialog(
    app: App, project: TestProject, chromium: Browser, tmp_path: Path
) -> Iterator[Open]:
    """Opens the dialog of the SDK on a page with a strict policy, in one of the looks."""
    shutil.copy(installed_sdk("browser-11.12.0") / "sentry.js", tmp_path)
    for name in ("help.html", "help.js"):
        shutil.copy(HERE / "pages" / name, tmp_path)
    policy = (
        f"default-src 'none'; script-src 'self' {app.url}; connect-src {app.url}; img-src data:"
    )
    with served(tmp_path, {"Content-Security-Policy": policy}) as url:
        pages: list[Page] = []

        def open_page(look: str) -> Page:
            viewport, scheme = LOOKS[look]
            page = chromium.new_page(viewport=viewport, color_scheme=scheme)
            pages.append(page)
            page.add_init_script(f"window.SHOP_DSN = {json.dumps(project.dsn)}")
            page.goto(f"{url}/help.html")
            page.click("#pay")
            page.get_by_role("dialog", name="having issues").wait_for()
            return page

        yield open_page
        for page in pages:
            page.close()


@pytest.mark.parametrize("look", LOOKS)
def test_the_dialog_can_be_used_by_everyone(open_dialog: Open, look: str) -> None:
    assert faults(open_dialog(look)) == []


def test_the_dialog_sends_what_was_written(
    app: App, project: TestProject, open_dialog: Open
) -> None:
    page = open_dialog("desktop, light")
    page.get_by_label("Email").fill("jane@shop.test")
    page.get_by_label("What did you do?").fill("I pressed Pay.")
    page.get_by_role("button", name="Submit Crash Report").click()
    page.get_by_text("Thank you!").wait_for()
    app.wait_until_idle()
    feedback = row_of(app, project, "feedback")
    assert (feedback["name"], feedback["message"]) == ("Jane Bloggs", "I pressed Pay.")
    assert feedback["associated_event_id"] == row_of(app, project, "events")["event_id"]


def test_the_dialog_begins_with_the_first_empty_field_and_knows_the_user(
    open_dialog: Open,
) -> None:
    page = open_dialog("desktop, light")
    assert page.get_by_label("Name").input_value() == "Jane Bloggs"
    focused = "document.activeElement.shadowRoot.activeElement.name"
    assert page.evaluate(focused) == "email"


def test_the_dialog_says_when_a_field_is_wrong(open_dialog: Open) -> None:
    page = open_dialog("desktop, light")
    page.get_by_label("Email").fill("jane@shop.test")
    page.get_by_label("What did you do?").fill("   ")
    page.get_by_role("button", name="Submit Crash Report").click()
    page.get_by_text("Some fields were invalid.").wait_for()
    wrong = page.get_by_label("What did you do?").get_attribute("aria-invalid")
    assert wrong == "true"


@pytest.mark.parametrize("by", ["Escape", "Close"])
def test_closing_the_dialog_tells_the_page_and_leaves_nothing(open_dialog: Open, by: str) -> None:
    page = open_dialog("desktop, light")
    if by == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name="Close").click()
    page.wait_for_function("document.title === 'closed'")
    assert page.locator("#seismo-crash-report").count() == 0
    assert page.evaluate("document.activeElement.id") == "pay"


def test_chromium_reports_what_a_policy_blocked(
    app: App, project: TestProject, chromium: Browser, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><img src='http://evil.test/pixel.gif'>")
    report_to = f"{app.url}/api/{project.id}/security/?sentry_key={project.key}"
    policy = f"img-src 'self'; report-uri {report_to}"
    with served(tmp_path, {"Content-Security-Policy": policy}) as url:
        page = chromium.new_page()
        page.goto(f"{url}/index.html")
        wait_until(lambda: bool(rows_of(app, project, "events")), "the report is stored")
        page.close()
    assert row_of(app, project, "events")["title"] == "Blocked 'img-src' from 'evil.test'"
