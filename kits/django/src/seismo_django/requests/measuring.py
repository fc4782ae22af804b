"""The numbers of a request, onto the SDK's own transaction: no second one is started."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest

from seismo_django import counting, metrics
from seismo_django.conf.process import current
from seismo_django.counting import Series
from seismo_django.requests.clock import Breakdown
from seismo_django.requests.state import RequestState

CONTEXT = "breakdown"
PREFIX = "seismo.breakdown."
Event = dict[str, Any]


IN_FLIGHT = counting.series("http.in.flight")


def count(request: HttpRequest, state: RequestState) -> None:
    """For Prometheus, each request; sampling touches none of it."""
    seconds, route, queries = state.clock.total(), state.route, state.clock.queries
    answered, duration, asked = _series(route, request.method or "", state.status)
    counted = ((answered, 1), (asked, queries)) if queries else ((answered, 1),)
    counting.together(counted, ((IN_FLIGHT, -1),), ((duration, seconds),))
    if seconds * 1000 > current().settings.slow_request_ms:
        metrics.count("seismo.slow_requests", route=route)


@lru_cache(maxsize=2000)
def _series(route: str, method: str, status: int) -> tuple[Series, Series, Series]:
    return (
        counting.series("http.requests", route=route, method=method, status=str(status)),
        counting.series("http.request.duration.seconds", route=route),
        counting.series("db.queries", route=route),
    )


def tell_transaction(event: Event, state: RequestState) -> None:
    """As measurements, which are counted over many, and as a context, which is read."""
    duration = _seconds(event.get("timestamp")) - _seconds(event.get("start_timestamp"))
    told = numbers(state.clock.breakdown(duration if duration > 0 else None), state)
    event.setdefault("contexts", {})[CONTEXT] = told
    measurements = event.setdefault("measurements", {})
    for name, value in told.items():
        unit = "millisecond" if name.endswith("_ms") else "none"
        measurements[PREFIX + name] = {"value": value, "unit": unit}


def tell_segment(tags: dict[str, str], state: RequestState) -> None:
    """In a stream of spans: attributes of what this request still sends, its first span above all."""
    import sentry_sdk

    scope: Any = sentry_sdk.get_isolation_scope()
    for name, text in tags.items():
        scope.set_attribute(name, text)
    for name, value in numbers(state.clock.breakdown(), state).items():
        scope.set_attribute(PREFIX + name, value)


def numbers(breakdown: Breakdown, state: RequestState) -> dict[str, float]:
    """`db_ms`, `db_queries` ...; of caches and streams only where there were any."""
    found: dict[str, float] = {
        f"{name}_ms": value
        for name, value in breakdown.milliseconds.items()
        if value or name not in ("cache", "stream")
    }
    found["db_queries"] = breakdown.queries
    if breakdown.cache_hits or breakdown.cache_misses:
        found["cache_hits"] = breakdown.cache_hits
        found["cache_misses"] = breakdown.cache_misses
    if state.streamed_bytes is not None:
        found["streamed_bytes"] = state.streamed_bytes
    return found


def _seconds(moment: Any) -> float:
    """Of a datetime or a number of seconds."""
    if moment is None:
        return 0.0
    return float(moment.timestamp() if hasattr(moment, "timestamp") else moment)
