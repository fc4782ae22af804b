"""Blobs as files, two levels deep, named by their SHA-256: `ab/cd/abcd...`."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

_DIGEST = re.compile(r"[0-9a-f]{64}")


class FileBlobs:
    """See `seismo.ports.blobs.BlobStore`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder

    def put(self, content: bytes) -> str:
        self.put_all([content])
        return hashlib.sha256(content).hexdigest()

    def put_all(self, contents: Iterable[bytes]) -> None:
        """All are written before the first is waited for: the disk then takes them in one go."""
        new: dict[Path, Path] = {}
        for content in contents:
            path = self._path(hashlib.sha256(content).hexdigest())
            if path not in new and not _is_there(path):
                new[path] = _written_aside(path.parent, content)
        for aside in new.values():
            _sync(aside)
        for path, aside in new.items():
            aside.replace(path)
        for folder in {path.parent for path in new}:
            _sync(folder)

    def open(self, digest: str) -> bytes:
        try:
            return self._path(digest).read_bytes()
        except FileNotFoundError:
            raise KeyError(digest) from None

    def delete(self, digest: str) -> None:
        self._path(digest).unlink(missing_ok=True)

    def shards(self, before: float) -> Iterator[list[str]]:
        """What a `put` that died left behind goes on the way."""
        for shard in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            old = [path for path in sorted(shard.glob("*/*")) if _put(path) < before]
            for path in old:
                if not _DIGEST.fullmatch(path.name):
                    path.unlink(missing_ok=True)
            yield [path.name for path in old if _DIGEST.fullmatch(path.name)]

    def delete_old(self, digest: str, before: float) -> bool:
        """Set aside first: a `put` meanwhile writes the bytes anew, and none before is missed."""
        path = self._path(digest)
        aside = path.with_suffix(".old")
        try:
            path.rename(aside)
        except FileNotFoundError:
            return False
        if _put(aside) >= before:
            aside.rename(path)
            return False
        aside.unlink()
        return True

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise KeyError(digest)
        return self._folder / digest[:2] / digest[2:4] / digest


def _is_there(path: Path) -> bool:
    try:
        os.utime(path)  # whoever removes old blobs sees that it is wanted again
    except FileNotFoundError:
        return False
    return True


def _written_aside(folder: Path, content: bytes) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(content)
    return Path(file.name)


def _sync(path: Path) -> None:
    """Make a file durable, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put(path: Path) -> float:
    """When it was last put, in unix seconds."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
