"""The queries of a request: counted always, told when one is slow, and in DEBUG when one repeats itself."""

import logging
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from seismo_django import metrics
from seismo_django.conf.process import current as configuration
from seismo_django.guard import guarded
from seismo_django.requests.clock import DATABASE
from seismo_django.requests.state import RequestState, current

LONGEST = 500
"""Characters of a statement that are shown."""

HEADER = "X-Seismo-NPlusOne"
"""Of an answer in DEBUG: how many loops asked the database each time round."""

logger = logging.getLogger("seismo.notices")


class Repeated(NamedTuple):
    """A loop that asks each time round: N+1."""

    place: str
    """File and line of the application."""
    times: int
    """At which it was noticed."""
    sql: str

    def __str__(self) -> str:
        return (
            f"{self.place} asks the same {self.times} times in one request. select_related or "
            f"prefetch_related asks once: {self.sql}"
        )


listeners: list[Callable[[Repeated], None]] = []
"""Called once for each in a request. While there is one, repeats are looked for outside of DEBUG, too."""


def loops(repeats: dict[tuple[str, str], int]) -> int:
    """How many of a request's statements were repeated so often."""
    limit = configuration().settings.n_plus_one
    return sum(number >= limit for number in repeats.values())


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
        found = Repeated(place, number, sql[:LONGEST])
        logger.warning("N+1: %s", found)
        for listener in tuple(listeners):
            listener(found)


_OUTSIDE = ("django.", "seismo_django.", "sentry_sdk.", "contextlib", "functools")


def _place() -> str:
    """File and line of the application from which the query comes."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        if not str(frame.f_globals.get("__name__", "")).startswith(_OUTSIDE):
            return f"{frame.f_code.co_filename}:{frame.f_lineno}"
        frame = frame.f_back
    return "?"
