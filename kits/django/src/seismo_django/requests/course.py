"""The course of a request through the kit: what is done when it comes, and when it is answered."""

from contextvars import Token
from typing import Any, NamedTuple

import sentry_sdk
from django.core.signals import got_request_exception
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from seismo_django import counting, sdk
from seismo_django.conf.process import current as configuration
from seismo_django.guard import guarded
from seismo_django.requests import instruments, measuring, noise, returned, streaming, trail
from seismo_django.requests.completing import completion, tags_of
from seismo_django.requests.request_id import HEADER, request_id_of
from seismo_django.requests.state import RequestState, current, state_of
from seismo_django.requests.user import known_role
from seismo_django.tracing import is_streaming


class Begun(NamedTuple):
    state: RequestState
    token: "Token[RequestState | None]"


@guarded(None)
def prepare() -> None:
    """Once for each process, when Django builds its middleware."""
    got_request_exception.connect(_note_failure, dispatch_uid="seismo")
    instruments.install()


@guarded(None)
def begin(request: HttpRequest) -> Begun | None:
    """None when a second copy of the middleware sees the request."""
    if state_of(request):
        return None
    loaded = configuration()
    state = RequestState(request, request_id_of(request), loaded.settings.slow_query_ms / 1000)
    if loaded.debug:
        state.repeats = {}
    request.seismo = state  # type: ignore[attr-defined]  # what the kit adds to a request
    if sdk.is_active():
        sentry_sdk.get_isolation_scope().add_event_processor(completion(request))
    counting.move("http.in.flight", 1)
    return Begun(state, current.set(state))


@guarded(None)
def leave(begun: Begun | None) -> None:
    if begun:
        current.reset(begun.token)
        counting.move("http.in.flight", -1)


@guarded(None)
def finish(request: HttpRequest, response: HttpResponseBase, begun: Begun | None) -> None:
    if begun is None:
        return
    state = begun.state
    state.status = response.status_code
    response.headers[HEADER] = state.id
    if state.status in noise.COUNTED and not state.has_ignored:
        noise.count(request, response)
    elif state.status >= returned.FAILED:
        returned.tell(request, state)
    trail.remember(request, response, state)
    if not streaming.follow(request, response, state, lambda: _end(request, state)):
        _end(request, state)


@guarded(None)
def _end(request: HttpRequest, state: RequestState) -> None:
    measuring.count(request, state)
    if is_streaming() and sdk.is_active():
        state.role = state.role or known_role(request)
        measuring.tell_segment(tags_of(request, state), state)


@guarded(None)
def _note_failure(request: Any = None, **_: Any) -> None:
    state = state_of(request)
    if state:
        state.has_failed = True
