"""A team's first day in a real Chromium: from the link that the server prints to two people at work."""

import itertools
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from support.app import PASSWORD, envelope, error, wait_until
from support.chromium import chromium
from support.people import lasting_app_code
from support.process import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OWNER = "olive@shop.test"
APPLICATION = """
import sentry_sdk, sys
sentry_sdk.init(dsn=sys.argv[1])
try:
    {}["basket"]
except KeyError as problem:
    sentry_sdk.capture_exception(problem)
sentry_sdk.flush()
"""
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Team:
    """The server, and how somebody looks at it."""

    server: ServerProcess
    browser: Browser
    way_in: dict[str, Any]
    """The owner's cookies."""
    first_page: str
    """Where the first run has led."""

    def page(self, *, of_nobody: bool = False) -> Page:
        state = None if of_nobody else self.way_in
        context = self.browser.new_context(
            base_url=self.server.url,
            storage_state=state,  # type: ignore[arg-type]
        )
        return context.new_page()


@dataclass(frozen=True)
class Shop:
    """A project, and what its application sends."""

    server: ServerProcess
    slug: str
    dsn: str

    def send(self, *events: dict[str, Any]) -> None:
        key = self.dsn.split("//")[1].split("@")[0]
        url = f"{self.server.url}/api/{self.dsn.rsplit('/', 1)[1]}/envelope/?sentry_key={key}"
        for event in events:
            assert httpx.post(url, content=envelope(event, uuid.uuid4().hex)).status_code == 200
        self.server.wait_until_drained()

    @property
    def stream(self) -> str:
        return f"/issues/?project={self.slug}"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """The first run: the owner comes by the link that the server has printed."""
    server = ServerProcess(Path(tmp_path_factory.mktemp("journey")) / "data")
    server.start()
    with chromium() as browser:
        page = browser.new_page(base_url=server.url)
        page.goto(server.welcome())
        page.get_by_label("Organization").fill("Acme")
        page.get_by_label("Mail address").fill(OWNER)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/projects/**")
        yield Team(server, browser, dict(page.context.storage_state()), page.url)
    server.stop()


@pytest.fixture
def page(team: Team) -> Iterator[Page]:
    """The owner's."""
    page = team.page()
    yield page
    page.context.close()


@pytest.fixture
def shop(team: Team, page: Page) -> Shop:
    name = f"shop-{next(_numbers)}"
    made = page.request.post(
        "/projects/new/",
        form={"name": name, "platform": "python"},
        headers={"Origin": team.server.url},
    )
    dsn = re.search(r'id="dsn">([^<]+)<', made.text())
    assert dsn, made.text()
    return Shop(team.server, name, dsn[1])


def rows(page: Page) -> Any:
    return page.locator(".issues li")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_set_up_page_turns_into_the_first_event_of_an_application(
    team: Team, page: Page
) -> None:
    page.goto(team.first_page)
    dsn = page.locator("#dsn").inner_text()
    subprocess.run([sys.executable, "-c", APPLICATION, dsn], check=True)

    link = page.locator("#waiting a").first
    expect(link).to_be_visible()
    link.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("KeyError")


def test_somebody_joins_by_a_link_and_is_given_an_issue(team: Team, page: Page, shop: Shop) -> None:
    page.goto("/settings/members/")
    page.get_by_role("button", name="Make the invitation").click()
    link = page.locator("#invitation-link").inner_text()
    guest = team.page(of_nobody=True)
    guest.goto(link)
    guest.get_by_label("Mail address").fill("mia@shop.test")
    guest.get_by_label("Password").fill(PASSWORD)
    guest.get_by_role("button", name="Create the account and join").click()
    expect(guest.get_by_role("heading", name="Join")).to_have_count(0)

    shop.send(error("card declined"))
    open_the_only_issue(page, shop)
    press(page, "a")
    page.get_by_role("button", name="mia@shop.test").click()
    expect(page.get_by_text("mia@shop.test").first).to_be_visible()

    guest.goto("/issues/?q=assigned:me")
    expect(rows(guest)).to_have_count(1)
    guest.context.close()


def test_ten_issues_are_triaged_without_a_mouse(page: Page, shop: Shop) -> None:
    shop.send(*(error(f"problem {n}", function=f"step_{n}") for n in range(10)))
    page.goto(shop.stream)
    expect(rows(page)).to_have_count(10)

    for left in (9, 8, 7):
        press(page, "j", "e")
        expect(rows(page)).to_have_count(left)
    press(page, *"jxjjjX", "e")
    expect(rows(page)).to_have_count(3)
    press(page, "z")
    expect(rows(page)).to_have_count(7)
    press(page, "j", "o")
    page.wait_for_url("**/issues/SHOP*/**")
    press(page, "m")
    expect(page.get_by_role("button", name="Unarchive")).to_be_visible()
    page.goto(shop.stream)
    press(page, *"jxjjjjjX", "e")
    expect(rows(page)).to_have_count(0)


def test_words_and_keys_find_the_issue(page: Page, shop: Shop) -> None:
    shop.send(
        error("card declined", function="charge", release="shop@1"),
        error("out of stock", function="reserve", release="shop@2"),
    )
    page.goto(shop.stream)
    press(page, "/")
    page.keyboard.type("release:shop@2 stock")
    page.keyboard.press("Enter")

    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("out of stock")


def test_two_issues_become_one_and_two_again(page: Page, shop: Shop) -> None:
    shop.send(error("first", function="one"), error("second", function="two"))
    page.goto(shop.stream)
    other = rows(page).locator("a").last.get_attribute("href")
    assert other is not None
    rows(page).locator("a").first.click()
    merge = page.locator("#merge")
    merge.get_by_role("textbox").fill(f"{shop.server.url}{other}")
    merge.get_by_role("button", name="Merge").click()
    page.goto(shop.stream)
    expect(rows(page)).to_have_count(1)

    rows(page).locator("a").first.click()
    page.get_by_role("link", name="Take apart").click()
    page.locator(".parts input").first.check()
    page.get_by_role("button", name="Make the chosen parts a new issue").click()

    page.goto(shop.stream)
    expect(rows(page)).to_have_count(2)


def test_an_issue_resolved_in_the_next_release_comes_back_with_it_and_not_before(
    page: Page, shop: Shop
) -> None:
    shop.send(error("card declined", release="shop@1.0.0"))
    open_the_only_issue(page, shop)
    press(page, "E")
    page.locator("button[name=to][value='resolved:next']").click()
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()

    shop.send(error("card declined", release="shop@1.0.0"))
    page.goto(shop.stream)
    expect(rows(page)).to_have_count(0)

    shop.send(error("card declined", release="shop@1.1.0"))
    open_the_only_issue(page, shop)
    expect(page.locator(".event-head .chip", has_text="regressed")).to_be_visible()


def test_an_issue_archived_until_ten_more_users_comes_back_with_the_tenth(
    page: Page, shop: Shop
) -> None:
    shop.send(error("card declined", user={"id": "first"}))
    open_the_only_issue(page, shop)
    press(page, "M")
    page.get_by_role("button", name="Until 10 more users").click()
    expect(page.get_by_role("button", name="Unarchive")).to_be_visible()

    shop.send(*(error("card declined", user={"id": str(number)}) for number in range(9)))
    page.goto(shop.stream)
    expect(rows(page)).to_have_count(0)

    shop.send(error("card declined", user={"id": "the tenth"}))
    wait_until(lambda: has_come_back(page, shop), "the issue is back", every=0.5)


def open_the_only_issue(page: Page, shop: Shop) -> None:
    page.goto(shop.stream)
    expect(rows(page)).to_have_count(1)
    rows(page).locator("a").first.click()
    page.wait_for_url("**/issues/SHOP*/**")


def has_come_back(page: Page, shop: Shop) -> bool:
    page.goto(shop.stream)
    return bool(rows(page).count())


def test_an_authenticator_app_is_asked_for_from_then_on(team: Team) -> None:
    page = team.page(of_nobody=True)
    team.server.run("user", "create", "tom@shop.test", "--password-stdin", stdin=PASSWORD)
    sign_in(page, "tom@shop.test")
    page.goto("/preferences/security/app/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    secret = page.locator("#secret").inner_text()
    page.get_by_label("The code that the app shows").fill(lasting_app_code(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    page.context.clear_cookies()
    sign_in(page, "tom@shop.test")
    page.get_by_label("Code of your authenticator app").fill(lasting_app_code(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/preferences/")
    expect(page.get_by_text("tom@shop.test").last).to_be_visible()
    page.context.close()


def sign_in(page: Page, address: str) -> None:
    page.goto("/login/")
    page.get_by_label("Mail address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
