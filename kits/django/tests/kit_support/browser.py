"""A real Chromium for the pages of the kit, and what is asked of each of them."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from kit_support.pages import POLICY
from kit_support.running import PATIENCE
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

LOOKS = {
    "desktop, light": ({"width": 1440, "height": 900}, "light"),
    "desktop, dark": ({"width": 1440, "height": 900}, "dark"),
    "phone, light": ({"width": 390, "height": 844}, "light"),
    "small phone, dark": ({"width": 360, "height": 740}, "dark"),
}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, else Playwright's own. Skips the test, in words, where there is none."""
    with sync_playwright() as playwright:
        found = shutil.which("chromium")
        if found is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("Chromium is not installed: the tests in a browser are left out")
        browser = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        expect.set_options(timeout=PATIENCE * 1000)
        yield browser
        browser.close()


def under_policy(page: Page) -> list[str]:
    """Serve all that the page loads under the strict policy. What the browser complains of is listed."""
    complaints: list[str] = []

    def with_policy(route: Route) -> None:
        answer = route.fetch()
        headers = answer.headers | {"content-security-policy": POLICY}
        route.fulfill(response=answer, headers=headers)

    page.route("**/*", with_policy)
    page.on("console", lambda message: complaints.append(message.text))
    return complaints


def left(page: Page) -> None:
    """Close it with its context, whatever it still loads."""
    page.unroute_all(behavior="ignoreErrors")
    page.context.close()


def faults(page: Page) -> list[str]:
    """What axe complains about, and whether the page scrolls sideways, as it looks now."""
    if page.evaluate("typeof axe") == "undefined":
        # Playwright's own evaluate would parse these 560 KB several times.
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": AXE_SCRIPT})
        session.detach()
    found: list[str] = page.evaluate(_FAULTS)
    return found


_FAULTS = """async () => {
    const {violations} = await axe.run({resultTypes: ["violations"]});
    const found = violations.map((fault) => `${fault.id}: ${fault.nodes[0].target}`);
    const isWide = document.documentElement.scrollWidth > innerWidth;
    return isWide ? [...found, "it scrolls sideways"] : found;
}"""
