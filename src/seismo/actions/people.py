"""What a person may change about people: the first sign-up, and their own preferences."""

from datetime import datetime

import msgspec
from django.db import transaction

from seismo.catalog.models import Organization, Theme, User
from seismo.catalog.people import use_setup_link
from seismo.model.notifications import Notifications


def set_up(
    token: str, organization_name: str, email: str, password: str, now: datetime
) -> User | None:
    """Name the organization and make its first owner; None when the link was used meanwhile.

    Raises IntegrityError when the mail address already has a user; the link then stays good.
    """
    with transaction.atomic():
        user = use_setup_link(token, email, password, now)
        if user is not None:
            Organization.objects.filter(members__user=user).update(name=organization_name)
        return user


def set_preferences(
    user: User, name: str, theme: Theme, time_zone: str, *, uses_keys: bool
) -> None:
    """`time_zone` is a name of the tz database, or empty for that of the browser."""
    user.name = name
    user.theme = theme
    user.time_zone = time_zone
    user.uses_keys = uses_keys
    user.save(update_fields=["name", "theme", "time_zone", "uses_keys"])


def set_notifications(user: User, wanted: Notifications) -> None:
    user.notifications = msgspec.to_builtins(wanted)
    user.save(update_fields=["notifications"])


def change_email(user: User, email: str) -> None:
    """The mail address to sign in with. Raises IntegrityError when somebody has it."""
    with transaction.atomic():
        user.email = email.lower()
        user.save(update_fields=["email"])


def change_password(user: User, password: str) -> None:
    """Ends every login of the user but the one whose session hash the caller renews."""
    user.set_password(password)
    user.save(update_fields=["password"])
