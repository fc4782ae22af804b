"""Who is signed in, without a query on the way of success.

An error may ask the database once for the user whom nobody needed so far; a transaction never asks.
"""

import asyncio
from typing import Any

from django.db import connections
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest
from django.utils.functional import LazyObject, empty

from seismo_django.conf import Settings
from seismo_django.conf.process import current
from seismo_django.events.bind import chain_of
from seismo_django.guard import guarded
from seismo_django.hooks import FAILED, hook
from seismo_django.requests.loaded import loaded

GROUPS = "groups"


def user_of(request: HttpRequest) -> Any:
    """The user as far as somebody has asked for it already: Django's, or that of the REST framework."""
    for name in ("_cached_user", "_acached_user"):
        cached = request.__dict__.get(name)
        if cached is not None:
            return _signed_in(cached)
    found = request.__dict__.get("user")
    if isinstance(found, LazyObject):
        wrapped = found.__dict__.get("_wrapped", empty)
        return None if wrapped is empty else _signed_in(wrapped)
    return _signed_in(found)


@guarded(None)
def asked_user_of(request: HttpRequest, exception: BaseException | None) -> Any:
    """The user, for which the database may be asked, unless that would block, fail or make it worse."""
    known = user_of(request)
    if known is not None or not _may_ask(exception):
        return known
    return _signed_in(getattr(request, "user", None))


@guarded(None)
def fields_of(user: Any, privacy_fields: tuple[str, ...]) -> dict[str, str]:
    """What of the user may be told: `id` as USER_ID says, and what the fields name."""
    told = {"id": _told_by(current().settings.user_id or "pk", user)}
    if "username" in privacy_fields:
        told["username"] = user.get_username()
    if "email" in privacy_fields:
        told["email"] = getattr(user, "email", "")
    return {name: str(value) for name, value in told.items() if value not in (None, "")}


@guarded("")
def role_of(user: Any, settings: Settings, may_ask: bool) -> str:
    """By USER_ROLE; the groups are asked for only with an error."""
    said = settings.user_role
    if not said:
        return ""
    if said == GROUPS:
        return _groups(user) if may_ask else ""
    return str(_told_by(said, user) or "")


def known_role(request: HttpRequest) -> str:
    """The role, when somebody has asked for the user already."""
    user = user_of(request)
    return role_of(user, current().settings, may_ask=False) if user is not None else ""


def _groups(user: Any) -> str:
    return ", ".join(sorted(user.groups.values_list("name", flat=True)[:10]))


def _told_by(said: Any, user: Any) -> Any:
    """An attribute such as `pk`, or what a callable says, which a text with a dot names."""
    if isinstance(said, str) and "." not in said:
        return getattr(user, "pk", None) if said == "pk" else loaded(user, said)
    ask = hook(said, "USER")
    answer = ask(user) if ask else None
    return None if answer is FAILED else answer


def _signed_in(user: Any) -> Any:
    return user if getattr(user, "is_authenticated", False) else None


def _may_ask(exception: BaseException | None) -> bool:
    """Not in an event loop, not where a transaction is broken, not where the database is what failed."""
    lost = (OperationalError, InterfaceError)
    if any(isinstance(link, lost) for link in chain_of(exception)):
        return False
    if any(connection.needs_rollback for connection in connections.all(initialized_only=True)):
        return False
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return True
    return False
