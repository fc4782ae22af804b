"""Counts of this process: what was ignored, sent, dropped, and how long things took.

Nothing that the kit keeps from the server vanishes: it is a count here, read by
`/metrics`, the doctor and the alerts.
"""

import os
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

MOST_SERIES = 2000
"""More different labels than this in one process are a mistake, and are counted together."""

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
AMOUNTS = (1.0, 2.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1e3, 5e3, 1e4, 1e5, 1e6)


class Series(NamedTuple):
    """A name with its labels, sorted by name."""

    name: str
    labels: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Tally:
    """Everything counted, by one process or by several together."""

    counts: dict[Series, float] = field(default_factory=dict)
    gauges: dict[Series, float] = field(default_factory=dict)
    """What one process measures for all: the length of a queue."""
    levels: dict[Series, float] = field(default_factory=dict)
    """What each process has of its own: the requests in flight."""
    histograms: dict[Series, list[float]] = field(default_factory=dict)
    """For each bound how many values were at most that and more than the one before; then how many
    were beyond all; then their sum."""

    def add(self, other: "Tally") -> None:
        """Counts, levels and histograms add up. Of a gauge that both know, the greater one stays."""
        for own, added in ((self.counts, other.counts), (self.levels, other.levels)):
            for series, value in added.items():
                own[series] = own.get(series, 0) + value
        for series, value in other.gauges.items():
            self.gauges[series] = max(value, self.gauges.get(series, value))
        for series, numbers in other.histograms.items():
            before = self.histograms.get(series, [0.0] * len(numbers))
            self.histograms[series] = [a + b for a, b in zip(before, numbers, strict=True)]

    def since(self, earlier: "Tally") -> "Tally":
        """What was counted after `earlier`, a copy of this one."""
        return Tally(
            {series: n - earlier.counts.get(series, 0) for series, n in self.counts.items()},
            self.gauges,
            self.levels,
            {
                series: [
                    a - b
                    for a, b in zip(
                        numbers, earlier.histograms.get(series, [0.0] * len(numbers)), strict=True
                    )
                ]
                for series, numbers in self.histograms.items()
            },
        )

    def lasting(self) -> "Tally":
        """What remains true when the process has ended."""
        return Tally(counts=self.counts, histograms=self.histograms)

    def copy(self) -> "Tally":
        copied = Tally()
        copied.add(self)
        return copied


_tally = Tally()
_lock = threading.Lock()
_is_awake = False

_at_first_count: list[Callable[[], None]] = []


def count(name: str, value: float = 1, **labels: str) -> None:
    """Add to a count that only grows. Labels are few and bounded: a route, a reason; never a raw path."""
    with _lock:
        series = _series(name, labels, _tally.counts)
        _tally.counts[series] = _tally.counts.get(series, 0) + value
    _wake()


def gauge(name: str, value: float, **labels: str) -> None:
    """Say how much of something there is now."""
    with _lock:
        _tally.gauges[_series(name, labels, _tally.gauges)] = value
    _wake()


def move(name: str, by: float, **labels: str) -> None:
    """Make a level greater or smaller: +1 at the start of something, -1 at its end."""
    with _lock:
        series = _series(name, labels, _tally.levels)
        _tally.levels[series] = _tally.levels.get(series, 0) + by
    _wake()


def observe(name: str, value: float, **labels: str) -> None:
    """Add one value to a histogram. A name that ends in `seconds` has the bounds of durations."""
    with _lock:
        _observe(_series(name, labels, _tally.histograms), value)
    _wake()


def series(name: str, **labels: str) -> Series:
    """To be kept by who counts the same thing for each request, and given to `together`."""
    return _named(name, tuple(labels.items()))


def together(
    counted: Iterable[tuple[Series, float]] = (),
    moved: Iterable[tuple[Series, float]] = (),
    observed: Iterable[tuple[Series, float]] = (),
) -> None:
    """`count`, `move` and `observe` of several things at once."""
    with _lock:
        for found, value in counted:
            known = _bounded(found, _tally.counts)
            _tally.counts[known] = _tally.counts.get(known, 0) + value
        for found, value in moved:
            known = _bounded(found, _tally.levels)
            _tally.levels[known] = _tally.levels.get(known, 0) + value
        for found, value in observed:
            _observe(_bounded(found, _tally.histograms), value)
    _wake()


def bounds_of(name: str) -> tuple[float, ...]:
    return SECONDS if name.endswith("seconds") else AMOUNTS


def tally() -> Tally:
    """A copy of everything that this process counted."""
    with _lock:
        return _tally.copy()


def counts() -> dict[Series, float]:
    return tally().counts


def total(name: str, **labels: str) -> float:
    """The sum over all series of that name that carry these labels."""
    return total_of(counts().items(), name, **labels)


def total_of(counted: Iterable[tuple[Series, float]], name: str, **labels: str) -> float:
    wanted = set(labels.items())
    return sum(
        value for series, value in counted if series.name == name and wanted <= set(series.labels)
    )


def forget() -> None:
    """Start again at nothing, for tests."""
    global _tally  # the counts of the process
    with _lock:
        _tally = Tally()


def at_first_count(call: Callable[[], None]) -> None:
    """Call it when this process counts for the first time, or now if it has; in a forked one again."""
    _at_first_count.append(call)
    if _is_awake:
        call()


def _wake() -> None:
    global _is_awake  # as above
    if not _is_awake:
        _is_awake = True
        for call in _at_first_count:
            call()


@lru_cache(maxsize=MOST_SERIES)
def _named(name: str, labels: tuple[tuple[str, str], ...]) -> Series:
    return Series(name, tuple(sorted(labels)))


def _series(name: str, labels: dict[str, str], known: Mapping[Series, object]) -> Series:
    return _bounded(_named(name, tuple(labels.items())), known)


def _bounded(series: Series, known: Mapping[Series, object]) -> Series:
    if len(known) < MOST_SERIES or series in known:
        return series
    return Series(series.name, (("labels", "too_many"),))


def _observe(series: Series, value: float) -> None:
    bounds = bounds_of(series.name)
    numbers = _tally.histograms.get(series)
    if numbers is None:
        numbers = _tally.histograms[series] = [0.0] * (len(bounds) + 2)
    numbers[bisect_left(bounds, value)] += 1
    numbers[-1] += value


def _forget_in_child() -> None:
    """What the parent counted stays with the parent; a lock that it held is nobody's here."""
    global _tally, _lock, _is_awake  # as in `forget`
    _tally, _lock, _is_awake = Tally(), threading.Lock(), False


os.register_at_fork(after_in_child=_forget_in_child)
