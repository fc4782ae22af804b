"""Texts that were seen lately and hold no secret, in bounded memory."""

from collections.abc import Collection, Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """A set with room for about `room` to `2 * room` things; those added last stay.

    Threads may share one: what a race costs is that a text is judged twice.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._young: set[T] = set()
        self._old: set[T] = set()

    def __contains__(self, thing: T) -> bool:
        if thing in self._young:
            return True
        if thing not in self._old:
            return False
        self.add(thing)
        return True

    def add(self, thing: T) -> None:
        self.add_all((thing,))

    def add_all(self, things: Collection[T]) -> None:
        if len(self._young) + len(things) > self._room:
            self._young, self._old = set(), self._young
        self._young.update(things)

    def without(self, things: Iterable[T]) -> set[T]:
        """Those that are not in it."""
        return set(things).difference(self._young, self._old)
