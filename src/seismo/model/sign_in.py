"""How people sign in: what an organization asks, and the provider that may vouch for them. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

from seismo.model.access import Role


class SignIn(msgspec.Struct, frozen=True):
    """What an organization asks of its members."""

    require_second_factor: bool = False
    """Of everybody who has a password; whoever signs in elsewhere does it there."""


class OidcProvider(msgspec.Struct, frozen=True):
    """An OpenID Connect provider, as the operator set it up."""

    issuer: str
    """Without a slash at the end."""
    client_id: str
    client_secret: str
    name: str
    """What the button of the sign-in page says."""
    role: Role | None
    """Of people who sign in for the first time and whom nobody invited; None lets none of them in."""
    domains: tuple[str, ...]
    """In lower case; of the mail addresses that are let in. Empty is any."""

    def lets_in(self, email: str) -> bool:
        return not self.domains or email.rpartition("@")[2].lower() in self.domains


def verified_email(claims: Mapping[str, Any]) -> str:
    """The mail address of a person, if their provider says that it is theirs; else empty.

    Some providers write the boolean as text, and "false" must not pass for true.
    """
    email = claims.get("email")
    if claims.get("email_verified") not in (True, "true") or not isinstance(email, str):
        return ""
    return email.strip().lower()
