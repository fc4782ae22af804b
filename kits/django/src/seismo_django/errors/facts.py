"""What an error page may tell: the reference, what became of the event, and where to go from here."""

import sys
import uuid
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from django.http import HttpRequest

from seismo_django.conf import current
from seismo_django.errors import style
from seismo_django.errors.kinds import NOT_FOUND, Kind
from seismo_django.errors.nearby import nearby
from seismo_django.events.bind import event_id_of
from seismo_django.feedback import token
from seismo_django.guard import note_failure
from seismo_django.requests.routes import route_of
from seismo_django.transport.accepted import was_accepted

LONGEST_PATH = 200
_SAFE = frozenset({"GET", "HEAD"})

Facts = dict[str, Any]


def facts_of(request: HttpRequest, kind: Kind, exception: BaseException | None) -> Facts:
    """The context of the page. A part that fails is left out; nothing raises.

    The exception is the one that is being answered; without one, that of the running `except`.
    """
    told: Facts = {"status": kind.status, "title": kind.title, "kind": kind.name}
    told |= _part(_event, {}, exception or sys.exc_info()[1])
    told |= {"reference": _part(reference_of, told.get("event_id", ""), request)}
    for part in (_ways_on, _address, _near, style.facts, style.script):
        told |= _part(part, {}, request, kind)
    told |= _part(_support, {}, told["reference"])
    if kind.takes_feedback:
        told |= _part(_feedback, {}, request, told)
    return told


def _part(part: Callable[..., Any], otherwise: Any, *arguments: Any) -> Any:
    try:
        return part(*arguments)
    except Exception:
        note_failure(f"{part.__module__}.{part.__qualname__}")
        return otherwise


def _event(exception: BaseException | None) -> Facts:
    """`reported` is "sent", "queued", "stored" or "no": what the transport says of this very error."""
    event_id = event_id_of(exception) if exception else None
    state = was_accepted(event_id) if event_id else None
    return {"event_id": event_id if event_id and state else "", "reported": state or "no"}


def reference_of(request: HttpRequest) -> str:
    """The id of the request; a new one where no middleware of the kit gave it one."""
    told = getattr(request, "seismo", None)
    if told is not None and told.id:
        return str(told.id)
    if not hasattr(request, "_seismo_reference"):
        request._seismo_reference = uuid.uuid4().hex  # type: ignore[attr-defined]
    return str(request._seismo_reference)  # type: ignore[attr-defined]


def _ways_on(request: HttpRequest, kind: Kind) -> Facts:
    pages = current().settings.error_pages
    may_retry = request.method in _SAFE
    return {
        "home_url": pages.home_url,
        "dashboard_url": pages.dashboard_url,
        "search_url": pages.search_url,
        "links": dict(pages.links),
        "back_url": _back(request),
        "retry_allowed": may_retry,
        "retry_url": request.get_full_path() if may_retry else "",
        "retry_after": pages.retry_after,
    }


def _back(request: HttpRequest) -> str:
    """The page that led here, if it is one of this very host."""
    came_from = urlsplit(request.META.get("HTTP_REFERER", ""))
    own_host = request.META.get("HTTP_HOST", "")
    address = came_from._replace(scheme="", netloc="", fragment="").geturl()
    is_own = bool(own_host) and came_from.netloc == own_host
    if not is_own or came_from.scheme not in ("http", "https") or address.startswith("//"):
        return ""
    return address if address and address != request.get_full_path() else ""


def _address(request: HttpRequest, kind: Kind) -> Facts:
    path = request.path
    is_long = len(path) > LONGEST_PATH
    return {"request_path": path[:LONGEST_PATH] + "…" if is_long else path}


def _near(request: HttpRequest, kind: Kind) -> Facts:
    if kind is not NOT_FOUND:
        return {}
    return {"suggestions": nearby(request.path_info, getattr(request, "urlconf", None))}


def _support(reference: str) -> Facts:
    address = current().settings.error_pages.support_email
    subject = quote(f"Error {reference}")
    mailto = f"mailto:{quote(address, safe='@+')}?subject={subject}" if address else ""
    return {"support_email": address, "support_link": mailto}


def _feedback(request: HttpRequest, told: Mapping[str, Any]) -> Facts:
    about = token.About(
        event_id=told.get("event_id", ""), reference=told["reference"], route=route_of(request)
    )
    return {"feedback_token": token.signed(about), "feedback_url": style.address("feedback")}
