"""Files that were compressed before they were sent, known by their first bytes (protocol.md section 2.3)."""

import bz2
import lzma
from collections.abc import Callable
from typing import TypeAlias

from seismo.protocol.encoding import decoded
from seismo.protocol.errors import InvalidCompression, TooLarge

MAX_XZ_MEMORY = 64 * 1024 * 1024
"""Bytes that a file may make the decompressor take for its dictionary; `xz -9` makes it take 65 MB."""
SUFFIXES = (".gz", ".xz", ".bz2", ".zst")
"""What the names of such files end in."""

_Unpack: TypeAlias = Callable[[bytes, int], bytes]


def unpacked(content: bytes, limit: int) -> bytes:
    """The file, as it is when it is not compressed.

    Raises TooLarge beyond `limit` bytes, and InvalidCompression when it is damaged.
    """
    for magic, unpack in _FORMATS.items():
        if content.startswith(magic):
            return unpack(content, limit)
    return content


def _xz(content: bytes, limit: int) -> bytes:
    stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MAX_XZ_MEMORY)
    return _whole(stream, content, limit)


def _bzip2(content: bytes, limit: int) -> bytes:
    return _whole(bz2.BZ2Decompressor(), content, limit)


def _whole(
    stream: lzma.LZMADecompressor | bz2.BZ2Decompressor, content: bytes, limit: int
) -> bytes:
    try:
        data = stream.decompress(content, limit + 1)
    except (lzma.LZMAError, OSError, EOFError):
        raise _damaged() from None
    if len(data) > limit:
        raise TooLarge("payload too large", f"more than {limit} bytes after decompression")
    if not stream.eof:
        raise _damaged()
    return data


def _damaged() -> InvalidCompression:
    return InvalidCompression("invalid compression container", "the file is damaged or was cut")


_FORMATS: dict[bytes, _Unpack] = {
    b"\x1f\x8b": lambda content, limit: decoded(content, "gzip", limit),
    b"\xfd7zXZ\0": _xz,
    b"BZh": _bzip2,
    b"\x28\xb5\x2f\xfd": lambda content, limit: decoded(content, "zstd", limit),
}
