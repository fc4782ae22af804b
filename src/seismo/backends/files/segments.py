"""The form of a journal's files, and reading them.

    journal/0/00000000000000000001.log     partition 0, offsets from 1 on

A file is named by the smallest offset that it may hold and is a row of groups. A group is what one write
carried: a head, the length of each body, the bodies. Offsets count up within a group. A group whose head or
checksum is wrong was never confirmed to anybody: it ends the file.
"""

import os
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import structlog

from seismo.ports.journal import Entry

logger = structlog.get_logger("seismo.journal")

HEAD = struct.Struct("<4sIIIQ")
"""Magic, how many bodies, bytes of what follows the head, its CRC-32, the first offset."""
MAGIC = b"SJ1\n"
_NAME = re.compile(r"\d{20}\.log")


class Group(NamedTuple):
    """Where a group stands in its file."""

    first: int
    bodies: int
    start: int
    """Position of what follows the head."""
    size: int
    checksum: int

    @property
    def last(self) -> int:
        return self.first + self.bodies - 1

    @property
    def end(self) -> int:
        return self.start + self.size


@dataclass(slots=True)
class Segment:
    """One file of a partition."""

    path: Path
    size: int = 0
    """Bytes that are durable."""
    last: int = 0
    """The largest offset in it; one less than the smallest possible while it is empty."""
    hint: tuple[int, int] = field(default=(0, 0))
    """An offset that was read last, and the position of its group: reading goes on there."""

    @property
    def least(self) -> int:
        """No offset in it is smaller."""
        return int(self.path.stem)

    def entries(self, after: int) -> Iterator[Entry]:
        """Durable entries behind an offset. Raises FileNotFoundError when the file is gone."""
        offset, position = self.hint
        start = position if offset <= after else 0
        with self.path.open("rb", buffering=0) as file:
            for group in groups(file.fileno(), start, self.size):
                if group.last > after:
                    yield from self._entries(file.fileno(), group, after)

    def _entries(self, file: int, group: Group, after: int) -> Iterator[Entry]:
        content = os.pread(file, group.size, group.start)
        lengths = struct.unpack_from(f"<{group.bodies}I", content)
        end = 4 * group.bodies
        for offset, length in enumerate(lengths, group.first):
            start, end = end, end + length
            if offset > after:
                self.hint = (offset, group.start - HEAD.size)
                yield Entry(offset, content[start:end])


def name_of(first: int) -> str:
    return f"{first:020}.log"


def packed(first: int, bodies: Sequence[bytes]) -> bytes:
    """A group."""
    lengths = struct.pack(f"<{len(bodies)}I", *map(len, bodies))
    content = b"".join((lengths, *bodies))
    return HEAD.pack(MAGIC, len(bodies), len(content), zlib.crc32(content), first) + content


def runs(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    """Entries whose offsets follow each other, as a group has them."""
    run: list[Entry] = []
    for entry in entries:
        if run and entry.offset != run[-1].offset + 1:
            yield run
            run = []
        run.append(entry)
    if run:
        yield run


def groups(file: int, start: int, size: int) -> Iterator[Group]:
    """The groups of an open file from a position on, as far as their heads are whole."""
    while start + HEAD.size <= size:
        magic, count, length, checksum, first = HEAD.unpack(os.pread(file, HEAD.size, start))
        group = Group(first, count, start + HEAD.size, length, checksum)
        if magic != MAGIC or group.end > size:
            return
        yield group
        start = group.end


def is_whole(file: int, group: Group) -> bool:
    return zlib.crc32(os.pread(file, group.size, group.start)) == group.checksum


def found(folder: Path) -> list[Segment]:
    """The segments of a partition in the order of their offsets, as far as each is whole.

    Only the newest may end in a write that was cut off; that is no loss, as it was never confirmed.
    """
    names = paths(folder)
    older = [_measured(path, is_newest=False) for path in names[:-1]]
    return older + [_measured(path, is_newest=True) for path in names[-1:]]


def paths(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.log") if _NAME.fullmatch(path.name))


def _measured(path: Path, is_newest: bool) -> Segment:
    segment = Segment(path, last=int(path.stem) - 1)
    with path.open("rb", buffering=0) as file:
        whole = os.fstat(file.fileno()).st_size
        for group in groups(file.fileno(), 0, whole):
            if is_newest and not is_whole(file.fileno(), group):
                break
            segment.last, segment.size = group.last, group.end
    if segment.size < whole and not is_newest:
        logger.error("journal.damaged", file=path.name, unreadable_bytes=whole - segment.size)
    return segment


def partitions(folder: Path) -> dict[int, Path]:
    """The folder of each partition that was ever written to."""
    return {int(path.name): path for path in folder.glob("*") if re.fullmatch(r"-?\d+", path.name)}
