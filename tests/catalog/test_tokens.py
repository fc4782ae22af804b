"""Who an API token lets in."""

from datetime import UTC, datetime, timedelta

import pytest
from support.app import App
from support.people import new_person

from seismo.catalog.models import ApiToken, User
from seismo.catalog.tokens import (
    Caller,
    NewToken,
    Refused,
    authenticate,
    make_for_organization,
    make_personal,
)
from seismo.model.token import Scope

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def person(app: App) -> User:
    return new_person(app, password=None)


def wanted(expires: datetime | None = None) -> NewToken:
    return NewToken("CI", (Scope.EVENT_WRITE,), expires)


def test_a_personal_token_is_its_person_with_the_scopes_that_were_chosen(person: User) -> None:
    caller = authenticate(f"Bearer {make_personal(person, wanted(), NOW)}", NOW)

    assert isinstance(caller, Caller)
    assert (caller.user, caller.organization) == (person, None)
    assert caller.may(Scope.EVENT_READ)
    assert not caller.may(Scope.EVENT_ADMIN)


def test_a_token_of_an_organization_is_the_organization(app: App, person: User) -> None:
    token = make_for_organization(app.organization, person, wanted(), app.url, NOW)
    caller = authenticate(f"Bearer {token}", NOW)

    assert isinstance(caller, Caller)
    assert (caller.user, caller.organization) == (None, app.organization)


def test_a_token_of_an_organization_outlives_its_maker(app: App, person: User) -> None:
    token = make_for_organization(app.organization, person, wanted(), app.url, NOW)
    person.delete()

    assert isinstance(authenticate(f"Bearer {token}", NOW), Caller)


@pytest.mark.parametrize(
    ("header", "refusal"),
    [
        ("", Refused.MISSING),
        ("Bearer", Refused.MISSING),
        ("Basic YTpi", Refused.MISSING),
        ("Bearer sntryu_fake", Refused.INVALID),
        ("Bearer \udcff", Refused.INVALID),
    ],
    ids=["none", "no token", "another kind", "unknown", "no text"],
)
def test_nobody_gets_in_with(app: App, header: str, refusal: Refused) -> None:
    assert authenticate(header, NOW) is refusal


def test_a_token_ends_at_its_time(person: User) -> None:
    header = f"Bearer {make_personal(person, wanted(NOW + timedelta(days=1)), NOW)}"

    assert isinstance(authenticate(header, NOW + timedelta(hours=23)), Caller)
    assert authenticate(header, NOW + timedelta(hours=24)) is Refused.EXPIRED


def test_the_token_of_a_switched_off_account_is_no_good(person: User) -> None:
    header = f"Bearer {make_personal(person, wanted(), NOW)}"
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert authenticate(header, NOW) is Refused.INVALID


def test_the_last_use_is_noted_to_the_minute(person: User) -> None:
    header = f"Bearer {make_personal(person, wanted(), NOW)}"
    for seconds in (0, 59):
        authenticate(header, NOW + timedelta(seconds=seconds))
    assert ApiToken.objects.get(user=person).last_used == NOW

    authenticate(header, NOW + timedelta(seconds=60))
    assert ApiToken.objects.get(user=person).last_used == NOW + timedelta(seconds=60)


def test_the_token_itself_is_not_kept(person: User) -> None:
    token = make_personal(person, wanted(), NOW)

    assert token not in str(ApiToken.objects.filter(user=person).values().get())
