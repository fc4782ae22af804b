"""Where envelopes wait on disk while the server is away, shared by all processes of the application."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from seismo_django import counting
from seismo_django.conf import Settings, current
from seismo_django.guard import note_failure
from seismo_django.own_folder import make, own_folder
from seismo_django.transport.locks import held
from seismo_django.transport.segments import SUFFIX, Record, packed, records, unpacked, written

OPEN = "open.segment"
"""The file that records are added to."""
LARGEST = 2_000_000
"""Bytes of it, after which it is compressed and the next one begins."""
AT_ONCE = 8
"""Records that are sent at the same time."""
MOST = 200
"""Records of a file: that many are sent before what came in meanwhile has its turn."""


def folder() -> Path:
    """Of the setting SPOOL.FOLDER, else in the folder of the kit."""
    told = current().settings.spool.folder
    return Path(told) if told else own_folder() / "spool"


class Kept(NamedTuple):
    """What waits, for people."""

    items: int
    bytes: int
    oldest: float | None
    """Unix time, to the second of the file that holds it."""


class Spool:
    """What waits for one server. Not for threads to share: the transport's thread has it."""

    def __init__(self, dsn: str, settings: Settings) -> None:
        self.folder = folder() / hashlib.sha256(dsn.encode()).hexdigest()[:12]
        """One for each DSN, so that nothing goes to a project that it does not belong to."""
        self._limits = settings.spool
        self._added = 0

    def add(self, record: Record) -> None:
        """Keep it. It survives the death of this process. Raises OSError when it cannot be kept."""
        self._prepare()
        data = written(record)
        with held(self.folder / "write.lock"):
            size = _append(self.folder / OPEN, data)
            self._added += 1
            if size >= LARGEST or self._added >= MOST:
                self._close_segment()
                self._make_room()

    def is_empty(self) -> bool:
        return not (self.folder / OPEN).exists() and not self._segments()

    def deliver(self, send: Callable[[Record], bool]) -> bool:
        """Send the records of the oldest file, eight at a time in their order, until `send` says no.

        Only one process does this at a time. Sent twice is only what went together with one that was
        refused, or with the death of the process; the server knows an event that comes twice. Returns
        whether more waits.
        """
        if self.is_empty():
            return False
        with held(self.folder / "drain.lock", wait=False) as is_ours:
            if not is_ours:
                return False
            with held(self.folder / "write.lock"):
                if not self._segments():
                    self._close_segment()
            oldest = next(iter(self._segments()), None)
            if oldest is None or not self._delivered(oldest, send):
                return False
        return not self.is_empty()

    def _delivered(self, segment: Path, send: Callable[[Record], bool]) -> bool:
        too_old = time.time() - self._limits.max_hours * 3600
        with _place(segment) as (done, note):
            waiting = _records_of(segment)[done:]
            for start in range(0, len(waiting), AT_ONCE):
                fresh = [r for r in waiting[start : start + AT_ONCE] if r.at >= too_old]
                sent = _sent_at_once(fresh, send)
                if not all(sent):
                    note(done + start)
                    return False
                _lose(len(waiting[start : start + AT_ONCE]) - len(fresh), "spool_too_old")
                note(done + start + AT_ONCE)
        _remove(segment)
        return True

    def kept(self) -> Kept:
        if self.is_empty():
            return Kept(0, 0, None)
        with held(self.folder / "write.lock"):
            return self._kept()

    def _kept(self) -> Kept:
        segments = self._segments()
        size = sum(map(_size_of, segments))
        items = sum(_items_of(segment) for segment in segments)
        oldest = _time_of(segments[0]) if segments else None
        current = self.folder / OPEN
        if current.exists():
            waiting = list(records(current.read_bytes()))
            items += len(waiting)
            size += _size_of(current)
            oldest = oldest or (waiting[0].at if waiting else None)
        return Kept(items, size, oldest)

    def clear(self) -> int:
        """Throw away what waits. Returns how many items that were."""
        if self.is_empty():
            return 0
        with held(self.folder / "write.lock"):
            number = self._kept().items
            for segment in [*self._segments(), self.folder / OPEN]:
                _remove(segment)
        _lose(number, "spool_cleared")
        return number

    def _prepare(self) -> None:
        if not self.folder.exists():
            make(self.folder.parent)
            self.folder.mkdir(mode=0o700, exist_ok=True)

    def _segments(self) -> list[Path]:
        """The oldest first: their names begin with the time."""
        try:
            names = sorted(os.listdir(self.folder))
        except OSError:
            return []
        return [self.folder / name for name in names if ".segment" in name and name[0].isdigit()
                and not name.endswith(".done")]  # fmt: skip

    def _close_segment(self) -> None:
        """Begin a new file. The old one is compressed and gets its number of records into its name."""
        self._added = 0
        current = self.folder / OPEN
        if not current.exists():
            return
        data = current.read_bytes()
        number = sum(1 for _ in records(data))
        if number:
            target = self.folder / f"{time.time_ns():020d}-{number}.segment{SUFFIX}"
            partial = self.folder / f"partial-{os.getpid()}"
            partial.unlink(missing_ok=True)
            _append(partial, packed(data))
            partial.rename(target)
        current.unlink()

    def _make_room(self) -> None:
        segments = self._segments()
        sizes = list(map(_size_of, segments))
        total = sum(sizes)
        for segment, size in zip(segments, sizes, strict=True):
            is_over = total > self._limits.max_mb * 1_000_000
            if not is_over and len(self._segments()) <= self._limits.max_files:
                return
            _lose(_items_of(segment), "spool_full")
            _remove(segment)
            total -= size


def _append(path: Path, data: bytes) -> int:
    """The size of the file afterwards. What cannot be written whole is not written."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        before = os.fstat(descriptor).st_size
        if os.write(descriptor, data) < len(data):
            os.ftruncate(descriptor, before)
            raise OSError("The disk took a part of an envelope only")
        return before + len(data)
    finally:
        os.close(descriptor)


@contextmanager
def _place(segment: Path) -> Iterator[tuple[int, Callable[[int], None]]]:
    """How many records of a file were sent before, and how to note one more."""
    descriptor = os.open(f"{segment}.done", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield (
            int(os.pread(descriptor, 20, 0) or 0),
            lambda number: _noted(descriptor, number),
        )
    finally:
        os.close(descriptor)


def _noted(descriptor: int, number: int) -> None:
    os.pwrite(descriptor, b"%d" % number, 0)


def _remove(segment: Path) -> None:
    segment.unlink(missing_ok=True)
    Path(f"{segment}.done").unlink(missing_ok=True)


def _items_of(segment: Path) -> int:
    number = int(segment.name.partition("-")[2].partition(".")[0])
    try:
        return number - int(Path(f"{segment}.done").read_text() or 0)
    except FileNotFoundError:
        return number


def _time_of(segment: Path) -> float:
    return int(segment.name.partition("-")[0]) / 1e9


def _size_of(segment: Path) -> int:
    """0 when another process removed it."""
    try:
        return segment.stat().st_size
    except FileNotFoundError:
        return 0


def _records_of(segment: Path) -> list[Record]:
    """Nothing of a file that cannot be read: it must not stop those behind it."""
    try:
        return list(records(unpacked(segment.name, segment.read_bytes())))
    except Exception:
        note_failure(f"{__name__}.read")
        _lose(_items_of(segment), "spool_unreadable")
        return []


def _sent_at_once(records: list[Record], send: Callable[[Record], bool]) -> list[bool]:
    """Whether each was sent. A server answers when it is safe on disk; together they wait only once.

    The threads do not keep a process that wants to end.
    """
    sent = [False] * len(records)

    def one(place: int) -> None:
        sent[place] = send(records[place])

    threads = [Thread(target=one, args=(place,), daemon=True) for place in range(len(records))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sent


def _lose(number: int, reason: str) -> None:
    if number:
        counting.count("transport.dropped", number, reason=reason)
