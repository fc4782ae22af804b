"""The page of an issue in a real Chromium: keys, copying, and what axe finds on its pages."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from support.app import App, envelope, error
from support.chromium import chromium, signed_in

from seismo.catalog.models import Issue
from seismo.model.issue import short_id

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CRUMBS = [
    {"category": category, "message": f"{category} {n}", "timestamp": n}
    for n in range(5)
    for category in ("query", "auth")
]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(app: App) -> str:
    """Of an issue with four events; the second one tells most."""
    project = app.project()
    now = app.clock.now()
    fields = {"breadcrumbs": CRUMBS, "tags": {"plan": "free"}, "user": {"id": "7"}}
    for number in range(4):
        more = {"release": "shop@1"} if number == 1 else {}
        event = error(f"order {number}", timestamp=now - 100 + number, **fields, **more)
        app.post(project, envelope(event, f"{number:032x}"))
    app.wait_until_idle()
    issue = Issue.objects.select_related("project").get(project_id=project.id)
    return f"/issues/{short_id(issue.project.short_id_prefix, issue.number)}/"


@pytest.fixture
def page(app: App, chrome: Browser, browser: httpx.Client, address: str) -> Iterator[Page]:
    """The newest event of the issue, in a browser that lets pages use the clipboard."""
    with chrome.new_context(
        base_url=app.url, permissions=["clipboard-read", "clipboard-write"]
    ) as context:
        page = signed_in(context, browser).new_page()
        page.goto(address)
        yield page


@pytest.mark.parametrize(
    ("keys", "events"),
    [("[", [2]), ("[[", [2, 1]), ("{]", [0, 1]), ("{}", [0, 3]), ("*", [1])],
)
def test_keys_lead_to_the_other_events(page: Page, keys: str, events: list[int]) -> None:
    for key, event in zip(keys, events, strict=True):
        page.keyboard.press(key)
        expect(page.locator("[data-permalink]")).to_have_attribute("title", f"{event:032x}")
        page.wait_for_load_state()


def test_the_tab_keeps_the_name_of_the_error_when_the_rest_has_loaded(page: Page) -> None:
    expect(page.locator("#tags .bar").first).to_contain_text("%")

    expect(page).to_have_title(re.compile("^ValueError · "))


def test_the_frames_of_libraries_are_shown_and_stay_shown(page: Page, app: App) -> None:
    project = app.project()
    failing = error()
    frames = failing["exception"]["values"][0]["stacktrace"]["frames"]
    frames[:0] = [{"function": f"lib_{n}", "filename": "lib.py", "in_app": False} for n in (1, 2)]
    app.send(project, failing)
    issue = Issue.objects.select_related("project").get(project_id=project.id)
    page.goto(f"/issues/{short_id(issue.project.short_id_prefix, issue.number)}/")
    expect(page.locator(".function", has_text="lib_2")).to_be_hidden()

    page.locator(".frames-shown").get_by_text("All").click()
    expect(page.locator(".function", has_text="lib_2")).to_be_visible()
    page.reload()

    expect(page.locator(".function", has_text="lib_2")).to_be_visible()


def test_the_traceback_takes_the_place_of_the_frames(page: Page) -> None:
    page.locator(".frames-shown").get_by_text("Raw").click()

    expect(page.locator("#traceback")).to_be_visible()
    expect(page.locator("#f1")).to_be_hidden()


def test_the_report_is_copied_by_a_key(page: Page) -> None:
    page.keyboard.press("c")

    expect(page.locator("[data-copy='#markdown']")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith("## SHOP-")


def test_a_heading_copies_the_link_to_its_block(page: Page, address: str) -> None:
    page.locator("a.anchor[href='#breadcrumbs']").click()

    expect(page.locator("a.anchor[data-copied]")).to_have_count(1)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(rf"http.*{address}events/0{{31}}3/#breadcrumbs", copied)


def test_the_place_of_a_frame_is_copied(page: Page) -> None:
    page.locator(".of-frame").first.hover()
    page.locator(".of-frame button").first.click()

    expect(page.locator(".of-frame [data-label]").first).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "shop/views.py:10"


def test_breadcrumbs_are_filtered_in_place(page: Page) -> None:
    page.fill("input[name=text]", "auth 3")

    expect(page.locator("#crumbs li:not(.final)")).to_have_count(1)
    expect(page.locator("input[name=text]")).to_be_focused()
    expect(page).to_have_url(re.compile("/issues/[^/]+/$"))


def test_times_of_breadcrumbs_are_of_the_clock_or_before_the_event(page: Page) -> None:
    expect(page.locator(".crumbs-list .at.before").first).to_be_hidden()

    page.get_by_text("before the event").click()

    expect(page.locator(".crumbs-list .at.before").first).to_be_visible()
    expect(page.locator(".crumbs-list .at.clock").first).to_be_hidden()


def test_the_trend_changes_between_hours_and_days(page: Page) -> None:
    page.get_by_text("48 h", exact=True).click()

    expect(page.locator(".trend .hours")).to_be_visible()
    expect(page.locator(".trend .days")).to_be_hidden()


def test_keys_lead_through_the_issues_of_a_search(page: Page, app: App) -> None:
    project = app.project()
    for function in ("pay", "ship"):
        app.send(project, error(function=function))
    page.goto(f"/issues/?project={project.slug}&status=unresolved")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(re.compile("/issues/[^/?]+/[?]"))
    first = page.url

    page.locator("[data-next-issue]").wait_for()
    page.keyboard.press("j")
    expect(page).not_to_have_url(first)
    page.locator("[data-previous-issue]").wait_for()
    page.keyboard.press("k")

    expect(page).to_have_url(first)
