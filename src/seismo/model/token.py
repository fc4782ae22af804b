"""API tokens: how they are written, and what they allow. Pure.

The forms are those that Sentry's clients check (web-api.md section 1.2).
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum

SECRET_BYTES = 32
PERSONAL = "sntryu_"
OF_ORGANIZATION = "sntrys_"
LEVELS = ("read", "write", "admin")
"""Each contains the ones before it."""


class Scope(StrEnum):
    """What a token may be used for. The names are those of Sentry."""

    ORG_READ = "org:read"
    ORG_WRITE = "org:write"
    ORG_ADMIN = "org:admin"
    ORG_CI = "org:ci"
    ORG_INTEGRATIONS = "org:integrations"
    PROJECT_READ = "project:read"
    PROJECT_WRITE = "project:write"
    PROJECT_ADMIN = "project:admin"
    PROJECT_RELEASES = "project:releases"
    TEAM_READ = "team:read"
    TEAM_WRITE = "team:write"
    TEAM_ADMIN = "team:admin"
    MEMBER_READ = "member:read"
    MEMBER_WRITE = "member:write"
    MEMBER_ADMIN = "member:admin"
    EVENT_READ = "event:read"
    EVENT_WRITE = "event:write"
    EVENT_ADMIN = "event:admin"
    ALERTS_READ = "alerts:read"
    ALERTS_WRITE = "alerts:write"


def granted(scopes: Iterable[str]) -> frozenset[Scope]:
    """All that these scopes allow; names that are none are passed over."""
    known = {Scope(scope) for scope in scopes if scope in Scope.__members__.values()}
    return frozenset(known | {lower for scope in known for lower in _below(scope)})


def _below(scope: Scope) -> Iterable[Scope]:
    resource, _, level = scope.partition(":")
    below = LEVELS[: LEVELS.index(level)] if level in LEVELS else ()
    return [Scope(f"{resource}:{each}") for each in below]


def personal_token(secret: bytes) -> str:
    """`secret` has SECRET_BYTES."""
    return PERSONAL + secret.hex()


def organization_token(secret: bytes, url: str, slug: str, issued: float) -> str:
    """A token that tells a client by itself where the server is and what the organization is called.

    `secret` has SECRET_BYTES; `url` is the server's public address; `issued` is in unix seconds.
    """
    claims = {"iat": issued, "url": url, "region_url": url, "org": slug}
    written = base64.b64encode(json.dumps(claims).encode()).decode()
    return f"{OF_ORGANIZATION}{written}_{base64.b64encode(secret).decode().rstrip('=')}"


def hash_token(token: str) -> str:
    """What is stored in place of a token; its 32 random bytes need no salt. A header may hold any bytes."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
