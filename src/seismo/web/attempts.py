"""How often somebody may guess a password."""

import hashlib
import threading
from collections.abc import Iterable

from django.core.cache import cache

LIMIT = 10
WINDOW = 15 * 60
"""Seconds."""

_lock = threading.Lock()


def claim(subjects: Iterable[str], now: float) -> float | None:
    """Count one attempt against every subject, before the password is looked at.

    None when the attempt may go on; else the unix seconds from which the next one may, and
    nothing is counted. Counting first keeps guesses that come at the same time within the limit.
    """
    names = [_name(subject) for subject in subjects]
    with _lock:
        attempts = {name: _recent(name, now) for name in names}
        full = [times for times in attempts.values() if len(times) >= LIMIT]
        if full:
            return max(times[-LIMIT] for times in full) + WINDOW
        for name, times in attempts.items():
            cache.set(name, [*times, now], WINDOW)
    return None


def forgive(subject: str, *, all_of_them: bool) -> None:
    """Take back the last attempt of a subject, because it succeeded, or all of its attempts."""
    name = _name(subject)
    with _lock:
        times: list[float] = cache.get(name, [])
        cache.set(name, [] if all_of_them else times[:-1], WINDOW)


def _recent(name: str, now: float) -> list[float]:
    times: list[float] = cache.get(name, [])
    return [time for time in times if time > now - WINDOW]


def _name(subject: str) -> str:
    return f"attempts-{hashlib.sha256(subject.encode()).hexdigest()}"
