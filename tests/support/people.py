"""People who sign in, each in a browser of their own without JavaScript."""

import itertools
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from seismo.catalog.models import User
from seismo.catalog.people import create_user
from support.app import PASSWORD, App, wait_until

_numbers = itertools.count(1)


def new_person(app: App, password: str | None = PASSWORD) -> User:
    return create_user(app.organization, f"somebody-{next(_numbers)}@people.test", password)


@contextmanager
def visiting(app: App) -> Iterator[httpx.Client]:
    """A browser that nobody is signed in with, at an address that nobody guessed from."""
    with httpx.Client(
        base_url=app.url, headers={"Origin": app.url}, follow_redirects=True
    ) as client:
        client.headers["X-Forwarded-For"] = f"198.51.100.{next(_numbers) % 250 + 1}"
        yield client


def sign_in(client: httpx.Client, person: User, password: str = PASSWORD) -> httpx.Response:
    return client.post("/login/", data={"email": person.email, "password": password})


@contextmanager
def signed_in(app: App, person: User) -> Iterator[httpx.Client]:
    with visiting(app) as client:
        assert sign_in(client, person).status_code == 200
        yield client


CODE_SECONDS = 30
"""For which an authenticator app shows a code."""


def is_signed_in(client: httpx.Client) -> bool:
    return client.get("/preferences/", follow_redirects=False).status_code == 200


def confirm(client: httpx.Client, password: str = PASSWORD) -> httpx.Response:
    """What is asked before anything changes how somebody signs in."""
    return client.post("/confirm/", data={"password": password})


def app_code(secret: str) -> str:
    """What an authenticator app shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def lasting_app_code(secret: str) -> str:
    """As `app_code`, for a browser, which takes a moment to type it in: it does not change meanwhile."""
    wait_until(lambda: time.time() % CODE_SECONDS < CODE_SECONDS - 6, "the code is a fresh one")
    return app_code(secret)


def typed(secret: str, send: Callable[[str], httpx.Response]) -> httpx.Response:
    """What the server answers to the code of an app. Where it changed on its way, the next one is sent."""
    while True:
        code = app_code(secret)
        answer = send(code)
        if answer.status_code != 422 or code == app_code(secret):
            return answer


def add_app(client: httpx.Client) -> tuple[str, list[str]]:
    """The secret of a new authenticator app, and the recovery codes that came with it."""
    confirm(client)
    page = client.get("/preferences/security/app/").text
    found = re.search(r'id="secret">(\w+)<', page)
    assert found, page
    answer = typed(
        found[1], lambda code: client.post("/preferences/security/app/", data={"code": code})
    )
    codes = re.search(r'id="codes">([\d\s]+)<', answer.text)
    return found[1], codes[1].split() if codes else []
