from collections.abc import Iterator

import httpx
import pytest
from support.app import App
from support.people import new_person, signed_in

from seismo.catalog.models import User


@pytest.fixture
def person(app: App) -> User:
    """A member with a password, known to no other test."""
    return new_person(app)


@pytest.fixture
def browser_of(app: App, person: User) -> Iterator[httpx.Client]:
    """The person's browser, signed in."""
    with signed_in(app, person) as client:
        yield client
