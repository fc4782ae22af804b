"""Counts of this process: what was ignored, sent, dropped, and how long things took.

Nothing that the kit keeps from the server vanishes: it is a count here, read by
`/metrics`, the doctor and the alerts.
"""

import threading
from collections import Counter
from typing import NamedTuple


class Series(NamedTuple):
    """A name with its labels, sorted by name."""

    name: str
    labels: tuple[tuple[str, str], ...]


_counts: Counter[Series] = Counter()
_lock = threading.Lock()


def count(name: str, value: float = 1, **labels: str) -> None:
    """Add to a count that only grows. Labels are few and bounded: a route, a reason; never a raw path."""
    series = Series(name, tuple(sorted(labels.items())))
    with _lock:
        _counts[series] += value  # type: ignore[assignment]  # a Counter holds any number


def counts() -> dict[Series, float]:
    with _lock:
        return dict(_counts)


def total(name: str, **labels: str) -> float:
    """The sum over all series of that name that carry these labels."""
    wanted = set(labels.items())
    return sum(
        value
        for series, value in counts().items()
        if series.name == name and wanted <= set(series.labels)
    )


def forget() -> None:
    """Start again at nothing, for a forked worker and for tests."""
    with _lock:
        _counts.clear()
