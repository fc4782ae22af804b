"""Rows F4 and F9 in a real Chromium: the look, for everybody, and the form without any script."""

import re
from collections.abc import Iterator

import pytest
from kit_support.browser import LOOKS, chromium, faults, left, under_policy
from kit_support.pages import Pages
from playwright.sync_api import Browser
from seismo_django.errors.style import sheet

PATHS = ["/suspicious/", "/forbidden/", "/catalog/", "/broken/", "/broken/?why=ignored", "/closed/"]
_COLOUR = re.compile(r"--seismo-(?:from|to): #([0-9a-f]{6})")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS)
def test_F4_every_page_is_for_everybody_under_a_strict_policy(
    pages: Pages, browser: Browser, look: str
) -> None:
    viewport, scheme = LOOKS[look]
    context = browser.new_context(
        base_url=str(pages.site.http.base_url), viewport=viewport, color_scheme=scheme
    )
    page = context.new_page()
    complaints = under_policy(page)
    found = {}
    for path in PATHS:
        page.goto(path, referer=f"{pages.site.http.base_url}dashboard/")
        found[path] = faults(page)
        assert (
            page.evaluate("getComputedStyle(document.body).margin") == "0px"
        )  # the style is there
    left(page)
    assert found == {path: [] for path in PATHS}
    # The policy allows no script; without the one of the button a page is whole.
    known = ("Failed to load resource", "/__seismo__/copy.")
    assert [text for text in complaints if not any(told in text for told in known)] == []


@pytest.mark.browser
def test_F2_the_reference_is_copied_by_a_button(pages: Pages, browser: Browser) -> None:
    context = browser.new_context(
        base_url=str(pages.site.http.base_url), permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.goto("/broken/")
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    shown = page.locator(".reference code").inner_text()
    complaints = faults(page)
    left(page)
    assert copied == shown.strip()
    assert complaints == []


@pytest.mark.browser
def test_F2_without_scripts_there_is_no_button(pages: Pages, browser: Browser) -> None:
    context = browser.new_context(base_url=str(pages.site.http.base_url), java_script_enabled=False)
    page = context.new_page()
    page.goto("/broken/")
    buttons = page.get_by_role("button", name="Copy").count()
    is_shown = page.locator(".reference code").is_visible()
    left(page)
    assert (buttons, is_shown) == (0, True)


@pytest.mark.browser
def test_F9_the_form_is_sent_and_thanked_without_scripts(pages: Pages, browser: Browser) -> None:
    context = browser.new_context(base_url=str(pages.site.http.base_url), java_script_enabled=False)
    page = context.new_page()
    under_policy(page)
    page.goto("/broken/?why=browser")
    page.get_by_label("What were you about to do?").fill("I pressed Pay.")
    page.get_by_label("Name").fill("Ada")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Thank you"
    left(page)
    assert pages.row("I pressed Pay.")["name"] == "Ada"


def luminance(colour: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", sorted(set(_COLOUR.findall(sheet()))))
def test_F4_white_text_can_be_read_on_every_gradient(colour: str) -> None:
    """axe does not judge text on gradients. Between two colours that are dark enough all are."""
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5
