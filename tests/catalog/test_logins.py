"""Logins that ended are forgotten."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.utils import timezone
from support.app import App
from support.people import is_signed_in, new_person, signed_in

from seismo.catalog.logins import forget_ended


def test_a_login_that_goes_on_stays(app: App) -> None:
    with signed_in(app, new_person(app)) as client:
        forget_ended(timezone.now())

        assert is_signed_in(client)


def test_an_ended_login_leaves_the_list(app: App) -> None:
    person = new_person(app)
    with signed_in(app, person) as client:
        client.post("/logout/")
        forget_ended(timezone.now())

    assert not UserSession.objects.filter(user=person).exists()


def test_a_login_ends_after_a_month(app: App) -> None:
    with signed_in(app, new_person(app)) as client:
        forget_ended(timezone.now() + timedelta(days=31))

        assert not is_signed_in(client)
