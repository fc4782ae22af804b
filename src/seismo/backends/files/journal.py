"""The journal as files that are only ever appended to. Decision 0018 says why it is no database.

**Group commit.** What one call appends is made durable by one write. Where the disk is quick, the caller
waits for it: handing the work to a thread and being woken by it takes longer, most of all while other threads
compute. Where the disk is slow, `append` only queues, and one thread writes whatever has queued; while it
waits for the disk the next group queues. Under load the groups grow and a request's share of a sync shrinks.

**Forgetting.** The bodies hold what digest has not scrubbed yet. A file whose entries are all trimmed is
removed, at once when it is full and as soon as nothing is queued when it is the newest; one that keeps a part
of them is written anew without the others, at the latest a few seconds after.

Folder and files are readable by their owner alone.
"""

import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from seismo.backends.files.line import Line
from seismo.backends.files.segments import found, partitions
from seismo.ports.journal import Entry, Full, Unavailable

MAX_QUEUED_BYTES = 256 * 1024 * 1024
MAX_GROUP = 1000
QUICK = 0.002
"""Seconds for which a caller may wait for the disk."""
MAX_AT_ONCE = 1024 * 1024
"""Bytes that a caller may wait for."""
WARY = 100
"""How many groups go to the thread after one that took longer."""
QUIET = 0.1
"""Seconds without work after which what was trimmed is wiped out."""
LATEST = 2.0
"""Seconds after which it is however much there is to do."""


@dataclass(slots=True)
class _Append:
    partition: int
    bodies: Sequence[bytes]
    done: Future[None] = field(default_factory=Future)


@dataclass(slots=True)
class _Trim:
    partition: int
    through: int
    done: Future[None] = field(default_factory=Future)


class _Close:
    pass


class FileJournal:
    """See `seismo.ports.journal.Journal`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._lines = {number: Line(path) for number, path in partitions(folder).items()}
        self._queue: queue.SimpleQueue[_Append | _Trim | _Close] = queue.SimpleQueue()
        self._queued = 0
        self._queued_bytes = 0
        self._counting = threading.Lock()
        self._writing = threading.Lock()
        """Held by whoever touches the files. Never waited for while `_counting` is held."""
        self._wary = 0
        self._appended = 0.0
        self._is_closed = False
        self._wiped = time.monotonic()
        self._thread = threading.Thread(target=self._work, name="journal-writer", daemon=True)
        self._thread.start()

    def append(self, partition: int, bodies: Sequence[bytes]) -> Future[None]:
        work = _Append(partition, bodies)
        size = sum(map(len, bodies))
        if size <= MAX_AT_ONCE and self._write_now(work):
            return work.done
        with self._counting:
            if self._is_closed:
                raise Unavailable("the journal is closed")
            if self._queued_bytes + size > MAX_QUEUED_BYTES and self._queued_bytes:
                raise Full("the disk does not keep up: the journal's queue is full")
            self._queued += 1
            self._queued_bytes += size
            self._queue.put(work)
        return work.done

    def _write_now(self, work: _Append) -> bool:
        """Whether it is done: nothing that came before may wait, and the disk must be quick."""
        if self._wary or not self._writing.acquire(blocking=False):
            return False
        try:
            if self._queued or self._is_closed:
                return False
            work.done.set_running_or_notify_cancel()
            self._write(work.partition, [work])
        finally:
            self._writing.release()
        return True

    def trim(self, partition: int, through: int) -> Future[None]:
        work = _Trim(partition, through)
        with self._counting:
            if self._is_closed:
                raise Unavailable("the journal is closed")
            self._queued += 1
            self._queue.put(work)
        return work.done

    def read(self, partition: int, after: int, limit: int, max_bytes: int) -> list[Entry]:
        line = self._lines.get(partition)
        return line.read(after, limit, max_bytes) if line else []

    def backlog(self, partition: int, after: int) -> int:
        if self._is_closed:
            raise Unavailable("the journal is closed")
        line = self._lines.get(partition)
        return max(0, line.last - max(after, line.trimmed)) if line else 0

    def close(self) -> None:
        with self._counting:
            if self._is_closed:
                return
            self._is_closed = True
            self._queue.put(_Close())
        self._thread.join()
        with self._writing:
            for line in self._lines.values():
                line.close()

    def _work(self) -> None:
        closing = False
        while not closing:
            group, closing = self._next_group()
            with self._writing:
                self._write_all(group)
                if closing or self._is_time_to_wipe(is_quiet=not group):
                    self._wipe()

    def _next_group(self) -> tuple[list[_Append | _Trim], bool]:
        """What has queued; nothing after a quiet moment in which something is to be wiped out."""
        group: list[_Append | _Trim] = []
        is_dirty = any(line.is_dirty for line in list(self._lines.values()))
        try:
            work = self._queue.get(timeout=QUIET if is_dirty else None)
            while not isinstance(work, _Close):
                work.done.set_running_or_notify_cancel()  # from here on, nobody can take it back
                group.append(work)
                if len(group) >= MAX_GROUP:
                    return group, False
                work = self._queue.get_nowait()
        except queue.Empty:
            return group, False
        return group, True

    def _write_all(self, group: list[_Append | _Trim]) -> None:
        for partition in dict.fromkeys(work.partition for work in group):
            self._write(partition, [work for work in group if work.partition == partition])
        appended = [work.bodies for work in group if isinstance(work, _Append)]
        with self._counting:
            self._queued -= len(group)
            self._queued_bytes -= sum(len(body) for bodies in appended for body in bodies)

    def _write(self, partition: int, group: Sequence[_Append | _Trim]) -> None:
        bodies = [body for work in group if isinstance(work, _Append) for body in work.bodies]
        error: Exception | None = None
        try:
            line = self._line(partition)
            # First, so that what is appended lies behind a place that is past the end.
            line.trim(max((w.through for w in group if isinstance(w, _Trim)), default=0))
            if bodies:
                self._append(line, bodies)
        except Exception as problem:  # whatever it is: the thread goes on, and who waits is told
            error = Unavailable(f"the journal cannot be written: {problem}")
        for work in group:
            if work.done.cancelled():
                continue
            if error is None:
                work.done.set_result(None)
            else:
                work.done.set_exception(error)

    def _append(self, line: Line, bodies: Sequence[bytes]) -> None:
        line.append(bodies)
        self._appended = time.monotonic()
        self._wary = WARY if line.waited > QUICK else max(0, self._wary - 1)

    def _line(self, partition: int) -> Line:
        if partition not in self._lines:
            self._lines = {**self._lines, partition: Line(self._folder / str(partition))}
        return self._lines[partition]

    def _is_time_to_wipe(self, is_quiet: bool) -> bool:
        now = time.monotonic()
        return (is_quiet and now - self._appended > QUIET) or now - self._wiped > LATEST

    def _wipe(self) -> None:
        """What cannot be wiped now, on a full disk for example, is tried again."""
        self._wiped = time.monotonic()
        for line in self._lines.values():
            with suppress(OSError):
                line.wipe()


def backlog_of(folder: Path, partition: int, after: int) -> int:
    """The backlog of a journal that another process may have open. 0 when there is no journal yet."""
    segments = found(folder / str(partition))
    return max(0, max((segment.last for segment in segments), default=0) - after)
