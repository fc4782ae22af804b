"""The queries of a request: counted always, told when one is slow, and in DEBUG when one repeats itself."""

import logging
import sys
from collections.abc import Callable
from typing import Any

from seismo_django import metrics
from seismo_django.conf.process import current as configuration
from seismo_django.guard import guarded
from seismo_django.requests.clock import DATABASE
from seismo_django.requests.state import RequestState, current

LONGEST = 500
"""Characters of a statement that are shown."""

logger = logging.getLogger("seismo.notices")


def timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """An `execute_wrapper` of Django."""
    state = current.get()
    if state is None:
        return execute(sql, params, many, context)
    clock = state.clock
    before = clock.enter(DATABASE)
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = clock.leave(before)
        clock.queries += 1
        if seconds > state.slow_query_seconds:
            _tell_slow(state, sql, seconds)
        if state.repeats is not None:
            _tell_repeated(state, state.repeats, sql)


@guarded(None)
def _tell_slow(state: RequestState, sql: str, seconds: float) -> None:
    milliseconds = round(seconds * 1000)
    shown = sql[:LONGEST]
    metrics.count("seismo.slow_queries", route=state.route)
    if state.is_reporting:
        import sentry_sdk

        sentry_sdk.add_breadcrumb(
            category="query.slow",
            level="warning",
            message=shown,
            data={"duration_ms": milliseconds, "place": _place()},
        )
    if state.repeats is not None:
        logger.warning("Slow query, %d ms, at %s: %s", milliseconds, _place(), shown)


@guarded(None)
def _tell_repeated(state: RequestState, repeats: dict[tuple[str, str], int], sql: str) -> None:
    """The same statement from the same line, N_PLUS_ONE times in one request: a loop that asks each time."""
    place = _place()
    number = repeats.get((sql, place), 0) + 1
    repeats[sql, place] = number
    if number == configuration().settings.n_plus_one:
        shown = sql[:LONGEST]
        logger.warning(
            "N+1: %s asks the same %d times in one request. select_related or prefetch_related asks "
            "once: %s",
            place,
            number,
            shown,
        )


_OUTSIDE = ("django.", "seismo_django.", "sentry_sdk.", "contextlib", "functools")


def _place() -> str:
    """File and line of the application from which the query comes."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        if not str(frame.f_globals.get("__name__", "")).startswith(_OUTSIDE):
            return f"{frame.f_code.co_filename}:{frame.f_lineno}"
        frame = frame.f_back
    return "?"
