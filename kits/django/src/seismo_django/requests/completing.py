"""What an event is told of the request in which it happened, when and only when it is sent."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from seismo_django.conf.process import current
from seismo_django.events.bind import exception_of
from seismo_django.events.personal import HASHED_ON, fields_allowed, within_privacy
from seismo_django.events.twins import is_unhandled
from seismo_django.guard import guarded
from seismo_django.hooks import FAILED, hook
from seismo_django.requests import measuring, trail
from seismo_django.requests import user as users
from seismo_django.requests.preferences import preferences_of
from seismo_django.requests.state import IN_HINT, RequestState, state_of
from seismo_django.requests.visitor import address_of
from seismo_django.scrub.markings import note_posted

TRANSACTION = "transaction"
LONGEST_CRUMB = 300
Event = dict[str, Any]


def completion(request: HttpRequest) -> Callable[[Any, Any], Any]:
    """An event processor for the scope of this request."""

    def complete(event: Event, hint: Event) -> Event:
        hint[IN_HINT] = request
        state = state_of(request)
        if state is None:
            return event
        if event.get("type") == TRANSACTION:
            _complete_transaction(event, request, state)
        elif not event.get("type"):
            _complete_error(event, request, state, exception_of(hint))
        return event

    return complete


@guarded(None)
def _complete_error(
    event: Event, request: HttpRequest, state: RequestState, exception: BaseException | None
) -> None:
    settings = current().settings
    user = users.asked_user_of(request, exception)
    _tell_user(event, request, user)
    if user is not None:
        state.role = users.role_of(user, settings, may_ask=True)
    contexts = event.setdefault("contexts", {})
    preferences = preferences_of(request, user, dict(settings.user_preferences))
    if preferences:
        contexts["user_preferences"] = preferences
    contexts["request"] = request_context(request, state)
    if exception is not None:
        contexts["exception"] = {
            "type": type(exception).__name__,
            "message": str(exception),
            "request_path": request.path,
            "request_method": request.method,
        }
    _tell_way(event, request, state, exception)
    if not event.get("transaction"):
        event["transaction"] = state.route
    _tell_tags(event, tags_of(request, state))


@guarded(None)
def _complete_transaction(event: Event, request: HttpRequest, state: RequestState) -> None:
    note_posted(event, request)
    _tell_user(event, request, users.user_of(request))
    state.role = state.role or users.known_role(request)
    _tell_tags(event, tags_of(request, state))
    measuring.tell_transaction(event, state)


def tags_of(request: HttpRequest, state: RequestState) -> dict[str, str]:
    """Those of an error or a transaction; in a stream of spans they are attributes of the first."""
    tags = {
        "request_id": state.id,
        "http.method": request.method or "",
        "http.url": state.route,
        "http.status_code": str(state.status or ""),
        "user.role": state.role,
        "tenant": _tenant(request),
        "stream": "" if state.streamed_bytes is None else "true",
    }
    return {name: text for name, text in tags.items() if text}


def request_context(request: HttpRequest, state: RequestState) -> dict[str, str]:
    """The request in the words of people; what is secret in it the transport removes."""
    is_strict = current().settings.privacy == HASHED_ON
    referrer = request.META.get("HTTP_REFERER", "")
    found = {
        "id": state.id,
        "url": f"{request.scheme}://{request.META.get('HTTP_HOST', '')}{request.path}",
        "route": state.route,
        "view": _view(request),
        "method": request.method or "",
        "query_string": "" if is_strict else request.META.get("QUERY_STRING", ""),
        "user_agent": request.META.get("HTTP_USER_AGENT", ""),
        "referrer": referrer.partition("?")[0] if is_strict else referrer,
        "ip_address": address_of(request) if "ip_address" in fields_allowed() else "",
    }
    return {name: text for name, text in found.items() if text}


def _tell_user(event: Event, request: HttpRequest, user: Any) -> None:
    """What was set by hand wins over what the session says; neither tells more than PRIVACY lets out."""
    allowed = fields_allowed()
    told = (users.fields_of(user, allowed) or {}) if user is not None else {}
    told |= {name: value for name, value in (event.get("user") or {}).items() if value}
    if "ip_address" in allowed:
        told["ip_address"] = address_of(request)
    event["user"] = told
    within_privacy(event, {})


def _tell_way(
    event: Event, request: HttpRequest, state: RequestState, exception: BaseException | None
) -> None:
    """Before the breadcrumbs of this request the visitor's way to it; after them what became of it."""
    crumbs = event.setdefault("breadcrumbs", {"values": []})
    values = crumbs.get("values") if isinstance(crumbs, dict) else None
    if values is None:
        return
    status = state.status or (500 if is_unhandled(event) else 0)
    after = [trail.crumb_of(request, state, status)]
    if exception is not None:
        after.append(
            {
                "type": "error",
                "category": "exception",
                "level": "error",
                "message": f"{type(exception).__name__}: {exception}"[:LONGEST_CRUMB],
                "timestamp": datetime.now(UTC),
            }
        )
    crumbs["values"] = [*trail.crumbs_of(request), *values, *after]


def _tell_tags(event: Event, tags: dict[str, str]) -> None:
    event["tags"] = tags | (event.get("tags") or {})


def _view(request: HttpRequest) -> str:
    return request.resolver_match._func_path if request.resolver_match else ""


@guarded("")
def _tenant(request: HttpRequest) -> str:
    ask = hook(current().settings.tenant, "TENANT")
    answer = ask(request) if ask else None
    return "" if answer in (None, FAILED) else str(answer)
