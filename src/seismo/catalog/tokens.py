"""API tokens: made, found again by what a client sends, and forgotten."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from seismo.catalog.models import ApiToken, Organization, User
from seismo.model.token import (
    SECRET_BYTES,
    Scope,
    granted,
    hash_token,
    organization_token,
    personal_token,
)

NOTED_EVERY = timedelta(minutes=1)
"""How exact `last_used` is: a client that asks without pause shall not write without pause."""


class Refused(StrEnum):
    """Why nobody is let in; the texts are those that clients of Sentry know."""

    MISSING = "Authentication credentials were not provided."
    INVALID = "Invalid token"
    EXPIRED = "Token expired"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks the API. Exactly one of `user` and `organization` is there."""

    token_id: int
    user: User | None
    """The token is this person's: it reaches what they reach, and may no more than they may."""
    organization: Organization | None
    """The token is this organization's, and reaches all of its projects."""
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes


@dataclass(frozen=True, slots=True)
class NewToken:
    name: str
    scopes: tuple[Scope, ...]
    expires: datetime | None
    """None is never."""


def make_personal(user: User, wanted: NewToken, now: datetime) -> str:
    """The token itself, which nobody can see again."""
    token = personal_token(secrets.token_bytes(SECRET_BYTES))
    _store(token, wanted, now, user=user, maker=user)
    return token


def make_for_organization(
    organization: Organization, maker: User, wanted: NewToken, url: str, now: datetime
) -> str:
    """The token itself, which nobody can see again. `url` is the server's public address."""
    secret = secrets.token_bytes(SECRET_BYTES)
    token = organization_token(secret, url, organization.slug, now.timestamp())
    _store(token, wanted, now, organization=organization, maker=maker)
    return token


def _store(token: str, wanted: NewToken, now: datetime, **owner: User | Organization) -> None:
    ApiToken.objects.create(
        name=wanted.name,
        token_hash=hash_token(token),
        ending=token[-4:],
        scopes=list(wanted.scopes),
        created=now,
        expires=wanted.expires,
        **owner,
    )


def authenticate(authorization: str, now: datetime) -> Caller | Refused:
    """Who sends this `Authorization` header; empty when there is none."""
    kind, _, token = authorization.strip().partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        return Refused.MISSING
    found = (
        ApiToken.objects.select_related("user", "organization")
        .filter(token_hash=hash_token(token.strip()))
        .first()
    )
    if found is None or (found.user is not None and not found.user.is_active):
        return Refused.INVALID
    if found.expires is not None and found.expires <= now:
        return Refused.EXPIRED
    _note_use(found, now)
    return Caller(found.pk, found.user, found.organization, granted(found.scopes))


def _note_use(token: ApiToken, now: datetime) -> None:
    if token.last_used is None or token.last_used <= now - NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used=now)
