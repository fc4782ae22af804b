"""One set of counts for all processes of an application, through Django's cache.

Each process owns a slot in the cache and writes its counts there every few seconds, from a thread of its
own: no request waits for it. A process that ends leaves its slot, with its counts, to the next one, so that
counts never fall. Where the cache is not shared, each process answers for itself.
"""

import atexit
import os
import threading
from typing import TYPE_CHECKING, Any

from seismo_django import counting
from seismo_django.counting import Series, Tally
from seismo_django.guard import guarded

if TYPE_CHECKING:
    from django.core.cache import BaseCache

SLOTS = 64
LEASE = 300
"""Seconds after which the slot of a silent process is another's."""
EVERY = 5.0
"""Seconds between two writes."""
NOT_SHARED = ("locmem.LocMemCache", "dummy.DummyCache")


def shared_cache() -> "BaseCache | None":
    """Django's default cache, if other processes see what this one puts there."""
    from django.core.cache import cache, caches

    backend = caches.settings.get("default", {}).get("BACKEND", "")
    return None if backend.endswith(NOT_SHARED) else cache


class Slot:
    """This process's place in the cache. Used by one thread at a time."""

    def __init__(self, cache: "BaseCache") -> None:
        self._cache = cache
        self._owner = f"{os.getpid()}-{os.urandom(4).hex()}"
        self._number: int | None = None
        self._base = Tally()
        self._before = Tally()
        self._last = Tally()

    def publish(self, now: Tally) -> None:
        """Write what was counted up to now."""
        if self._number is None or self._cache.get(_lease(self._number)) != self._owner:
            self._claim()
        if self._number is None:
            return
        whole = now.since(self._before)
        whole.add(self._base)
        self._cache.set(_lease(self._number), self._owner, LEASE)
        self._cache.set(_data(self._number), _packed(whole), None)
        self._last = now

    def leave(self) -> None:
        if self._number is not None:
            self._cache.delete(_lease(self._number))
            self._number = None

    def _claim(self) -> None:
        """Take a free slot with what is in it; what was published before stays in the one that was lost."""
        self._before, self._number = self._last, None
        for number in range(SLOTS):
            if self._cache.add(_lease(number), self._owner, LEASE):
                self._number = number
                self._base = _unpacked(self._cache.get(_data(number))).lasting()
                return


def everything(cache: "BaseCache") -> Tally:
    """What all processes published. Gauges and levels only of those that live."""
    known = cache.get_many([key(n) for n in range(SLOTS) for key in (_lease, _data)])
    whole = Tally()
    for number in range(SLOTS):
        told = _unpacked(known.get(_data(number)))
        whole.add(told if _lease(number) in known else told.lasting())
    return whole


def _lease(number: int) -> str:
    return f"seismo.metrics.lease.{number}"


def _data(number: int) -> str:
    return f"seismo.metrics.data.{number}"


_FIELDS = ("counts", "gauges", "levels", "histograms")


def _packed(tally: Tally) -> dict[str, dict[tuple[str, Any], Any]]:
    """Plain values, so that another version of the kit can read them."""
    return {name: {tuple(k): v for k, v in getattr(tally, name).items()} for name in _FIELDS}


def _unpacked(packed: Any) -> Tally:
    if not isinstance(packed, dict):
        return Tally()
    told = {
        name: {Series(*key): value for key, value in packed.get(name, {}).items()}
        for name in _FIELDS
    }
    return Tally(**told)


class Publisher:
    """The slot of this process and the thread that fills it. There is none where nothing is shared."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slot: Slot | None = None
        self._end = threading.Event()

    def start(self) -> None:
        cache = shared_cache()
        if cache is None:
            return
        self._slot = Slot(cache)
        threading.Thread(target=self._run, name="seismo-metrics", daemon=True).start()

    def _run(self) -> None:
        while not self._end.wait(EVERY):
            self.publish()

    def stop(self) -> None:
        self._end.set()
        self.publish()
        with self._lock:
            if self._slot:
                self._leave(self._slot)

    @guarded(otherwise=None)
    def publish(self) -> None:
        with self._lock:
            if self._slot:
                self._slot.publish(counting.tally())

    @guarded(otherwise=None)
    def _leave(self, slot: Slot) -> None:
        slot.leave()


_publisher = Publisher()


@guarded(otherwise=None)
def start() -> None:
    """Publish from now on. The first count of a process calls it, of a forked one anew."""
    global _publisher  # each process has its own
    _publisher = Publisher()
    _publisher.start()


def _stop() -> None:
    _publisher.stop()


def _forget_in_child() -> None:
    global _publisher  # the slot stays with the parent: a child that ends must not leave it
    _publisher = Publisher()


atexit.register(_stop)
os.register_at_fork(after_in_child=_forget_in_child)


def tally() -> Tally:
    """What all processes counted, or this one where they share no cache or it does not answer."""
    return _of_all() or counting.tally()


@guarded(otherwise=None)
def _of_all() -> Tally | None:
    cache = shared_cache()
    if cache is None:
        return None
    _publisher.publish()
    return everything(cache)
