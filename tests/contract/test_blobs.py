"""What every blob store promises."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from seismo.backends.files.blobs import FileBlobs
from seismo.ports.blobs import BlobStore


@pytest.fixture
def blobs(tmp_path: Path) -> FileBlobs:
    return FileBlobs(tmp_path / "blobs")


def test_many_are_put_at_once(blobs: BlobStore) -> None:
    known = blobs.put(b"known")
    blobs.put_all([b"one", b"two", b"one", b"known"])

    digests = [hashlib.sha256(content).hexdigest() for content in (b"one", b"two")]
    assert [blobs.open(digest) for digest in (*digests, known)] == [b"one", b"two", b"known"]


def test_what_was_put_can_be_opened(blobs: BlobStore) -> None:
    assert blobs.open(blobs.put(b"content")) == b"content"


def test_putting_twice_is_putting_once(blobs: BlobStore) -> None:
    assert blobs.put(b"content") == blobs.put(b"content")


def test_a_deleted_blob_is_gone(blobs: BlobStore) -> None:
    digest = blobs.put(b"content")

    blobs.delete(digest)

    with pytest.raises(KeyError):
        blobs.open(digest)


def test_deleting_what_is_not_there_changes_nothing(blobs: BlobStore) -> None:
    blobs.delete("0" * 64)


@pytest.mark.parametrize("digest", ["../../secret_key", "0" * 63, ""])
def test_a_digest_never_names_a_path(blobs: BlobStore, digest: str) -> None:
    with pytest.raises(KeyError):
        blobs.open(digest)


def all_old(blobs: FileBlobs, before: float) -> list[str]:
    return [digest for digests in blobs.shards(before) for digest in digests]


def test_blobs_that_nobody_put_since_are_found(blobs: FileBlobs) -> None:
    digests = [blobs.put(b"one"), blobs.put(b"two")]

    assert sorted(all_old(blobs, time.time() + 60)) == sorted(digests)
    assert all_old(blobs, time.time() - 60) == []


def test_the_digests_of_a_part_begin_alike(blobs: FileBlobs) -> None:
    for number in range(50):
        blobs.put(str(number).encode())

    parts = list(blobs.shards(time.time() + 60))

    assert [len({digest[:2] for digest in part}) for part in parts] == [1] * len(parts)


def test_an_old_blob_is_deleted(blobs: FileBlobs) -> None:
    digest = blobs.put(b"content")

    assert blobs.delete_old(digest, time.time() + 60)
    with pytest.raises(KeyError):
        blobs.open(digest)


def test_a_blob_that_is_put_again_is_not_deleted_as_old(blobs: FileBlobs, tmp_path: Path) -> None:
    digest = blobs.put(b"content")
    for path in (tmp_path / "blobs").rglob(digest):
        os.utime(path, (0, 0))
    blobs.put(b"content")

    assert not blobs.delete_old(digest, time.time() - 60)
    assert blobs.open(digest) == b"content"


def test_what_a_put_that_died_left_goes_when_it_is_old(blobs: FileBlobs, tmp_path: Path) -> None:
    digest = blobs.put(b"content")
    left = tmp_path / "blobs" / digest[:2] / digest[2:4] / "tmp1234"
    left.write_bytes(b"half of")

    assert all_old(blobs, time.time() - 60) == []
    assert left.exists()
    assert all_old(blobs, time.time() + 60) == [digest]
    assert not left.exists()
