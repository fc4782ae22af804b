"""Authenticator app and passkeys in a real Chromium, whose fingerprint reader is a virtual one."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect
from support.app import PASSWORD, App
from support.chromium import PHONE, chromium, faults
from support.people import lasting_app_code, new_person

from seismo.catalog.models import User

pytestmark = [pytest.mark.browser, pytest.mark.slow]

READER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def browser_itself() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(app: App, browser_itself: Browser) -> Iterator[Page]:
    """On a phone with a fingerprint reader, at a host with a name: an address has no passkeys."""
    url = app.url.replace("127.0.0.1", "localhost")
    with (
        override_settings(PUBLIC_URL=url),
        browser_itself.new_context(base_url=url, viewport=PHONE, color_scheme="dark") as context,
    ):
        page = context.new_page()
        reader = context.new_cdp_session(page)
        reader.send("WebAuthn.enable")
        reader.send("WebAuthn.addVirtualAuthenticator", {"options": READER})
        yield page
        # Chromium may wait without end for a window of its own to close that the reader has opened.
        page.goto("about:blank")
        reader.send("WebAuthn.disable")


@pytest.fixture
def person(app: App) -> User:
    return new_person(app)


def sign_in(page: Page, person: User) -> None:
    page.goto("/login/")
    page.get_by_label("Mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def confirm(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def add_passkey(page: Page) -> None:
    page.goto("/preferences/security/")
    page.get_by_role("link", name="Add a passkey").click()
    confirm(page)
    page.get_by_label("Name").fill("My phone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_somebody_adds_an_app_and_signs_in_with_its_code(page: Page, person: User) -> None:
    sign_in(page, person)
    page.goto("/preferences/security/")
    page.get_by_role("link", name="Add an app").click()
    confirm(page)
    assert faults(page) == []
    secret = page.locator("#secret").inner_text()
    page.get_by_label("The code that the app shows").fill(lasting_app_code(secret))
    page.get_by_role("button", name="Switch it on").click()
    assert faults(page) == []
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download").click()
    assert len(saved.value.path().read_text().split()) == 10

    sign_out(page)
    sign_in(page, person)
    assert faults(page) == []
    page.get_by_label("Code of your authenticator app").fill(lasting_app_code(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/preferences/")
    expect(page.get_by_text(person.email).last).to_be_visible()


def test_a_passkey_signs_in_alone(page: Page, person: User) -> None:
    sign_in(page, person)
    add_passkey(page)
    sign_out(page)

    page.goto("/login/?next=/projects/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/projects/")


def test_a_passkey_is_the_second_step_after_the_password(page: Page, person: User) -> None:
    sign_in(page, person)
    add_passkey(page)
    sign_out(page)

    sign_in(page, person)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "login" not in url)
    page.goto("/preferences/security/")
    expect(page.get_by_text("My phone")).to_be_visible()
    assert faults(page) == []


def test_a_browser_without_the_passkey_says_what_to_do(page: Page) -> None:
    page.goto("/login/")
    page.evaluate(
        "() => { navigator.credentials.get = async () => { throw new DOMException('', 'NotAllowedError') } }"
    )
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_have_text(
        "Nothing was confirmed. Try again when you are ready."
    )


def test_where_passkeys_cannot_work_none_are_offered(page: Page, app: App) -> None:
    with override_settings(PUBLIC_URL=app.url):
        page.goto("/login/")

        expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
