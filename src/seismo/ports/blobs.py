"""Bytes kept by their content: attachments, artifact bundles, replays."""

from collections.abc import Iterable
from typing import Protocol


class BlobStore(Protocol):
    def put(self, content: bytes) -> str:
        """Store the bytes durably and return their SHA-256 in hexadecimal. Twice is once."""
        ...

    def put_all(self, contents: Iterable[bytes]) -> None:
        """As `put` of each, and much faster: the disk is waited for once."""
        ...

    def open(self, digest: str) -> bytes:
        """The bytes of a digest that `put` returned. Raises KeyError when they are not there."""
        ...

    def delete(self, digest: str) -> None:
        """Forget the bytes. Forgetting what is not there changes nothing."""
        ...
