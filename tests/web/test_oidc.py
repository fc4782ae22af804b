"""Signing in with an OpenID Connect provider, a real one on loopback."""

import itertools
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from support.app import App, free_port, visible_text
from support.oidc import Login, provider, vouched_by
from support.people import add_app, is_signed_in, new_person, sign_in, signed_in, visiting

from seismo.catalog.models import AuditEntry, Member, User
from seismo.model.access import Role

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def login() -> Iterator[Login]:
    with provider() as running:
        yield running


@pytest.fixture
def visitor(app: App) -> Iterator[httpx.Client]:
    with visiting(app) as client:
        yield client


def somebody(**claims: Any) -> dict[str, Any]:
    """Who is signed in at the provider."""
    number = next(_numbers)
    email = f"somebody-{number}@vouched.test"
    return {"sub": f"id-{number}", "email": email, "email_verified": True, "name": "Ada"} | claims


def vouch(client: httpx.Client, login: Login, person: dict[str, Any]) -> httpx.Response:
    """Press the button, and come back from the provider."""
    login.person = person
    return client.get("/login/oidc/oidc/?next=/projects/")


def test_the_button_says_what_people_call_the_provider(visitor: httpx.Client, login: Login) -> None:
    with vouched_by(login):
        page = visitor.get("/login/?next=/projects/%3Fq%3D1").text

    assert "Sign in with Example login" in page
    assert 'href="/login/oidc/oidc/?next=%2Fprojects%2F%3Fq%3D1"' in page


def test_whoever_has_an_account_is_signed_in_and_led_on(
    app: App, visitor: httpx.Client, login: Login
) -> None:
    person = new_person(app)
    with vouched_by(login):
        answer = vouch(visitor, login, somebody(email=person.email.upper()))

    assert answer.url.path == "/projects/"


def test_somebody_whom_nobody_invited_is_not_let_in(visitor: httpx.Client, login: Login) -> None:
    stranger = somebody()
    with vouched_by(login):
        answer = vouch(visitor, login, stranger)

    assert answer.status_code == 403
    assert "can invite you" in visible_text(answer.text)
    assert not User.objects.filter(email=stranger["email"]).exists()


def test_with_a_role_for_them_strangers_get_an_account(
    app: App, visitor: httpx.Client, login: Login
) -> None:
    stranger = somebody(name="Ada Lovelace")
    with vouched_by(login, Role.READ_ONLY):
        vouch(visitor, login, stranger)

    member = Member.objects.get(user__email=stranger["email"])
    assert (member.organization_id, member.role) == (app.organization.pk, Role.READ_ONLY)
    assert member.user.name == "Ada Lovelace"
    assert not member.user.has_usable_password()
    assert AuditEntry.objects.filter(event="member.add", target=stranger["email"]).exists()


def test_a_person_is_known_again_by_the_providers_id(
    app: App, visitor: httpx.Client, login: Login
) -> None:
    person = somebody()
    with vouched_by(login, Role.MEMBER):
        vouch(visitor, login, person)
        with visiting(app) as later:
            vouch(later, login, person | {"email": "renamed@vouched.test"})
            assert person["email"] in later.get("/preferences/").text


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
        {"email": None},
        {"email": ["ada@vouched.test"]},
    ],
    ids=["not verified", "as text", "not said", "none", "no text"],
)
def test_only_a_verified_mail_address_lets_in(
    app: App, visitor: httpx.Client, login: Login, claims: dict[str, Any]
) -> None:
    person = new_person(app)
    with vouched_by(login, Role.MEMBER):
        answer = vouch(visitor, login, somebody(**{"email": person.email} | claims))

    assert answer.status_code == 403
    assert not is_signed_in(visitor)


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("ada-{n}@acme.test", 200),
        ("ada-{n}@ACME.test", 200),
        ("ada-{n}@evil.test", 403),
        ("ada-{n}@sub.acme.test", 403),
        ("ada-{n}@acme.test.evil.test", 403),
    ],
)
def test_mail_addresses_of_other_domains_are_not_let_in(
    visitor: httpx.Client, login: Login, email: str, status: int
) -> None:
    person = somebody(email=email.format(n=next(_numbers)))
    with vouched_by(login, Role.MEMBER, ("acme.test",)):
        assert vouch(visitor, login, person).status_code == status


def test_the_second_factor_that_somebody_has_here_is_asked_for(
    app: App, visitor: httpx.Client, login: Login
) -> None:
    person = new_person(app)
    with signed_in(app, person) as own:
        add_app(own)
    with vouched_by(login):
        answer = vouch(visitor, login, somebody(email=person.email))

    assert answer.url.path == "/login/second-step/"


def test_a_password_from_before_ends_when_the_provider_vouches_for_its_address(
    app: App, visitor: httpx.Client, login: Login
) -> None:
    person = new_person(app)
    with vouched_by(login):
        vouch(visitor, login, somebody(email=person.email))
    with visiting(app) as elsewhere:
        sign_in(elsewhere, person)

        assert not is_signed_in(elsewhere)


def test_a_switched_off_account_stays_out(app: App, visitor: httpx.Client, login: Login) -> None:
    person = new_person(app)
    User.objects.filter(pk=person.pk).update(is_active=False)
    with vouched_by(login, Role.MEMBER):
        answer = vouch(visitor, login, somebody(email=person.email))

    assert answer.status_code == 403
    assert "switched off" in visible_text(answer.text)


def test_whoever_cancels_at_the_provider_is_told_so(visitor: httpx.Client, login: Login) -> None:
    login.denies = True
    with vouched_by(login):
        answer = vouch(visitor, login, somebody())
    login.denies = False

    assert answer.status_code == 403
    assert "you cancelled" in visible_text(answer.text)


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?code=x&state=fake", "?error=server_error&state=x"]
)
def test_an_answer_that_nobody_asked_for_signs_nobody_in(
    visitor: httpx.Client, login: Login, query: str
) -> None:
    with vouched_by(login, Role.MEMBER):
        answer = visitor.get(f"/login/oidc/oidc/callback/{query}")

    assert answer.status_code == 403
    assert not is_signed_in(visitor)


def test_a_provider_that_is_away_is_named(visitor: httpx.Client) -> None:
    away = Login()
    away.url = f"http://127.0.0.1:{free_port()}"
    with vouched_by(away):
        answer = visitor.get("/login/oidc/oidc/")

    assert answer.status_code == 503
    assert "Example login does not answer" in visible_text(answer.text)


def test_without_a_provider_its_addresses_lead_nowhere(visitor: httpx.Client) -> None:
    assert visitor.get("/login/oidc/oidc/").status_code == 404
    assert "Sign in with Example" not in visitor.get("/login/").text
