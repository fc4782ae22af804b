"""One partition of the journal: its files, written by one thread and read by any."""

import errno
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from seismo.backends.files.segments import Segment, found, name_of, packed, runs
from seismo.ports.journal import Entry

SEGMENT_BYTES = 4 * 1024 * 1024
"""A file that is so large gets no further group."""
GROUP_BYTES = 4 * 1024 * 1024
"""More than that is written in several groups: a group is read in one piece."""
ASIDE = ".new"
_DURABLY = getattr(os, "RWF_DSYNC", 0)
"""pwritev2(2): a write that returns when it is on the disk. Linux has it, some file systems do not."""


class Line:
    """Raises OSError where the disk does not take or give something."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        for left_over in folder.glob(f"*{ASIDE}"):
            left_over.unlink()
        self._segments = _without_copies(found(folder)) or (Segment(folder / name_of(1)),)
        """Replaced as a whole, never changed: who reads keeps those of its start."""
        self.last = self._segments[-1].last
        self.trimmed = 0
        self.waited = 0.0
        """Seconds that the last group waited for the disk."""
        self._next = self.last + 1
        self._needs_new_file = False
        self._file = _opened(self._segments[-1].path)
        os.ftruncate(self._file, self._segments[-1].size)
        _sync(folder)

    @property
    def is_dirty(self) -> bool:
        """Whether a file holds what is trimmed."""
        first = self._segments[0]
        return first.size > 0 and first.least <= self.trimmed

    def read(self, after: int, limit: int, max_bytes: int) -> list[Entry]:
        """As `Journal.read`. A file that was written anew meanwhile is looked for again."""
        while True:
            with suppress(FileNotFoundError):
                return self._read(max(after, self.trimmed), limit, max_bytes)

    def _read(self, after: int, limit: int, max_bytes: int) -> list[Entry]:
        entries: list[Entry] = []
        size = 0
        for entry in self._entries(after):
            entries.append(entry)
            size += len(entry.body)
            if len(entries) >= limit or size >= max_bytes:
                break
        return entries

    def _entries(self, after: int) -> Iterator[Entry]:
        for segment in self._segments:
            if segment.last > after:
                yield from segment.entries(after)

    def append(self, bodies: Sequence[bytes]) -> None:
        """Make the bodies durable, each behind the one before."""
        for group in _in_groups(bodies):
            if self._needs_new_file or self._segments[-1].size >= SEGMENT_BYTES:
                self._roll()
            self._append(group)

    def _append(self, bodies: Sequence[bytes]) -> None:
        segment = self._segments[-1]
        first, self._next = self._next, self._next + len(bodies)
        content = packed(first, bodies)
        started = time.monotonic()
        try:
            _write_durably(self._file, content, segment.size)
        except OSError:
            self._needs_new_file = True
            with suppress(OSError):
                os.ftruncate(self._file, segment.size)
            raise
        self.waited = time.monotonic() - started
        segment.size += len(content)
        segment.last = self.last = self._next - 1

    def trim(self, through: int) -> None:
        """Forget the entries up to an offset. A file that holds nothing else goes, but for the newest."""
        self.trimmed = max(self.trimmed, through)
        if through > self.last:
            self.last, self._next = through, through + 1
            self._needs_new_file = True
        gone = [segment for segment in self._segments[:-1] if segment.last <= self.trimmed]
        self._segments = self._segments[len(gone) :]
        for segment in gone:
            segment.path.unlink(missing_ok=True)

    def wipe(self) -> None:
        """Leave no byte of what is trimmed."""
        if not self.is_dirty:
            return
        first, *others = self._segments
        if first.last > self.trimmed:
            self._write_anew(first, others)
        else:
            self._roll()
            self.trim(self.trimmed)

    def close(self) -> None:
        os.close(self._file)

    def _roll(self) -> None:
        """Begin the next file."""
        path = self._folder / name_of(self._next)
        file = _opened(path)
        _sync(self._folder)
        os.close(self._file)
        self._file, self._needs_new_file = file, False
        self._segments = (*self._segments, Segment(path, last=self._next - 1))

    def _write_anew(self, old: Segment, others: Sequence[Segment]) -> None:
        """A file without its trimmed entries, under a name of its own: readers may hold the old one."""
        new = Segment(self._folder / name_of(self.trimmed + 1), last=old.last)
        aside = new.path.with_suffix(ASIDE)
        file = _opened(aside)
        os.ftruncate(file, 0)
        try:
            for group in runs(old.entries(self.trimmed)):
                content = packed(group[0].offset, [entry.body for entry in group])
                _write(file, content, new.size)
                new.size += len(content)
            os.fsync(file)
            aside.rename(new.path)
            _sync(self._folder)
        except OSError:
            os.close(file)
            raise
        is_newest = not others
        if is_newest:
            file, self._file = self._file, file
        os.close(file)
        self._segments = (new, *others)
        old.path.unlink(missing_ok=True)


def _without_copies(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """A file that was written anew may stand beside the old one, whose entries it has."""
    copied = [old for old, new in pairwise(segments) if new.least <= old.last]
    for segment in copied:
        segment.path.unlink()
    return tuple(segment for segment in segments if segment not in copied)


def _in_groups(bodies: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    start = size = 0
    for index, body in enumerate(bodies):
        if size and size + len(body) > GROUP_BYTES:
            yield bodies[start:index]
            start, size = index, 0
        size += len(body)
    if start < len(bodies):
        yield bodies[start:]


def _opened(path: Path) -> int:
    return os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)


def _write(file: int, content: bytes, position: int) -> None:
    left = memoryview(content)
    while left:
        written = os.pwrite(file, left, position)
        left, position = left[written:], position + written


def _write_durably(file: int, content: bytes, position: int) -> None:
    """One call where the system has one: between two, another thread would have its turn."""
    written = 0
    if _DURABLY:
        try:
            written = os.pwritev(file, [content], position, _DURABLY)
        except OSError as error:
            if error.errno not in {errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS}:
                raise
    if written < len(content):
        _write(file, content[written:], position + written)
        os.fdatasync(file)


def _sync(folder: Path) -> None:
    """Make the names in it durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
