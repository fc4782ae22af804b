"""JSON that is kept whole as a blob, without secrets: profiles and recordings."""

import hashlib
from typing import Any, NamedTuple

import msgspec
import zstandard

_encoder = msgspec.json.Encoder()
_compressor = zstandard.ZstdCompressor(level=3)


class Packed(NamedTuple):
    """Bytes for the blob store, and how to read them again."""

    content: bytes
    digest: str
    """Their SHA-256."""
    encoding: str


def packed(value: Any) -> Packed:
    """Any JSON value, compressed."""
    content = _compressor.compress(_encoder.encode(value))
    return Packed(content, hashlib.sha256(content).hexdigest(), "zstd")


def as_it_is(content: bytes, encoding: str) -> Packed:
    """Bytes that are compressed already, or cannot be."""
    return Packed(content, hashlib.sha256(content).hexdigest(), encoding)
