"""The course of a request through the kit: what is done when it comes, and when it is answered."""

from contextvars import Token
from typing import Any, NamedTuple

import sentry_sdk
from django.core.signals import got_request_exception
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from seismo_django import sdk
from seismo_django.guard import guarded
from seismo_django.requests import noise
from seismo_django.requests.completing import completion
from seismo_django.requests.request_id import HEADER, request_id_of
from seismo_django.requests.state import RequestState, current, state_of


class Begun(NamedTuple):
    state: RequestState
    token: "Token[RequestState | None]"


@guarded(None)
def prepare() -> None:
    """Once for each process, when Django builds its middleware."""
    got_request_exception.connect(_note_failure, dispatch_uid="seismo")


@guarded(None)
def begin(request: HttpRequest) -> Begun | None:
    """None when a second copy of the middleware sees the request."""
    if state_of(request):
        return None
    state = RequestState(request, request_id_of(request))
    request.seismo = state  # type: ignore[attr-defined]  # what the kit adds to a request
    if sdk.is_active():
        sentry_sdk.get_isolation_scope().add_event_processor(completion(request))
    return Begun(state, current.set(state))


@guarded(None)
def leave(begun: Begun | None) -> None:
    if begun:
        current.reset(begun.token)


@guarded(None)
def finish(request: HttpRequest, response: HttpResponseBase, begun: Begun | None) -> None:
    if begun is None:
        return
    state, _ = begun
    state.status = response.status_code
    response.headers[HEADER] = state.id
    if state.status in noise.COUNTED and not state.has_ignored:
        noise.count(request, response)


@guarded(None)
def _note_failure(request: Any = None, **_: Any) -> None:
    state = state_of(request)
    if state:
        state.has_failed = True
