"""Times in the zone of the person who reads them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
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
    with in_tokyo(app, browser_itself, browser_of) as page:
        page.goto(SECURITY)

        expect(page.locator("time[data-at]").first).to_have_text(
            re.compile(rf"{re.escape(ending)}$")
        )


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("chosen", "zone"), [("", "Asia/Tokyo"), ("America/Bogota", "America/Bogota")]
)
def test_a_time_between_two_moments_is_one_of_the_readers_zone(
    app: App, browser_of: httpx.Client, browser_itself: Browser, chosen: str, zone: str
) -> None:
    choose(browser_of, chosen)
    with in_tokyo(app, browser_itself, browser_of) as page:
        page.goto("/issues/")
        page.select_option("[name=period]", "between")
        page.fill("[name=start]", "2026-01-31T10:00")
        page.wait_for_url(lambda url: "start=" in url)
        kept = httpx.URL(page.url).params
        page.select_option("[name=period]", "24h")
        page.wait_for_url(lambda url: "period=24h" in url)

        assert (kept["start"], kept["zone"]) == ("2026-01-31T10:00", zone)
        assert not {"start", "end", "zone"} & httpx.URL(page.url).params.keys()


@pytest.mark.browser
@pytest.mark.slow
def test_a_time_between_two_moments_needs_no_script(
    app: App, browser_of: httpx.Client, browser_itself: Browser
) -> None:
    with in_tokyo(app, browser_itself, browser_of, scripted=False) as page:
        page.goto("/issues/")
        expect(page.locator("[name=start]")).to_be_hidden()
        page.select_option("[name=period]", "between")
        page.fill("[name=end]", "2026-01-31T10:00")
        page.get_by_role("button", name="Filter").click()

        expect(page.locator("[name=end]")).to_have_value("2026-01-31T10:00")
        assert httpx.URL(page.url).params["zone"] == "UTC"


@contextmanager
def in_tokyo(
    app: App, browser: Browser, client: httpx.Client, *, scripted: bool = True
) -> Iterator[Page]:
    """A page of the client's person in a browser that stands in Tokyo."""
    with browser.new_context(
        base_url=app.url, timezone_id="Asia/Tokyo", java_script_enabled=scripted
    ) as context:
        cookie = {"name": "seismo_login", "value": client.cookies["seismo_login"]}
        context.add_cookies([{**cookie, "url": app.url}])  # type: ignore[typeddict-item]
        yield context.new_page()
