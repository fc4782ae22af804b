import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from seismo.protocol.encoding import MAX_STREAMS, content_encoding, decoded, opening
from seismo.protocol.errors import InvalidCompression, TooLarge

MIB = 1024 * 1024
TEXT = b'{"event_id":"00"}\n{"type":"event"}\n' + bytes(range(256)) * 300


def brotli_compress(data: bytes) -> bytes:
    return brotli.compress(data, quality=5)


def raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


def zstd_of_unknown_size(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_content_size=False).compress(data)


def zstd_stream(data: bytes) -> bytes:
    stream = zstandard.ZstdCompressor().compressobj()
    half = len(data) // 2
    return stream.compress(data[:half]) + stream.compress(data[half:]) + stream.flush()


CODECS = [
    pytest.param("gzip", gzip.compress, id="gzip"),
    pytest.param("x-gzip", gzip.compress, id="x-gzip"),
    pytest.param("deflate", zlib.compress, id="deflate"),
    pytest.param("deflate", raw_deflate, id="raw deflate"),
    pytest.param("br", brotli_compress, id="br"),
    pytest.param("zstd", zstandard.compress, id="zstd"),
    pytest.param("zstd", zstd_of_unknown_size, id="zstd without size"),
    pytest.param("zstd", zstd_stream, id="zstd streamed"),
]
Compress = Callable[[bytes], bytes]


@pytest.mark.parametrize(("encoding", "compress"), CODECS)
def test_a_body_comes_back_as_it_was_sent(encoding: str, compress: Compress) -> None:
    assert decoded(compress(TEXT), encoding, MIB) == TEXT


@pytest.mark.parametrize(("encoding", "compress"), CODECS)
def test_a_body_of_exactly_the_limit_is_not_too_large(encoding: str, compress: Compress) -> None:
    assert decoded(compress(TEXT), encoding, len(TEXT)) == TEXT


@pytest.mark.parametrize(("encoding", "compress"), CODECS)
def test_one_byte_more_than_the_limit_is_too_large(encoding: str, compress: Compress) -> None:
    with pytest.raises(TooLarge):
        decoded(compress(TEXT), encoding, len(TEXT) - 1)


@pytest.mark.parametrize(("encoding", "compress"), CODECS)
def test_a_cut_body_is_refused(encoding: str, compress: Compress) -> None:
    body = compress(TEXT)
    with pytest.raises(InvalidCompression):
        decoded(body[: len(body) // 2], encoding, MIB)


@pytest.mark.parametrize(("encoding", "compress"), CODECS)
def test_an_empty_compressed_body_is_empty(encoding: str, compress: Compress) -> None:
    assert decoded(compress(b""), encoding, MIB) == b""


@pytest.mark.parametrize(("encoding", "compress"), CODECS)
def test_the_opening_of_a_body_is_its_first_bytes(encoding: str, compress: Compress) -> None:
    assert opening(compress(TEXT), encoding, 17) == TEXT[:17]


@pytest.mark.parametrize(("encoding", "compress"), CODECS)
def test_a_cut_body_still_has_an_opening(encoding: str, compress: Compress) -> None:
    text = b"first line\n" + b"".join(b"%d;" % (n * n) for n in range(60_000))
    body = compress(text)
    assert opening(body[: len(body) // 2], encoding, 10) == b"first line"


@pytest.fixture(scope="module")
def zeros() -> bytes:
    return bytes(100 * MIB)


@pytest.mark.parametrize(("encoding", "compress"), CODECS)
def test_a_bomb_is_stopped_before_it_takes_memory(
    zeros: bytes, encoding: str, compress: Compress
) -> None:
    bomb = compress(zeros)
    assert len(bomb) < MIB
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            decoded(bomb, encoding, MIB)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 * MIB


@pytest.mark.parametrize(("encoding", "compress"), CODECS)
def test_the_opening_of_a_bomb_is_small(zeros: bytes, encoding: str, compress: Compress) -> None:
    bomb = compress(zeros)
    tracemalloc.start()
    try:
        assert opening(bomb, encoding, 1024) == bytes(1024)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 * MIB


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_garbage_is_refused(encoding: str) -> None:
    with pytest.raises(InvalidCompression):
        decoded(b"\xff" + b"this is not compressed at all" * 9, encoding, MIB)


def test_a_wrong_checksum_is_refused() -> None:
    body = bytearray(gzip.compress(TEXT))
    body[-8] ^= 0xFF
    with pytest.raises(InvalidCompression):
        decoded(bytes(body), "gzip", MIB)


@pytest.mark.parametrize("encoding", ["identity", "", "rot13", "gzip, br"])
def test_an_encoding_that_is_not_known_leaves_the_body_alone(encoding: str) -> None:
    assert decoded(TEXT, encoding, MIB) == TEXT


def test_a_plain_body_has_the_same_limit() -> None:
    with pytest.raises(TooLarge):
        decoded(TEXT, "identity", len(TEXT) - 1)


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [
        pytest.param("gzip", gzip.compress, id="gzip"),
        pytest.param("zstd", zstandard.compress, id="zstd"),
        pytest.param("zstd", zstd_of_unknown_size, id="zstd without size"),
    ],
)
class TestSeveralStreamsInOneBody:
    def test_they_are_one_text(self, encoding: str, compress: Compress) -> None:
        assert decoded(compress(b"a" * 900) + compress(b"b"), encoding, MIB) == b"a" * 900 + b"b"

    def test_their_limit_is_one(self, encoding: str, compress: Compress) -> None:
        with pytest.raises(TooLarge):
            decoded(compress(b"a" * 900) * 3, encoding, 2000)

    def test_there_may_not_be_too_many(self, encoding: str, compress: Compress) -> None:
        with pytest.raises(InvalidCompression, match="invalid compressed body"):
            decoded(compress(b"") * (MAX_STREAMS + 1), encoding, MIB)


def test_zeros_behind_a_gzip_stream_are_padding() -> None:
    assert decoded(gzip.compress(TEXT) + b"\0\0", "gzip", MIB) == TEXT


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("gzip", "gzip"),
        ("X-GZIP", "gzip"),
        (" Deflate ", "deflate"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("", "identity"),
        ("compress", "identity"),
    ],
)
def test_encodings_have_one_name(header: str, name: str) -> None:
    assert content_encoding(header) == name
