"""What every page reads from its request."""

import re
from typing import cast

from django.http import Http404, HttpRequest

from seismo.catalog.models import Organization, User
from seismo.model.ids import EventId, parse_event_id
from seismo.ports.stores import Stores

_EVENT_ID = re.compile(r"[0-9a-fA-F]{32}")


def stores(request: HttpRequest) -> Stores:
    """The parts that hold data; the runtime puts them into each request."""
    return cast(Stores, request.META["seismo.stores"])


def signed_in_user(request: HttpRequest) -> User:
    """The user of a page that needs a sign-in."""
    assert isinstance(request.user, User)
    return request.user


def organization(request: HttpRequest) -> Organization:
    """The organization of the user's first membership. Raises Http404 for a user without one."""
    found = membership(request)
    if found is None:
        raise Http404("you are a member of no organization")
    return found


def membership(request: HttpRequest) -> Organization | None:
    """As `organization`, with its projects; None without one, or without a user.

    Asked once for each request.
    """
    known = request.META.get("seismo.organization", request)
    if known is not request:
        return cast("Organization | None", known)
    user = getattr(request, "user", None)
    memberships = Organization.objects.filter(members__user=user).order_by("members__id")
    found = memberships.prefetch_related("projects").first() if isinstance(user, User) else None
    request.META["seismo.organization"] = found
    return found


def named_event(text: str) -> EventId | None:
    """Out of an id, with or without dashes, or the address of a page."""
    found = _EVENT_ID.search(text.replace("-", "") if "/" not in text else text)
    return parse_event_id(found[0]) if found else None


def is_prefetch(request: HttpRequest) -> bool:
    """Whether the browser asks in advance, so that nobody may ever look at the answer."""
    return "prefetch" in request.headers.get("Sec-Purpose", "")
