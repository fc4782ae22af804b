"""Every page in a real Chromium: for everybody, on every screen, without a complaint, and light."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, Page
from support.app import App
from support.chromium import LOOKS, chromium, faults, signed_in, weight
from support.pages import (
    EMPTY_PAGES,
    NEWCOMER,
    NO_PAGES,
    OPEN_PAGES,
    PAGES,
    Places,
    a_world,
    every_route,
)

MOST_BYTES = 100_000
"""Of script and style, compressed, for one page."""
OWNER = "owner@example.test"
VISITS = [
    *((OWNER, address) for addresses in PAGES.values() for address in addresses),
    *((NEWCOMER, address) for address in EMPTY_PAGES),
    *(("", address) for addresses in OPEN_PAGES.values() for address in addresses),
]


def test_every_route_is_a_page_that_is_looked_at_or_none() -> None:
    assert {*PAGES, *OPEN_PAGES} | NO_PAGES == every_route()


@dataclass(frozen=True)
class Visit:
    """What was seen of a page."""

    faults: dict[str, list[str]]
    """By look: the page is opened in the first one and turned into the others, as one turns a phone."""
    complaints: list[str]
    """Of the browser: scripts that fail, what the content policy blocks."""
    weight: int


@dataclass(frozen=True)
class Room:
    """One browser for each person."""

    people: dict[str, Page]
    complaints: list[str]


@pytest.fixture(scope="module")
def world(app: App) -> Places:
    return a_world(app)


@pytest.fixture(scope="module")
def room(app: App, world: Places, signed_in_client: httpx.Client) -> Iterator[Room]:
    """Each person signs in once."""
    way_in = {"base_url": app.url, "headers": {"Origin": app.url}, "follow_redirects": True}
    with chromium() as browser, httpx.Client(**way_in) as newcomer:
        app.sign_in(newcomer, NEWCOMER)
        people = {OWNER: signed_in_client, NEWCOMER: newcomer, "": None}
        yield _room(app, browser, people)


def _room(app: App, browser: Browser, people: dict[str, httpx.Client | None]) -> Room:
    room = Room({}, [])
    for person, client in people.items():
        context = browser.new_context(base_url=app.url)
        page = (signed_in(context, client) if client else context).new_page()
        page.on("console", lambda message: room.complaints.append(message.text))
        page.on("pageerror", lambda problem: room.complaints.append(str(problem)))
        room.people[person] = page
    return room


def _looks(page: Page) -> Iterator[str]:
    """Turns the page into one look after the other."""
    for look, (viewport, scheme) in LOOKS.items():
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        yield look


@pytest.fixture(
    scope="module",
    params=VISITS,
    ids=lambda each: f"{each[0].partition('@')[0] or 'nobody'} {each[1]}",
)
def visit(room: Room, world: Places, request: pytest.FixtureRequest) -> Visit:
    person, address = request.param
    page = room.people[person]
    room.complaints.clear()
    found = {}
    for look in _looks(page):
        if not found:
            page.goto(world.at(address))
            page.evaluate(
                "document.querySelectorAll('details').forEach((part) => part.open = true)"
            )
        found[look] = faults(page)
    # A page that is not found is one of ours, and the browser writes every such answer down.
    complaints = [each for each in room.complaints if "status of 4" not in each]
    return Visit(found, complaints, weight(page))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_a_page_can_be_used_by_everybody(visit: Visit, look: str) -> None:
    assert visit.faults[look] == []


@pytest.mark.browser
@pytest.mark.slow
def test_the_browser_complains_about_nothing(visit: Visit) -> None:
    assert visit.complaints == []


@pytest.mark.browser
@pytest.mark.slow
def test_script_and_style_are_light(visit: Visit) -> None:
    assert 0 < visit.weight <= MOST_BYTES
