"""The token of the form on an error page.

It stands for the CSRF token, which needs a cookie that may be missing, and carries what the feedback is
about, so that nobody can attach words to an event that they did not meet. It works while the database and
the sessions are down.
"""

import time
from typing import NamedTuple

from django.core.signing import BadSignature, Signer

LIFETIME = 24 * 3600
"""Seconds from the rendering of the page."""
_SALT = "seismo_django.feedback"
_LONGEST = 2000


class About(NamedTuple):
    event_id: str
    """Empty where no event was accepted."""
    reference: str
    route: str


class Token(NamedTuple):
    about: About
    age: float
    """Seconds."""


class BadToken(Exception):
    """Says in one sentence, for the visitor, what is wrong."""


def signed(about: About, now: float | None = None) -> str:
    return Signer(salt=_SALT).sign_object([*about, int(time.time() if now is None else now)])


def read(text: str, now: float | None = None) -> Token:
    """Raises BadToken."""
    try:
        *about, made = Signer(salt=_SALT).unsign_object(text[:_LONGEST])
    except (BadSignature, ValueError):
        raise BadToken("The form is incomplete: it lost its signature on the way.") from None
    age = (time.time() if now is None else now) - made
    if age > LIFETIME:
        raise BadToken("The form is older than a day.")
    return Token(About(*about), age)
