"""Answers of 500 and above that no exception made: the SDK does not see them."""

import threading
import time

from django.http import HttpRequest

from seismo_django import counting
from seismo_django.conf.process import current
from seismo_django.requests.state import RequestState

FAILED = 500
PAUSE = 60.0
"""Seconds in which one route and status make one event; all of them are counted."""
MOST = 1000

_last: dict[tuple[str, int], float] = {}
_lock = threading.Lock()


def tell(request: HttpRequest, state: RequestState) -> None:
    """An event for the answer, unless an error of this request is one already."""
    if state.has_failed or state.bound_id or state.has_ignored:
        return
    if not current().settings.capture_5xx_responses:
        return
    route, status = state.route, state.status
    counting.count("http.returned.5xx", route=route, status=str(status))
    if not state.is_reporting or not _is_due((route, status)):
        return
    import sentry_sdk

    with sentry_sdk.new_scope() as scope:
        scope.fingerprint = ["seismo-5xx", route, str(status)]
        sentry_sdk.capture_message(f"{request.method} {route} answered {status}", level="error")


def _is_due(answer: tuple[str, int]) -> bool:
    now = time.monotonic()
    with _lock:
        if now - _last.get(answer, -PAUSE) < PAUSE:
            return False
        if len(_last) >= MOST:
            _last.clear()
        _last[answer] = now
    return True
