"""Times in the zone of the person who reads them."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect
from support.app import App
from support.chromium import chromium

SECURITY = "/preferences/security/"


@pytest.fixture(scope="module")
def browser_itself() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def choose(client: httpx.Client, zone: str) -> httpx.Response:
    return client.post("/preferences/", data={"name": "", "theme": "", "time_zone": zone})


def times_in(page: str) -> list[tuple[str, str]]:
    """What pointing at a time shows, and what stands there."""
    return re.findall(r'<time datetime="[^"]+" title="([^"]+)" data-at>([^<]+)<', page)


def test_times_stand_in_the_chosen_zone_and_show_utc_to_whoever_points(
    browser_of: httpx.Client,
) -> None:
    choose(browser_of, "Asia/Tokyo")
    [(pointed, shown), *_] = times_in(browser_of.get(SECURITY).text)

    assert pointed.endswith(" UTC")
    assert shown.endswith(" JST")
    assert shown.removesuffix(" JST") != pointed.removesuffix(" UTC")


def test_the_zone_of_one_person_is_not_that_of_the_next(
    app: App, browser: httpx.Client, browser_of: httpx.Client
) -> None:
    choose(browser_of, "Asia/Tokyo")
    browser_of.get(SECURITY)

    for _ in range(8):  # more than there are threads for pages
        assert "JST" not in browser.get(SECURITY).text


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "UTC+1"])
def test_a_zone_that_does_not_exist_is_refused(browser_of: httpx.Client, zone: str) -> None:
    assert choose(browser_of, zone).status_code == 422


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("chosen", "ending"), [("", "GMT+9"), ("America/Bogota", "-05")])
def test_the_browsers_zone_counts_where_none_is_chosen(
    app: App,
    browser_of: httpx.Client,
    browser_itself: Browser,
    chosen: str,
    ending: str,
) -> None:
    choose(browser_of, chosen)
    with browser_itself.new_context(base_url=app.url, timezone_id="Asia/Tokyo") as context:
        context.add_cookies(
            [{"name": "seismo_login", "value": browser_of.cookies["seismo_login"], "url": app.url}]
        )
        page = context.new_page()
        page.goto(SECURITY)

        expect(page.locator("time[data-at]").first).to_have_text(
            re.compile(rf"{re.escape(ending)}$")
        )
