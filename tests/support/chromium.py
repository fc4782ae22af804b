"""A real Chromium, and what is asked of every page in it.

Playwright keeps an event loop in the thread that started it, so a browser is started for one module at most.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

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
    """What axe complains about, and whether the page scrolls sideways."""
    answer = Axe().run(page, options={"resultTypes": ["violations"]}).response
    violations: list[dict[str, list[dict[str, str]]]] = answer["violations"]
    found = [f"{fault['id']}: {fault['nodes'][0]['target']}" for fault in violations]
    sideways = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, "it scrolls sideways"] if sideways else found
