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

    faults: list[str]
    complaints: list[str]
    """Of the browser: scripts that fail, what the content policy blocks."""
    weight: int


@dataclass(frozen=True)
class Room:
    """Browsers of one look, one for each person."""

    people: dict[str, Page]
    complaints: list[str]


@pytest.fixture(scope="module")
def world(app: App) -> Places:
    return a_world(app)


@pytest.fixture(scope="module")
def rooms(app: App, world: Places, signed_in_client: httpx.Client) -> Iterator[dict[str, Room]]:
    """By look. Each person signs in once."""
    way_in = {"base_url": app.url, "headers": {"Origin": app.url}, "follow_redirects": True}
    with chromium() as browser, httpx.Client(**way_in) as newcomer:
        app.sign_in(newcomer, NEWCOMER)
        people = {OWNER: signed_in_client, NEWCOMER: newcomer, "": None}
        yield {look: _room(app, browser, look, people) for look in LOOKS}


def _room(app: App, browser: Browser, look: str, people: dict[str, httpx.Client | None]) -> Room:
    viewport, scheme = LOOKS[look]
    room = Room({}, [])
    for person, client in people.items():
        context = browser.new_context(base_url=app.url, viewport=viewport, color_scheme=scheme)
        page = (signed_in(context, client) if client else context).new_page()
        page.on("console", lambda message: room.complaints.append(message.text))
        page.on("pageerror", lambda problem: room.complaints.append(str(problem)))
        room.people[person] = page
    return room


@pytest.fixture(
    scope="module",
    params=[(look, *visit) for look in LOOKS for visit in VISITS],
    ids=lambda each: f"{each[1].partition('@')[0] or 'nobody'} {each[2]} {each[0]}",
)
def visit(rooms: dict[str, Room], world: Places, request: pytest.FixtureRequest) -> Visit:
    look, person, address = request.param
    page = rooms[look].people[person]
    rooms[look].complaints.clear()
    page.goto(world.at(address))
    page.evaluate("document.querySelectorAll('details').forEach((part) => part.open = true)")
    # A page that is not found is one of ours, and the browser writes every such answer down.
    complaints = [each for each in rooms[look].complaints if "status of 4" not in each]
    return Visit(faults(page), complaints, weight(page))


@pytest.mark.browser
@pytest.mark.slow
def test_a_page_can_be_used_by_everybody(visit: Visit) -> None:
    assert visit.faults == []


@pytest.mark.browser
@pytest.mark.slow
def test_the_browser_complains_about_nothing(visit: Visit) -> None:
    assert visit.complaints == []


@pytest.mark.browser
@pytest.mark.slow
def test_script_and_style_are_light(visit: Visit) -> None:
    assert 0 < visit.weight <= MOST_BYTES
