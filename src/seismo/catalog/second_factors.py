"""Who needs more than a password to sign in: an authenticator app or a passkey."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator

from seismo.catalog.models import User

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""Recovery codes stand in for one of these, and are none by themselves."""


def has_second_factor(user: User) -> bool:
    return bool(with_second_factor([user.pk]))


def with_second_factor(user_ids: Iterable[int]) -> set[int]:
    """Those of the users who have one."""
    strong = Authenticator.objects.filter(user_id__in=list(user_ids), type__in=STRONG)
    return set(strong.values_list("user_id", flat=True))


def remove_second_factors(user: User) -> int:
    """All of them, with the recovery codes; how many there were."""
    removed, _ = Authenticator.objects.filter(user=user).delete()
    return int(removed)
