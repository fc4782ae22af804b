"""The application's own numbers: to the server where the SDK takes metrics, and to Prometheus always.

    metrics.count("login.failed", role="Manager")
    metrics.gauge("queue.length", 12)
    metrics.distribution("leave.approve", 812, unit="millisecond", role="Manager")

Metrics are not sampled: every call counts. Labels are few and bounded, a role or a reason, never an id.
"""

from typing import Any

from seismo_django import counting, sdk
from seismo_django.guard import guarded

SECONDS_IN = {
    "nanosecond": 1e-9,
    "microsecond": 1e-6,
    "millisecond": 1e-3,
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
}


@guarded(otherwise=None)
def count(name: str, value: float = 1, unit: str | None = None, **labels: Any) -> None:
    """Something happened, `value` times."""
    counting.count(name, value, **_texts(labels))
    _send("count", name, value, unit, labels)


@guarded(otherwise=None)
def gauge(name: str, value: float, unit: str | None = None, **labels: Any) -> None:
    """There is so much of something now."""
    counting.gauge(name, value, **_texts(labels))
    _send("gauge", name, value, unit, labels)


@guarded(otherwise=None)
def distribution(name: str, value: float, unit: str | None = None, **labels: Any) -> None:
    """One value of many, whose quantiles are asked for. Units of time are seconds to Prometheus."""
    factor = SECONDS_IN.get(unit or "")
    if factor:
        counting.observe(f"{name}.seconds", value * factor, **_texts(labels))
    else:
        counting.observe(name, value, **_texts(labels))
    _send("distribution", name, value, unit, labels)


def _texts(labels: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in labels.items()}


def _send(kind: str, name: str, value: float, unit: str | None, labels: dict[str, Any]) -> None:
    """SDKs before trace metrics have a module of that name without these functions."""
    if not sdk.is_active():
        return
    import sentry_sdk

    told = getattr(getattr(sentry_sdk, "metrics", None), kind, None)
    if told is not None:
        told(name, value, unit=unit, attributes=labels)
