"""What of a user leaves the application, however it was set.

`set_user({"id": 7, "email": ...})` by hand sends the address whatever the SDK is told. Here PRIVACY
decides, for requests, tasks and commands alike.
"""

import hashlib
import hmac
from typing import Any

from django.conf import settings as django_settings

from seismo_django.conf.process import current
from seismo_django.events.bind import chain_of, exception_of
from seismo_django.guard import logger

HASHED_ON = "strict"
_BY_PRIVACY = {
    "strict": ("id",),
    "balanced": ("id",),
    "full": ("id", "username", "email", "ip_address", "name"),
}
_PERSONAL = frozenset({"username", "email", "ip_address", "name", "geo"})
_ON_STRICT = frozenset({"id", "role"})
_HASHED = "anon-"

USER_ATTRIBUTE = "__seismo_user__"
"""On exceptions that leave a `user_scope`: whoever captures them is outside of it."""

_told: set[str] = set()


def fields_allowed() -> tuple[str, ...]:
    """USER_FIELDS, else those of the preset."""
    settings = current().settings
    return tuple(settings.user_fields) or _BY_PRIVACY.get(settings.privacy, ("id",))


def with_its_user(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """Give an error the user of the `user_scope` that it left."""
    if not event.get("user"):
        users = (getattr(link, USER_ATTRIBUTE, None) for link in chain_of(exception_of(hint)))
        event["user"] = next(filter(None, users), {})
    return event


def within_privacy(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """Remove of the user what may not leave. On `strict` the id is a hash that only this application has."""
    user = event.get("user")
    if not user:
        return event
    allowed = fields_allowed()
    is_strict = current().settings.privacy == HASHED_ON
    kept = {name: value for name, value in user.items() if _is_kept(name, allowed, is_strict)}
    _tell_removed(user.keys() - kept.keys())
    if is_strict and "id" in kept:
        kept["id"] = hashed(str(kept["id"]))
    event["user"] = kept
    return event


def hashed(user_id: str) -> str:
    if user_id.startswith(_HASHED):
        return user_id
    key = str(django_settings.SECRET_KEY).encode()
    return _HASHED + hmac.digest(key, b"seismo.user:" + user_id.encode(), hashlib.sha256).hex()[:24]


def _is_kept(name: str, allowed: tuple[str, ...], is_strict: bool) -> bool:
    if name in allowed:
        return True
    return name in _ON_STRICT if is_strict else name not in _PERSONAL and name != "id"


def _tell_removed(names: set[str]) -> None:
    """Once for each field and process: who set it by hand wonders where it is."""
    new = names - _told
    if new:
        _told.update(new)
        fields = ", ".join(sorted(new))
        logger.info("Not sent of users: %s. SEISMO['USER_FIELDS'] or PRIVACY lets it out.", fields)
