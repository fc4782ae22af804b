"""A real Chromium, and what is asked of every page in it.

Playwright keeps an event loop in the thread that started it, so a browser is started for one module at most.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from support.app import PATIENCE

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
LOOKS = {
    "desktop, light": (DESKTOP, "light"),
    "phone, dark": (PHONE, "dark"),
}
"""Contrast depends on the colours and layout on the width: two looks hold both of each."""


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


def signed_in(context: BrowserContext, client: httpx.Client) -> BrowserContext:
    """Take over the login of a browser without JavaScript."""
    url = str(client.base_url)
    context.add_cookies(
        [
            {"name": cookie.name, "value": cookie.value or "", "url": url}
            for cookie in client.cookies.jar
        ]
    )
    return context


def weight(page: Page) -> int:
    """Bytes of the page's scripts and styles, compressed as they are served."""
    loaded: list[str] = page.evaluate(
        "[...document.querySelectorAll('script[src], link[rel=stylesheet]')]"
        ".map((part) => new URL(part.src || part.href).pathname)"
    )
    files = {Path(settings.STATIC_ROOT, path.removeprefix("/static/")) for path in loaded}
    return sum(file.with_name(f"{file.name}.br").stat().st_size for file in files)


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
