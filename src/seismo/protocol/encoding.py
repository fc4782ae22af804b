"""Bodies as they travel, back to what was sent, never more than asked for (protocol.md section 3.2)."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias, cast

import brotli
import zstandard
from isal import isal_zlib

from seismo.protocol.errors import InvalidCompression, TooLarge

MAX_STREAMS = 100
"""Compressed streams that may follow each other in one body."""

_Inflate: TypeAlias = Callable[[bytes, int], tuple[bytes, bool]]
"""(body, when to stop, in bytes) -> what came out, and whether the body ended where it should."""

_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15
_ZSTD_WINDOW = 8 * 1024 * 1024
"""The largest that the content coding allows (RFC 9659)."""
_ZSTD_PIECE = 512
"""Input per step. Four bytes may stand for a block of 128 KiB, so a step yields at most 16 MiB."""

_isal_error = cast(type[Exception], isal_zlib.error)  # the stub declares an instance
_ERRORS: tuple[type[Exception], ...] = (_isal_error, brotli.error, zstandard.ZstdError)


def content_encoding(header: str) -> str:
    """identity, gzip, deflate, br or zstd; whatever else a header says is identity."""
    name = header.strip().lower().removeprefix("x-")
    return name if name in _INFLATE else "identity"


def decoded(body: bytes, encoding: str, limit: int) -> bytes:
    """The whole decompressed body.

    Stops as soon as there is more than `limit` bytes, whatever the body pretends. Raises TooLarge,
    and InvalidCompression when the body is damaged or ends too early.
    """
    inflate = _INFLATE.get(content_encoding(encoding))
    data, complete = _inflated(inflate, body, limit + 1) if inflate else (body, True)
    if len(data) > limit:
        raise TooLarge("payload too large", f"more than {limit} bytes after decompression")
    if not complete:
        raise InvalidCompression(
            "invalid compressed body", f"the {encoding} stream ends too early; the body was cut"
        )
    return data


def opening(body: bytes, encoding: str, size: int) -> bytes:
    """The first `size` decompressed bytes, or fewer when the body has fewer or is cut.

    Raises InvalidCompression when it is damaged.
    """
    inflate = _INFLATE.get(content_encoding(encoding))
    data = _inflated(inflate, body, size)[0] if inflate else body
    return data[:size]


def _inflated(inflate: _Inflate, body: bytes, most: int) -> tuple[bytes, bool]:
    try:
        return inflate(body, most)
    except _ERRORS:
        raise InvalidCompression(
            "invalid compressed body",
            "the body does not decompress as its Content-Encoding says;"
            " usually a proxy has decoded or cut it",
        ) from None


def _inflate_isal(body: bytes, most: int, wrapper: int) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    for _ in range(MAX_STREAMS):
        stream = isal_zlib.decompressobj(wrapper)
        part = stream.decompress(body, most)
        parts.append(part)
        most -= len(part)
        if not stream.eof or most <= 0:
            return b"".join(parts), stream.eof
        body = stream.unused_data.lstrip(b"\0")
        if not body:
            return b"".join(parts), True
    raise _too_many_streams()


def _inflate_deflate(body: bytes, most: int) -> tuple[bytes, bool]:
    has_wrapper = len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0
    return _inflate_isal(body, most, _ZLIB if has_wrapper else _RAW_DEFLATE)


def _inflate_brotli(body: bytes, most: int) -> tuple[bytes, bool]:
    stream = brotli.Decompressor()
    return stream.process(body, output_buffer_limit=most), stream.is_finished()


def _inflate_zstd(body: bytes, most: int) -> tuple[bytes, bool]:
    size = zstandard.frame_content_size(body)
    if 0 < size < most:
        try:
            whole = zstandard.ZstdDecompressor().decompress(body, allow_extra_data=False)
        except zstandard.ZstdError:
            return _inflate_zstd_stepwise(body, most)
        return whole, True
    return _inflate_zstd_stepwise(body, most)


def _inflate_zstd_stepwise(body: bytes, most: int) -> tuple[bytes, bool]:
    """For frames that do not tell their size, and for several frames in a row."""
    codec = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    stream = codec.decompressobj()
    parts: list[bytes] = []
    streams = 1
    for start in range(0, len(body), _ZSTD_PIECE):
        piece = body[start : start + _ZSTD_PIECE]
        while piece:
            if stream.eof:
                streams += 1
                stream = codec.decompressobj()
            if streams > MAX_STREAMS:
                raise _too_many_streams()
            part = stream.decompress(piece)
            parts.append(part)
            most -= len(part)
            if most <= 0:
                return b"".join(parts), stream.eof
            piece = stream.unused_data if stream.eof else b""
    return b"".join(parts), stream.eof


def _too_many_streams() -> InvalidCompression:
    return InvalidCompression(
        "invalid compressed body", f"more than {MAX_STREAMS} compressed streams in one body"
    )


_INFLATE: dict[str, _Inflate] = {
    "gzip": partial(_inflate_isal, wrapper=_GZIP),
    "deflate": _inflate_deflate,
    "br": _inflate_brotli,
    "zstd": _inflate_zstd,
}
