"""The body of the old store endpoint: an event's JSON, perhaps wrapped (protocol.md section 2.2)."""

import base64
import binascii
import json

import msgspec

from seismo.protocol.encoding import decoded
from seismo.protocol.errors import InvalidCompression, InvalidJson


def parse_store(body: bytes, limit: int) -> bytes:
    """The event's JSON, a valid object, out of plain JSON, base64, or base64 of zlib.

    NaN and Infinity, which old Python clients write, become null. Raises InvalidJson,
    InvalidCompression, and TooLarge beyond `limit` bytes.
    """
    text = _unwrapped(body.strip(), limit)
    try:
        msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _repaired(text)
    return text


def _unwrapped(body: bytes, limit: int) -> bytes:
    if body.startswith(b"{"):
        return body
    try:
        inner = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise _invalid() from None
    if inner.startswith(b"{"):
        return inner
    try:
        return decoded(inner, "deflate", limit)
    except InvalidCompression:
        raise _invalid() from None


def _repaired(text: bytes) -> bytes:
    try:
        event = json.loads(text, parse_constant=lambda _: None)
        repaired = json.dumps(event, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise _invalid() from None
    if not isinstance(event, dict):
        raise _invalid()
    return repaired


def _invalid() -> InvalidJson:
    return InvalidJson(
        "invalid event data", "the body must be one JSON object, plain or in base64 or zlib"
    )
