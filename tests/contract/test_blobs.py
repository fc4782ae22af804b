"""What every blob store promises."""

from pathlib import Path

import pytest

from seismo.backends.files.blobs import FileBlobs
from seismo.ports.blobs import BlobStore


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return FileBlobs(tmp_path / "blobs")


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
