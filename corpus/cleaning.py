"""Takes the machine and the moment out of a recording, and leaves the bytes of the SDK.

Paths and ports become those of an application at /srv/app; the clock moves to a day of its own, so
that what the server makes of old events never changes. Explicit item lengths are put right.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DAY = datetime(2025, 1, 1, tzinfo=UTC)
"""The day on which every scenario happens."""
SHIFTED_BEFORE = 30 * 24 * 3600
SHIFTED_AFTER = 3600

ISO_TIME = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d")
UNIX_TIME = re.compile(rb"(?<![\da-fA-F.-])(\d{10})(\d{3})?(?=[.,}\]\s])")
ITEM_LENGTH = re.compile(rb'("length":\s*)(\d+)')


@dataclass(frozen=True, slots=True)
class Move:
    """Moves times that lie between `first` and `last`, in unix seconds, by `delta` seconds."""

    delta: int
    first: float
    last: float

    def text(self, data: bytes) -> bytes:
        return UNIX_TIME.sub(self._unix, ISO_TIME.sub(self._iso, data))

    def _moves(self, unix: float) -> bool:
        return self.first <= unix <= self.last

    def _iso(self, found: re.Match[bytes]) -> bytes:
        moment = datetime.fromisoformat(found[0].decode()).replace(tzinfo=UTC)
        if not self._moves(moment.timestamp()):
            return found[0]
        moved = moment + timedelta(seconds=self.delta)
        return moved.strftime("%Y-%m-%dT%H:%M:%S").encode()

    def _unix(self, found: re.Match[bytes]) -> bytes:
        if not self._moves(int(found[1])):
            return found[0]
        return b"%d" % (int(found[1]) + self.delta) + (found[2] or b"")


def move_to(now: float) -> Move:
    """From the day of the recordings to `now`, by whole minutes, as if they were made just then."""
    day = int(DAY.timestamp())
    return Move(int(now) // 60 * 60 - 60 - day, day - SHIFTED_BEFORE, day + SHIFTED_AFTER)


def moved_back(move: Move) -> Move:
    """What undoes a move."""
    return Move(-move.delta, move.first + move.delta, move.last + move.delta)


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What to replace in the requests of one scenario."""

    replacements: tuple[tuple[bytes, bytes], ...]
    started: float
    """Unix seconds at which the scenario began; they become the first minute of `DAY`."""

    @property
    def delta(self) -> int:
        """Whole minutes, in seconds: session aggregates are rounded to them."""
        return (int(self.started) // 60 * 60) - int(DAY.timestamp())

    def moved(self, unix: float) -> float:
        return unix - self.delta

    def text(self, data: bytes) -> bytes:
        """Data that is not text, such as an image, stays as it is."""
        try:
            data.decode()
        except UnicodeDecodeError:
            return data
        for old, new in self.replacements:
            data = data.replace(old, new)
        first, last = self.started - SHIFTED_BEFORE, time.time() + SHIFTED_AFTER
        return Move(-self.delta, first, last).text(data)

    def body(self, body: bytes, *, is_envelope: bool) -> bytes:
        return with_payloads(body, self.text) if is_envelope else self.text(body)


def with_payloads(envelope: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The envelope with its header and each payload changed, and lengths that fit again."""
    header, newline, rest = envelope.partition(b"\n")
    parts = [change(header) + newline]
    while rest:
        item_header, newline, rest = rest.partition(b"\n")
        length = ITEM_LENGTH.search(item_header)
        end = int(length[2]) if length else rest.find(b"\n")
        end = len(rest) if end < 0 else end
        payload = change(rest[:end])
        parts.append(ITEM_LENGTH.sub(rb"\g<1>%d" % len(payload), item_header) + newline + payload)
        separator, rest = rest[end : end + 1], rest[end + 1 :]
        parts.append(separator)
    return b"".join(parts)
