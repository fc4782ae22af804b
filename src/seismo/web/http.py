"""What every page reads from its request."""

import re
from ipaddress import ip_address
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from seismo.catalog.access import Access, Place
from seismo.catalog.models import Member, Organization, User
from seismo.model.access import Permission
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
    user = getattr(request, "user", None)
    member = None
    if isinstance(user, User):
        memberships = Member.objects.filter(user=user).select_related("organization")
        member = memberships.order_by("id").first()
    found = Access(member) if member else None
    request.META["seismo.access"] = found
    return found


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
