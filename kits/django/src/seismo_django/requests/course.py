"""The course of a request through the kit: what is done when it comes, and when it is answered."""

from typing import Any

from django.core.signals import got_request_exception
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from seismo_django import counting, sdk
from seismo_django.conf.process import current as configuration
from seismo_django.guard import guarded
from seismo_django.requests import (
    instruments,
    measuring,
    noise,
    queries,
    returned,
    streaming,
    trail,
)
from seismo_django.requests.request_id import HEADER, request_id_of
from seismo_django.requests.state import RequestState, current, state_of
from seismo_django.requests.user import known_role
from seismo_django.tracing import is_streaming


@guarded(None)
def prepare() -> None:
    """Once for each process, when Django builds its middleware."""
    got_request_exception.connect(_note_failure, dispatch_uid="seismo")
    instruments.install()
    if configuration().debug:
        from seismo_django import banner

        banner.show()


@guarded(None)
def begin(request: HttpRequest) -> RequestState | None:
    """None when a second copy of the middleware sees the request."""
    if state_of(request):
        return None
    loaded = configuration()
    state = RequestState(request, request_id_of(request), loaded.settings.slow_query_ms / 1000)
    if loaded.debug or queries.listeners:
        state.repeats = {}
    request.seismo = state  # type: ignore[attr-defined]  # what the kit adds to a request
    state.is_reporting = sdk.is_active()
    if state.is_reporting:
        import sentry_sdk

        from seismo_django.requests.completing import completion

        sentry_sdk.get_isolation_scope().add_event_processor(completion(request))
    counting.together(moved=((measuring.IN_FLIGHT, 1),))
    state.token = current.set(state)
    return state


@guarded(None)
def leave(state: RequestState | None) -> None:
    if state and state.token:
        current.reset(state.token)


@guarded(None)
def finish(request: HttpRequest, response: HttpResponseBase, state: RequestState | None) -> None:
    if state is None:
        return
    state.status = response.status_code
    response.headers[HEADER] = state.id
    _notice(request, response, state)
    if not streaming.follow(request, response, state, lambda: _end(request, state)):
        _end(request, state)


@guarded(None)
def _notice(request: HttpRequest, response: HttpResponseBase, state: RequestState) -> None:
    """What the answer tells: noise, failures, a step of the visitor's trail."""
    if state.status in noise.COUNTED and not state.has_ignored:
        noise.count(request, response)
    elif state.status >= returned.FAILED:
        returned.tell(request, state)
    loops = queries.loops(state.repeats) if state.repeats else 0
    if loops:
        response.headers[queries.HEADER] = str(loops)
    trail.remember(request, response, state)


@guarded(None)
def _end(request: HttpRequest, state: RequestState) -> None:
    measuring.count(request, state)
    if state.is_reporting and is_streaming():
        from seismo_django.requests.completing import tags_of

        state.role = state.role or known_role(request)
        measuring.tell_segment(tags_of(request, state), state)


@guarded(None)
def _note_failure(request: Any = None, **_: Any) -> None:
    state = state_of(request)
    if state:
        state.has_failed = True
