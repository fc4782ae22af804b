"""How many users each grouping hash troubled, kept in memory for those that somebody looks at.

To tell users apart, a scan reads their names out of every stretch of the table, whatever it looks for. So
the users of a hash are read once, when it is first asked for, and after that each insert adds its own.
Whatever takes rows away makes all of it forgotten.

A name is kept as its fingerprint, 8 bytes.
"""

import threading
from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from seismo.model.telemetry import EventRow, Row
from seismo.ports.eventstore import EventsOf, HashKeyOfProject

MOST_KEPT = 500_000
"""Fingerprints of all hashes together."""
LARGEST_SHARE = 0.25
"""Of what is kept: a hash with more users than that is counted anew whenever it is asked for."""
COST = 40
"""What a hash takes besides its fingerprints, counted in fingerprints."""
LEAST_FRESH, FRESH_SHARE = 16, 0.125
"""So many fingerprints, or such a share of them, may be objects of Python, which are ten times as large."""

Named: TypeAlias = Mapping[HashKeyOfProject, Sequence[str] | None]
"""The names of users by hash; None for very many, and nothing for a hash without any."""
Load: TypeAlias = Callable[[Sequence[HashKeyOfProject], float, int | None], Named]
"""Reads the users of these hashes, of which no event is older than so many unix seconds. Where there may be
more than so many, it looks first how many there are about, and does not read them."""
Count: TypeAlias = Callable[[EventsOf], int]
"""Counts users without reading their names."""


class _Users:
    """Fingerprints, each one once, of the events that are not older than `since`."""

    __slots__ = ("_fresh", "_sorted", "since")

    def __init__(self, names: Iterable[str], since: float) -> None:
        self.since = since
        self._sorted = array("q", sorted(set(map(hash, names))))
        self._fresh: set[int] = set()

    def __len__(self) -> int:
        return len(self._sorted) + len(self._fresh)

    def add(self, name: str) -> None:
        fingerprint = hash(name)
        at = bisect_left(self._sorted, fingerprint)
        if at < len(self._sorted) and self._sorted[at] == fingerprint:
            return
        self._fresh.add(fingerprint)
        if len(self._fresh) > max(LEAST_FRESH, FRESH_SHARE * len(self._sorted)):
            self._sorted = array("q", sorted(self.all()))
            self._fresh = set()

    def all(self) -> set[int]:
        return self._fresh.union(self._sorted)


_Found: TypeAlias = dict[HashKeyOfProject, _Users | None]


class KnownUsers:
    """Who asks waits for who asks; an insert waits for nobody.

    A load reads what was inserted before it, and what is noted meanwhile is added afterwards. To add a name
    twice changes nothing, so it does not matter which of the two brought it.
    """

    def __init__(self, load: Load, count: Count, most: int = MOST_KEPT) -> None:
        self._load = load
        self._count = count
        self._most = most
        self._largest = int(most * LARGEST_SHARE)
        self._lock = threading.Lock()
        self._known: dict[HashKeyOfProject, _Users] = {}
        """What was asked for last stands last."""
        self._cost = 0
        self._inserted: deque[Sequence[Row]] = deque()

    def count(self, groups: Sequence[EventsOf]) -> list[int]:
        with self._lock:
            self._take_inserted()
            found = self._find(groups)
            self._keep(found)
            return [self._together(group, found) for group in groups]

    def note(self, rows: Sequence[Row]) -> None:
        """What was inserted; in the order of the inserts, and before anything of it can be removed."""
        self._inserted.append(rows)
        if self._lock.acquire(blocking=False):
            try:
                self._take_inserted()
            finally:
                self._lock.release()

    def forget(self) -> None:
        """After rows were removed. Must not be called while a cursor is held: a load waits for one."""
        with self._lock:
            self._inserted.clear()
            self._known.clear()
            self._cost = 0

    def _take_inserted(self) -> None:
        while self._inserted:
            for row in self._inserted.popleft():
                if isinstance(row, EventRow) and row.user is not None:
                    self._add(row.project_id, row.hash_key, row.user)

    def _add(self, project_id: int, hash_key: int, name: str) -> None:
        users = self._known.get((project_id, hash_key))
        if users is not None:
            before = len(users)
            users.add(name)
            self._cost += len(users) - before

    def _find(self, groups: Sequence[EventsOf]) -> _Found:
        wanted = {each: group for group in groups for each in group.hashes}
        found: _Found = {}
        for each, group in wanted.items():
            users = self._known.pop(each, None)
            if users is not None:
                self._cost -= COST + len(users)
                # An event that came late is older than its issue seemed to be when these were read.
                if users.since <= group.since:
                    found[each] = users
        missing = [each for each in wanted if each not in found]
        if missing:
            since = min(wanted[each].since for each in missing)
            may_be_many = any(wanted[each].events > self._largest for each in missing)
            named = self._load(missing, since, self._largest if may_be_many else None)
            for each in missing:
                names = named.get(each, ())
                found[each] = None if names is None else _Users(names, since)
        return found

    def _keep(self, found: _Found) -> None:
        for each, users in found.items():
            if users is not None and len(users) <= self._largest:
                self._known[each] = users
                self._cost += COST + len(users)
        while self._cost > self._most:
            users = self._known.pop(next(iter(self._known)))
            self._cost -= COST + len(users)

    def _together(self, group: EventsOf, found: _Found) -> int:
        some = []
        for users in map(found.__getitem__, group.hashes):
            if users is None:
                return self._count(group)
            if users:
                some.append(users)
        if len(some) <= 1:
            return sum(map(len, some))
        return len(set[int]().union(*(users.all() for users in some)))
