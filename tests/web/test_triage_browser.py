"""Triage in a real browser: by keys alone, by touch, and what comes while one looks."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from support.app import App, TestProject, envelope, error
from support.chromium import DESKTOP, PHONE, chromium, signed_in

from seismo.catalog.models import Issue

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser_of_the_module() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def a_context(
    app: App, chromium: Browser, client: httpx.Client, viewport: dict[str, int], *, touch: bool
) -> BrowserContext:
    context = chromium.new_context(
        base_url=app.url,
        viewport=viewport,  # type: ignore[arg-type]
        has_touch=touch,
    )
    return signed_in(context, client)


@pytest.fixture
def page(app: App, browser_of_the_module: Browser, browser: httpx.Client) -> Iterator[Page]:
    with a_context(app, browser_of_the_module, browser, DESKTOP, touch=False) as context:
        yield context.new_page()


@pytest.fixture
def phone(app: App, browser_of_the_module: Browser, browser: httpx.Client) -> Iterator[Page]:
    with a_context(app, browser_of_the_module, browser, PHONE, touch=True) as context:
        yield context.new_page()


@pytest.fixture
def ten(app: App, project: TestProject) -> TestProject:
    """Ten issues: step_0 was seen last."""
    for number in range(10):
        moment = app.clock.now() - 60 * (number + 1)
        event = error(function=f"step_{number}", timestamp=moment, release="shop@1.0.0")
        app.post(project, envelope(event | {"tags": {"plan": "paid"}}))
    app.wait_until_idle()
    return project


def state(project: TestProject) -> dict[int, str]:
    """What became of each step, in a few words."""
    issues = Issue.objects.filter(project_id=project.id)
    return {
        int(issue.metadata["function"].removeprefix("step_")): " ".join(
            filter(
                None,
                (issue.status, issue.substatus, issue.priority, str(issue.assigned_user or "")),
            )
        )
        for issue in issues
    }


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def rows_are(page: Page, number: int) -> None:
    expect(page.locator(".issues li")).to_have_count(number)
    expect(page.locator(".htmx-request")).to_have_count(0)


def test_ten_issues_are_triaged_by_keys_alone(page: Page, ten: TestProject) -> None:
    page.goto(f"/issues/?project={ten.slug}&status=inbox")
    rows_are(page, 10)

    press(page, "j", "e")
    rows_are(page, 9)
    press(page, "m")
    rows_are(page, 8)
    press(page, "x", "j", "x", "r")
    rows_are(page, 6)
    press(page, "a", "Enter")
    expect(page.locator(".avatar.nobody")).to_have_count(5)
    press(page, "j", "p", "j", "j", "Enter")
    expect(page.locator(".priority.low")).to_have_count(1)
    press(page, "j", "x", "j", "j", "X", "Shift+J")
    rows_are(page, 4)
    press(page, "k", "k", "e")
    rows_are(page, 3)
    press(page, "z")
    rows_are(page, 4)

    assert state(ten) == {
        0: "resolved high",
        1: "ignored archived_until_escalating high",
        2: "unresolved ongoing high",
        3: "unresolved ongoing high",
        4: "unresolved new high owner@example.test",
        5: "unresolved new low",
        6: "unresolved new high",
        9: "unresolved new high",
    }


def test_a_search_is_completed_by_keys_alone(page: Page, ten: TestProject) -> None:
    page.goto(f"/issues/?project={ten.slug}")

    press(page, "/")
    page.keyboard.type("pla")
    expect(page.locator("#completions li").nth(1)).to_contain_text("plan:")
    press(page, "ArrowDown", "ArrowDown", "Enter")
    expect(page.locator("#completions li").first).to_contain_text("paid")
    press(page, "Tab")

    expect(page.locator("input[name=q]")).to_have_value("plan:paid ")
    expect(page).to_have_url(re.compile(r"q=plan%3Apaid"))
    rows_are(page, 10)


def test_a_key_without_its_value_is_no_complaint_while_one_types(
    page: Page, ten: TestProject
) -> None:
    page.goto(f"/issues/?project={ten.slug}")

    press(page, "/")
    page.keyboard.type("release:")
    expect(page.locator("#completions li").first).to_contain_text("latest")
    expect(page.locator(".problem")).to_have_count(0)
    press(page, "Escape", "Enter")

    expect(page.locator(".problem")).to_contain_text("has no value")


def test_what_is_new_is_told_and_shown_by_a_key(app: App, page: Page, ten: TestProject) -> None:
    page.clock.install()
    page.goto(f"/issues/?project={ten.slug}")
    app.send(ten, error(function="step_10"))

    page.clock.run_for(16_000)
    expect(page.locator(".pill")).to_contain_text("1 new")
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    rows_are(page, 10)
    press(page, "n")

    rows_are(page, 11)
    expect(page).not_to_have_title(re.compile(r"^\("))


def test_shift_selects_all_between_two_clicks(page: Page, ten: TestProject) -> None:
    page.goto(f"/issues/?project={ten.slug}")
    boxes = page.locator(".issues li input")

    boxes.nth(2).click()
    boxes.nth(5).click(modifiers=["Shift"])

    expect(page.locator("[data-count]")).to_have_text("4 selected")


def test_a_menu_is_left_by_escape_with_the_selection_kept(page: Page, ten: TestProject) -> None:
    page.goto(f"/issues/?project={ten.slug}")

    press(page, "j", "x", "a")
    expect(page.get_by_role("button", name="Nobody")).to_be_visible()
    press(page, "Escape")

    expect(page.get_by_role("button", name="Nobody")).to_be_hidden()
    expect(page.locator("[data-count]")).to_have_text("1 selected")


def test_deleting_asks_first(page: Page, ten: TestProject) -> None:
    page.goto(f"/issues/?project={ten.slug}")

    press(page, "j", "#")
    page.get_by_role("button", name="Delete", exact=True).click()

    rows_are(page, 9)


def test_on_a_phone_a_long_press_selects_and_then_a_touch_does(
    phone: Page, ten: TestProject
) -> None:
    phone.goto(f"/issues/?project={ten.slug}")
    row = phone.locator(".issues li").first

    row.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})

    expect(phone.locator("[data-count]")).to_have_text("1 selected")
    expect(phone.get_by_role("button", name="Resolve", exact=True)).to_be_visible()
    row.dispatch_event("pointerup", {"pointerType": "touch", "bubbles": True})
    row.locator(".title").dispatch_event("click")
    phone.locator(".issues .title").nth(1).tap()
    expect(phone.locator("[data-count]")).to_have_text("2 selected")


def test_every_choice_can_be_read_on_a_phone(phone: Page, ten: TestProject) -> None:
    phone.goto(f"/issues/?project={ten.slug}")

    cut = phone.evaluate(
        "[...document.querySelectorAll('.choices select')]"
        ".filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.name)"
    )

    assert cut == []


def test_keys_that_are_switched_off_do_nothing(page: Page, ten: TestProject) -> None:
    page.goto(f"/issues/?project={ten.slug}")
    page.evaluate("document.body.dataset.noKeys = ''")

    press(page, "j", "x", "e")

    expect(page.locator(".issues li.current")).to_have_count(0)
    rows_are(page, 10)


def test_the_notice_leaves_the_bar_of_the_selected_free(page: Page, ten: TestProject) -> None:
    page.set_viewport_size({"width": 1440, "height": 400})
    page.goto(f"/issues/?project={ten.slug}")
    page.keyboard.press("j")
    page.keyboard.press("m")
    notice = page.locator(".toast[role=status]")
    expect(notice).to_contain_text("archived")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".bulk")).to_be_visible()

    upper, lower = notice.bounding_box(), page.locator(".bulk").bounding_box()
    assert upper
    assert lower
    assert upper["y"] + upper["height"] <= lower["y"]
