"""What an organization asks of those who sign in. Pure."""

import msgspec


class SignIn(msgspec.Struct, frozen=True):
    require_second_factor: bool = False
    """Of everybody who has a password; whoever signs in elsewhere does it there."""
