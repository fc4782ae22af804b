"""Where the time of a request goes: one place at a time, so that the parts add up to the whole."""

from time import perf_counter
from typing import NamedTuple

MIDDLEWARE, BUSINESS, DATABASE, TEMPLATE, CACHE, STREAM = range(6)
"""Business is what the view does itself; stream is waiting for the client between pieces of a body."""

NAMES = ("middleware", "business", "db", "template", "cache", "stream")


class Breakdown(NamedTuple):
    milliseconds: dict[str, float]
    """By name of the part; together they are the time since the request came."""
    queries: int
    cache_hits: int
    cache_misses: int


class Clock:
    """Counts for the part that runs now. A part inside another, a query in a template, is only its own."""

    __slots__ = ("begun", "hits", "misses", "part", "queries", "since", "spent")

    def __init__(self) -> None:
        self.begun = self.since = perf_counter()
        self.spent = [0.0] * len(NAMES)
        self.part = MIDDLEWARE
        self.queries = 0
        self.hits = 0
        self.misses = 0

    def enter(self, part: int) -> int:
        """Begin another part. Returns the one before, for `leave`."""
        now = perf_counter()
        before = self.part
        self.spent[before] += now - self.since
        self.since = now
        self.part = part
        return before

    def leave(self, before: int) -> float:
        """Go back. Returns the seconds since the last change, which is the part's own last stretch."""
        now = perf_counter()
        stretch = now - self.since
        self.spent[self.part] += stretch
        self.since = now
        self.part = before
        return stretch

    def total(self) -> float:
        """Seconds since the request came."""
        return perf_counter() - self.begun

    def breakdown(self, duration: float | None = None) -> Breakdown:
        """`duration` is what the transaction says in seconds; what it has beyond ours is middleware."""
        self.enter(self.part)
        spent = list(self.spent)
        if duration is not None:
            spent[MIDDLEWARE] = max(0.0, spent[MIDDLEWARE] + duration - sum(spent))
        told = {name: round(spent[part] * 1000, 3) for part, name in enumerate(NAMES)}
        return Breakdown(told, self.queries, self.hits, self.misses)
