"""After a failure the server is left alone for a while: nobody waits for what is not there."""

import random
import threading
import time
from collections.abc import Callable

FIRST, LONGEST = 0.5, 60.0
"""Seconds until the next try: after the first failure, and at most."""


class Breaker:
    """Open from a failure on, until it is time to try again.

    Every failure in a row doubles the wait. A quarter more or less of it is chance, so that a thousand
    processes do not all come back in the same second.
    """

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        chance: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._now = now
        self._chance = chance
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        return self._until > self._now()

    def trip(self, at_least: float = 0.0) -> float:
        """Note a failure. Returns the seconds until the next try.

        Of requests that failed together only the first counts.
        """
        with self._lock:
            return self._until - self._now() if self.is_open else self._tripped(at_least)

    def _tripped(self, at_least: float) -> float:
        wait = min(LONGEST, FIRST * 2.0**self._failures)
        self._failures = min(self._failures + 1, 16)
        wait = max(at_least, wait * self._chance(0.75, 1.25))
        self._until = self._now() + wait
        return wait

    def close(self) -> None:
        """Note that the server answered."""
        self._failures = 0
        self._until = 0.0
