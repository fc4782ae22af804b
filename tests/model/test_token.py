"""How API tokens are written, and what their scopes allow."""

import base64
import json
import re

import pytest

from seismo.model.token import (
    SECRET_BYTES,
    Scope,
    granted,
    hash_token,
    organization_token,
    personal_token,
)

SECRET = bytes(range(SECRET_BYTES))


def test_a_personal_token_is_a_prefix_and_64_hexadecimal_digits() -> None:
    assert re.fullmatch(r"sntryu_[0-9a-f]{64}", personal_token(SECRET))


def test_a_token_of_an_organization_tells_a_client_where_to_go() -> None:
    token = organization_token(SECRET, "https://errors.test", "acme", 1_700_000_000.5)
    prefix, claims, secret = token.split("_")

    assert prefix == "sntrys"
    assert json.loads(base64.b64decode(claims, validate=True)) == {
        "iat": 1_700_000_000.5,
        "url": "https://errors.test",
        "region_url": "https://errors.test",
        "org": "acme",
    }
    assert base64.b64decode(f"{secret}=", validate=True) == SECRET


@pytest.mark.parametrize("slug", ["a", "ab", "abc"])
def test_the_claims_are_padded_and_the_secret_is_not(slug: str) -> None:
    _, claims, secret = organization_token(SECRET, "http://x", slug, 1.0).split("_")

    assert len(claims) % 4 == 0
    assert len(secret) == 43


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        (["event:write"], {Scope.EVENT_WRITE, Scope.EVENT_READ}),
        (["team:admin"], {Scope.TEAM_ADMIN, Scope.TEAM_WRITE, Scope.TEAM_READ}),
        (["org:ci"], {Scope.ORG_CI}),
        (["moon:read", ""], set()),
        ([], set()),
    ],
    ids=["write reads", "admin writes and reads", "uploads only", "unknown names", "nothing"],
)
def test_a_level_contains_those_below_it(scopes: list[str], allowed: set[Scope]) -> None:
    assert granted(scopes) == allowed


def test_what_is_stored_does_not_hold_the_token() -> None:
    assert SECRET.hex() not in hash_token(personal_token(SECRET))
