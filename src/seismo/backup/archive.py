"""The form of a backup: one tar file, last in it the SHA-256 of everything before.

    backup.json                  what it is, and of when
    catalog.sqlite, secret_key, seismo.toml
    journal/0/<offset>.log       what is not digested yet; journal.sqlite in backups of form 1
    payloads/2026-11-21.sqlite   a file a day
    words/2026-11-16.sqlite      what is searched, a file a week
    events/<table>.parquet       the event store, a file a table
    blobs/ab/cd/abcd...
    SHA256SUMS                   in the form of sha256sum(1)

`tar -xf FILE && sha256sum -c SHA256SUMS` checks one without Seismo. A file without its last member was cut
off. Nothing but these names is ever taken out of an archive, so none can lead out of a folder.
"""

import contextlib
import hashlib
import io
import os
import re
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

SUMS = "SHA256SUMS"
ABOUT = "backup.json"
CATALOG = "catalog.sqlite"
JOURNAL = "journal"
EVENTS = "events"
BLOBS = "blobs"
SMALL_FILES = ("secret_key", "seismo.toml")
MOST_SUMS = 1 << 30
"""Bytes of checksums that are believed: some eight million files."""
_CHUNK = 1 << 20

_NAME = re.compile(
    r"backup\.json|SHA256SUMS|catalog\.sqlite|journal\.sqlite|secret_key|seismo\.toml"
    r"|journal/-?\d+/\d{20}\.log"
    r"|payloads/\d{4}-\d\d-\d\d\.sqlite|words/[0-9a-z-]+\.sqlite|events/[a-z_]+\.parquet"
    r"|blobs/(?P<one>[0-9a-f]{2})/(?P<two>[0-9a-f]{2})/(?P=one)(?P=two)[0-9a-f]{60}"
)


def is_blob(name: str) -> bool:
    """Whether a file of the blobs' folder is a whole blob, and not one that is being written."""
    return re.fullmatch(r"[0-9a-f]{64}", name) is not None


class Damaged(Exception):
    """The file is not a whole backup. `str(error)` says what is wrong with it."""


class ArchiveWriter:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._sums: list[str] = []
        self.size = 0
        """Bytes of all members so far."""

    def add(self, name: str, file: Path) -> None:
        with file.open("rb") as opened:
            self._put(name, opened, os.fstat(opened.fileno()).st_size)

    def add_bytes(self, name: str, content: bytes) -> None:
        self._put(name, io.BytesIO(content), len(content))

    def finish(self) -> None:
        self.add_bytes(SUMS, "".join(self._sums).encode())

    def _put(self, name: str, content: IO[bytes], size: int) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError(f"a backup that holds {name!r} could not be restored")
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(time.time())
        hashing = _Hashing(content)
        self._tar.addfile(member, hashing)  # type: ignore[arg-type]  # it only reads
        self._sums.append(f"{hashing.digest()}  {name}\n")
        self.size += size


@contextlib.contextmanager
def writing(file: Path) -> Iterator[ArchiveWriter]:
    """A new archive that gets its name when it is whole and on disk. Raises FileExistsError."""
    if file.exists():
        raise FileExistsError(file)
    partial = file.with_name(file.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            with tarfile.open(fileobj=opened, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                archive = ArchiveWriter(tar)
                yield archive
                archive.finish()
            opened.flush()
            os.fsync(opened.fileno())
        partial.rename(file)
    finally:
        partial.unlink(missing_ok=True)


def check(file: Path) -> int:
    """Read all of it and compare every checksum. Returns the number of files. Raises Damaged."""
    return _read(file, None)


def extract(file: Path, folder: Path) -> int:
    """Take everything out into this folder, durably, and compare every checksum. Raises Damaged."""
    return _read(file, folder)


def _read(file: Path, folder: Path | None) -> int:
    found: dict[str, str] = {}
    promised: bytes | None = None
    try:
        with tarfile.open(file, mode="r|") as tar:
            for member in tar:
                content = _content(tar, member, file)
                if member.name == SUMS:
                    promised = content.read(MOST_SUMS)
                else:
                    found[member.name] = _copy(content, member.name, folder)
    except (tarfile.TarError, EOFError) as error:
        raise Damaged(f"{file} cannot be read as a backup: {error}") from error
    if promised is None:
        raise Damaged(f"{file} ends before its checksums: it was cut off")
    _compare(file, found, promised)
    return len(found)


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo, file: Path) -> IO[bytes]:
    content = tar.extractfile(member) if member.isreg() else None
    if content is None or not _NAME.fullmatch(member.name):
        raise Damaged(f"{file} holds {member.name!r}, which no backup of Seismo does")
    return content


def _copy(content: IO[bytes], name: str, folder: Path | None) -> str:
    hashing = _Hashing(content)
    if folder is None:
        while hashing.read(_CHUNK):
            pass
        return hashing.digest()
    target = folder / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        while chunk := hashing.read(_CHUNK):
            opened.write(chunk)
        opened.flush()
        os.fsync(opened.fileno())
    return hashing.digest()


def _compare(file: Path, found: dict[str, str], promised: bytes) -> None:
    sums: dict[str, str] = {}
    for line in promised.decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        sums[name] = digest
    wrong = sorted(name for name in found.keys() | sums.keys() if found.get(name) != sums.get(name))
    if wrong:
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise Damaged(f"{file} is damaged at {', '.join(wrong[:3])}{more}: a checksum differs")


class _Hashing:
    """What is read through it is hashed on the way."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self._hash = hashlib.sha256()

    def read(self, size: int) -> bytes:
        chunk = self._content.read(size)
        self._hash.update(chunk)
        return chunk

    def digest(self) -> str:
        return self._hash.hexdigest()
