"""Counts of the last minutes, shared by all processes through Django's cache."""

import time
from typing import TYPE_CHECKING, Any

from seismo_django.guard import note_failure

if TYPE_CHECKING:
    from django.core.cache import BaseCache

SLOTS = 60
"""A window is counted in so many parts, so it never reaches further back than it says."""
REST = 60.0
"""Seconds for which a cache that failed is left alone."""


class Counters:
    """Django's cache, and memory of this process while that fails: a broken cache is when alerts matter."""

    def __init__(self, shared: "BaseCache", own: "BaseCache") -> None:
        self._shared = shared
        self._own = own
        self._rests_until = 0.0

    def first(self, key: str, seconds: float | None) -> bool:
        """Whether nobody said this key in that time. Of several processes one hears yes."""
        return bool(self._ask("add", key, 1, seconds))

    def forget(self, key: str) -> None:
        self._ask("delete", key)

    def known(self, keys: list[str]) -> list[str]:
        """Those that somebody said and that are not forgotten."""
        said = self._ask("get_many", keys) if keys else {}
        return [key for key in keys if key in said]

    def hold(self, key: str, seconds: float) -> None:
        """Count one that is not told now."""
        self._ask("add", key, 0, seconds)
        self._ask("incr", key)

    def held(self, key: str) -> int:
        """How many were held, and none from now on."""
        number = self._ask("get", key) or 0
        self._ask("delete", key)
        return int(number)

    def add(self, name: str, window: int, amount: int, now: float) -> None:
        """Add to the count of a window."""
        size = _size(window)
        key = _key(name, int(now / size))
        self._ask("add", key, 0, window + 2 * size)
        self._ask("incr", key, amount)

    def total(self, name: str, window: int, now: float) -> int:
        """What was added in the last `window` seconds."""
        last = int(now / _size(window))
        slots = self._ask("get_many", [_key(name, last - ago) for ago in range(SLOTS)])
        return sum(slots.values())

    def _ask(self, method: str, *args: Any) -> Any:
        if time.monotonic() >= self._rests_until:
            try:
                return getattr(self._shared, method)(*args)
            except Exception:
                note_failure(f"{__name__}.{method}")
                self._rests_until = time.monotonic() + REST
        return getattr(self._own, method)(*args)


def _size(window: int) -> float:
    return max(1.0, window / SLOTS)


def _key(name: str, slot: int) -> str:
    return f"{name}.{slot}"
