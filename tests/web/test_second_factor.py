"""Signing in with an authenticator app and recovery codes, over HTTP."""

from collections.abc import Iterator

import httpx
import pytest
from support.app import App, visible_text
from support.people import (
    add_app,
    app_code,
    confirm,
    is_signed_in,
    sign_in,
    typed,
    visiting,
)

from seismo.catalog.models import Organization, User
from seismo.catalog.second_factors import has_second_factor, remove_second_factors
from seismo.catalog.settings import save_section
from seismo.model.sign_in import SignIn


@pytest.fixture
def visitor(app: App) -> Iterator[httpx.Client]:
    with visiting(app) as client:
        yield client


@pytest.fixture
def strict(app: App) -> Iterator[None]:
    """The organization asks everybody for a second factor."""
    owner = Organization.objects.get(pk=app.organization.pk)
    save_section(owner, SignIn(require_second_factor=True))
    yield
    save_section(owner, SignIn())


def step(client: httpx.Client, code: str) -> httpx.Response:
    return client.post("/login/second-step/", data={"code": code})


def test_an_app_is_added_only_by_who_knows_the_password(browser_of: httpx.Client) -> None:
    assert str(browser_of.get("/preferences/security/app/").url.path) == "/confirm/"


def test_a_wrong_password_confirms_nothing(browser_of: httpx.Client) -> None:
    assert confirm(browser_of, "a wrong fake guess").status_code == 422
    assert str(browser_of.get("/preferences/security/app/").url.path) == "/confirm/"


def test_confirming_leads_to_what_was_asked_for(browser_of: httpx.Client) -> None:
    asked = browser_of.get("/preferences/security/app/")
    answer = browser_of.post(
        "/confirm/", data={"password": "correct-fake-horse", "next": asked.url.params["next"]}
    )

    assert "Scan this" in visible_text(answer.text)


def test_the_password_cannot_be_guessed_without_end_on_the_page_that_confirms(
    browser_of: httpx.Client,
) -> None:
    answers = [confirm(browser_of, "a wrong fake guess").status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]


def test_the_app_is_shown_as_a_picture_that_the_security_policy_allows(
    browser_of: httpx.Client,
) -> None:
    confirm(browser_of)
    page = browser_of.get("/preferences/security/app/")

    assert 'src="data:image/svg+xml;base64,' in page.text
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]


def test_a_wrong_code_adds_no_app(browser_of: httpx.Client, person: User) -> None:
    confirm(browser_of)
    browser_of.get("/preferences/security/app/")
    answer = browser_of.post("/preferences/security/app/", data={"code": "000000"})

    assert answer.status_code == 422
    assert not has_second_factor(person)


def test_the_first_app_comes_with_ten_recovery_codes_to_download(browser_of: httpx.Client) -> None:
    _, codes = add_app(browser_of)

    assert len(set(codes)) == 10


def test_recovery_codes_are_shown_once(browser_of: httpx.Client) -> None:
    _, codes = add_app(browser_of)
    again = browser_of.get("/preferences/security/recovery-codes/")

    assert not any(code in again.text for code in codes)
    assert "10 of 10 left" in visible_text(again.text)


def test_with_an_app_the_password_alone_signs_nobody_in(
    browser_of: httpx.Client, visitor: httpx.Client, person: User
) -> None:
    add_app(browser_of)
    answer = sign_in(visitor, person)

    assert "One more step" in visible_text(answer.text)
    assert not is_signed_in(visitor)


def test_the_code_of_the_app_signs_in_and_leads_where_the_person_wanted(
    browser_of: httpx.Client, visitor: httpx.Client, person: User
) -> None:
    secret, _ = add_app(browser_of)
    fields = {"email": person.email, "password": "correct-fake-horse", "next": "/projects/"}
    visitor.post("/login/", data=fields)

    assert typed(secret, lambda code: step(visitor, code)).url.path == "/projects/"


def test_a_code_of_the_app_works_once(
    app: App, browser_of: httpx.Client, visitor: httpx.Client, person: User
) -> None:
    secret, _ = add_app(browser_of)
    code = app_code(secret)
    sign_in(visitor, person)
    step(visitor, code)

    with visiting(app) as thief:
        sign_in(thief, person)
        assert step(thief, code).status_code == 422


def test_a_recovery_code_signs_in_once(
    app: App, browser_of: httpx.Client, visitor: httpx.Client, person: User
) -> None:
    _, codes = add_app(browser_of)
    sign_in(visitor, person)
    step(visitor, codes[3])
    assert is_signed_in(visitor)

    with visiting(app) as thief:
        sign_in(thief, person)
        assert step(thief, codes[3]).status_code == 422


def test_new_recovery_codes_end_the_old_ones(
    browser_of: httpx.Client, visitor: httpx.Client, person: User
) -> None:
    _, codes = add_app(browser_of)
    browser_of.post("/preferences/security/recovery-codes/new/")
    sign_in(visitor, person)

    assert step(visitor, codes[0]).status_code == 422


def test_codes_cannot_be_guessed_without_end(
    browser_of: httpx.Client, visitor: httpx.Client, person: User
) -> None:
    secret, _ = add_app(browser_of)
    sign_in(visitor, person)
    for _ in range(10):
        step(visitor, "000000")

    assert step(visitor, app_code(secret)).status_code == 422
    assert not is_signed_in(visitor)


def test_the_second_step_comes_after_the_first(visitor: httpx.Client) -> None:
    assert visitor.get("/login/second-step/").url.path == "/login/"


def test_without_the_app_the_password_is_enough_again(
    browser_of: httpx.Client, visitor: httpx.Client, person: User
) -> None:
    add_app(browser_of)
    browser_of.post("/preferences/security/app/remove/")
    sign_in(visitor, person)

    assert is_signed_in(visitor)


def test_whoever_lost_everything_gets_in_when_the_operator_removes_the_second_factor(
    browser_of: httpx.Client, visitor: httpx.Client, person: User
) -> None:
    add_app(browser_of)
    remove_second_factors(person)
    sign_in(visitor, person)

    assert is_signed_in(visitor)


@pytest.mark.usefixtures("strict")
def test_where_a_second_factor_is_asked_for_every_page_leads_to_adding_one(
    browser_of: httpx.Client,
) -> None:
    answer = browser_of.get("/projects/")

    assert answer.url.path == "/preferences/security/"
    assert "asks everybody for a second factor" in visible_text(answer.text)


@pytest.mark.usefixtures("strict")
def test_once_added_the_second_factor_opens_every_page(browser_of: httpx.Client) -> None:
    add_app(browser_of)

    assert browser_of.get("/projects/").url.path == "/projects/"


@pytest.mark.usefixtures("strict")
def test_who_has_no_password_here_has_the_second_factor_elsewhere(
    browser_of: httpx.Client, person: User
) -> None:
    before = person.get_session_auth_hash()
    person.set_unusable_password()
    person.save()
    assert person.get_session_auth_hash() != before

    assert browser_of.get("/projects/").url.path == "/login/"


def test_only_who_manages_the_organization_asks_for_a_second_factor(
    browser_of: httpx.Client,
) -> None:
    answer = browser_of.post("/settings/sign-in/", data={"require_second_factor": "on"})

    assert answer.status_code == 403


def test_the_settings_name_who_has_no_second_factor(
    browser: httpx.Client, browser_of: httpx.Client, person: User
) -> None:
    assert person.email in browser.get("/settings/sign-in/").text
    add_app(browser_of)

    assert person.email not in browser.get("/settings/sign-in/").text
