"""What was seen lately, in bounded memory."""

from collections.abc import Iterable


class Recent:
    """A set of hashes with room for `room` to `2 * room` of them; those used last stay.

    Only hashes are kept: of 64 bits with the interpreter's own seed, so whoever writes an event cannot aim at
    another's.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._young: set[int] = set()
        self._old: set[int] = set()

    def __contains__(self, key: int) -> bool:
        if key in self._young:
            return True
        if key not in self._old:
            return False
        self.add(key)
        return True

    def add(self, key: int) -> None:
        if len(self._young) >= self._room:
            self._young, self._old = set(), self._young
        self._young.add(key)

    def missing(self, keys: Iterable[int]) -> set[int]:
        """Those that are not here: quick where all were used just now."""
        return {key for key in set(keys).difference(self._young) if key not in self}
