"""The durable log between ingest and digest."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

PARTITION = 0
"""The partition that ingest writes to and digest reads; the embedded journal needs one (decision 0005)."""

POISON = -1
"""The partition where records stay that failed three times, whole, for whoever mends it."""


class Unavailable(Exception):
    """The part cannot take work now. Nothing was kept; the caller may try again later."""


class Full(Unavailable):
    """It works, and has more to do than it can."""


@dataclass(frozen=True, slots=True)
class Entry:
    offset: int
    body: bytes


class Journal(Protocol):
    """Append-only, in order, one sequence of offsets per partition.

    An offset is a positive integer. Later appends have larger offsets, an offset is never given out
    twice, not even after `trim` or a restart, and gaps may occur.
    """

    def append(self, partition: int, bodies: Sequence[bytes]) -> Future[None]:
        """Queue the bodies and return at once, or when they are durable where that takes no longer.

        When the future holds its result, all of them are durable: they survive the death of any
        process and of the machine. When it holds an exception, the caller must assume that any of
        them may be there. Raises Full when the queue is full and Unavailable when the journal is
        closed; then none was kept. Safe to call from any thread.
        """
        ...

    def read(self, partition: int, after: int, limit: int, max_bytes: int) -> list[Entry]:
        """Durable entries with an offset greater than `after`, in order.

        At most `limit` of them, and no further one once their bodies add up to `max_bytes`; at
        least one when there is any. An empty list means that there is nothing yet.
        """
        ...

    def trim(self, partition: int, through: int) -> Future[None]:
        """Forget every entry with an offset up to and including `through`.

        When the future holds its result, `read` does not return them any more. As soon as the
        journal is idle, and no later than a few seconds after, no byte of them is left in any of
        its files. Trimming twice changes nothing. Past the end, it keeps later appends behind
        `through`: who lost the journal and kept the catalog goes on where that stands.
        """
        ...

    def backlog(self, partition: int, after: int) -> int:
        """How many durable entries have an offset greater than `after`.

        0 only when there are none. Quick however many there are, so gaps between offsets may count.
        Raises Unavailable when the journal is closed.
        """
        ...

    def close(self) -> None:
        """Make everything queued durable, then release the files. Appending raises from now on."""
        ...
