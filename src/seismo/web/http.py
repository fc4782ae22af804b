"""What every page reads from its request."""

import re
from ipaddress import ip_address
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from seismo.catalog.access import Access, Place, memberships_of
from seismo.catalog.models import Member, Organization, User
from seismo.model.access import Permission
from seismo.model.ids import EventId, parse_event_id
from seismo.ports.stores import Stores

CHOSEN = "organization"
"""Under which name a login keeps which organization is shown."""
_EVENT_ID = re.compile(r"[0-9a-fA-F]{32}")


def stores(request: HttpRequest) -> Stores:
    """The parts that hold data; the runtime puts them into each request."""
    return cast(Stores, request.META["seismo.stores"])


def signed_in_user(request: HttpRequest) -> User:
    """The user of a page that needs a sign-in."""
    assert isinstance(request.user, User)
    return request.user


def access(request: HttpRequest) -> Access:
    """What the user sees, and may do, in the organization. Raises Http404 for a member of none."""
    found = find_access(request)
    if found is None:
        raise Http404("you are a member of no organization")
    return found


def allowed(request: HttpRequest, permission: Permission, place: Place | None = None) -> Access:
    """As `access`, for a page that needs a permission to be looked at. Raises PermissionDenied."""
    person = access(request)
    if not person.may(permission, place):
        raise PermissionDenied(person.refusal(permission))
    return person


def organization(request: HttpRequest) -> Organization:
    """The organization whose pages are shown. Raises Http404 for a member of none."""
    return access(request).organization


def find_access(request: HttpRequest) -> Access | None:
    """As `access`; None for a member of no organization, or without a user. Asked once for each request."""
    known = request.META.get("seismo.access", request)
    if known is not request:
        return cast("Access | None", known)
    chosen = _chosen(request, memberships(request))
    found = Access(chosen) if chosen else None
    request.META["seismo.access"] = found
    return found


def memberships(request: HttpRequest) -> list[Member]:
    """Those of the user, the oldest first. Asked once for each request."""
    known = cast("list[Member] | None", request.META.get("seismo.memberships"))
    if known is not None:
        return known
    user = getattr(request, "user", None)
    found = memberships_of(user) if isinstance(user, User) else []
    request.META["seismo.memberships"] = found
    return found


def _chosen(request: HttpRequest, own: list[Member]) -> Member | None:
    wanted = request.session.get(CHOSEN) if len(own) > 1 else None
    chosen = (member for member in own if member.organization_id == wanted)
    return next(chosen, own[0] if own else None)


def choose_organization(request: HttpRequest, organization_id: int) -> None:
    """Show this organization of the user from now on, in this login."""
    request.session[CHOSEN] = organization_id
    request.META.pop("seismo.access", None)
    request.META.pop("seismo.memberships", None)


def named_event(text: str) -> EventId | None:
    """Out of an id, with or without dashes, or the address of a page."""
    found = _EVENT_ID.search(text.replace("-", "") if "/" not in text else text)
    return parse_event_id(found[0]) if found else None


def is_prefetch(request: HttpRequest) -> bool:
    """Whether the browser asks in advance, so that nobody may ever look at the answer."""
    return "prefetch" in request.headers.get("Sec-Purpose", "")


def client_address(request: HttpRequest) -> str:
    """Who sent the request.

    A proxy on this machine or in a private network is believed about whom it saw: the last entry
    of X-Forwarded-For. The entries before that are only the sender's word.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    seen_by_proxy = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return seen_by_proxy if seen_by_proxy and _is_near(peer) else peer


def _is_near(address: str) -> bool:
    try:
        return ip_address(address).is_private
    except ValueError:
        return False
