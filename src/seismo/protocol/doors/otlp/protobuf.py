"""Protobuf messages as they lie on the wire: fields by tag (protobuf.dev, Encoding).

By hand because it is small and because memory must be bounded: a library builds the whole message,
and 12 MiB of empty messages are 400 MiB of objects.
"""

import struct
from typing import Any, TypeAlias

from seismo.protocol.errors import InvalidRequest, TooLarge

MAX_MESSAGES = 1_000_000
"""In one request, counted as they are opened; a real one of 12 MiB has about half as many."""

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
_SIZES = {FIXED64: 8, FIXED32: 4}
_VARINT_BITS = 64
_LAST_SINGLE = 127
"""The largest number that a single byte is; a larger byte has more behind it."""
_SIGN = 1 << 63

Fields: TypeAlias = dict[int, list[Any]]
"""Tag -> its values in order: int, and bytes for strings and messages."""


def tag(number: int, wire_type: int) -> int:
    """A field is known by its number and by how it is written: what is written otherwise is unknown."""
    return number << 3 | wire_type


class Messages:
    """Opens messages, up to a number of them."""

    def __init__(self, limit: int = MAX_MESSAGES) -> None:
        self._left = limit

    def open(self, message: bytes) -> Fields:
        """Raises InvalidRequest when the bytes are no message, and TooLarge."""
        self._left -= 1
        if self._left < 0:
            raise TooLarge("payload too large", "the request has too many nested messages")
        try:
            return _fields(message)
        except IndexError:
            raise _invalid() from None


def _fields(message: bytes) -> Fields:
    """The usual field, a short text or message, is read without a call. Raises IndexError too."""
    fields: Fields = {}
    position, end = 0, len(message)
    value: int | bytes
    while position < end:
        key = message[position]
        position += 1
        if key > _LAST_SINGLE:
            key, position = _varint(message, position - 1)
        if key & 7 != BYTES:
            value, position = _number(message, position, key & 7)
        else:
            size = message[position]
            position += 1
            if size > _LAST_SINGLE:
                size, position = _varint(message, position - 1)
            value = message[position : position + size]
            position += size
        if key in fields:
            fields[key].append(value)
        else:
            fields[key] = [value]
    if position > end:
        raise _invalid()
    return fields


def _number(message: bytes, position: int, wire_type: int) -> tuple[int, int]:
    if wire_type == VARINT:
        return _varint(message, position)
    if wire_type not in _SIZES:
        raise _invalid()
    end = position + _SIZES[wire_type]
    return int.from_bytes(message[position:end], "little"), end


def _varint(message: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while shift < _VARINT_BITS:
        byte = message[position]
        position += 1
        value |= (byte & _LAST_SINGLE) << shift
        if byte <= _LAST_SINGLE:
            return value, position
        shift += 7
    raise _invalid()


def last(fields: Fields, key: int, default: Any) -> Any:
    """The value of a field that may be there once: the last one counts."""
    values = fields.get(key)
    return values[-1] if values else default


def text(fields: Fields, key: int) -> str:
    """Empty when it is missing."""
    found: bytes = last(fields, key, b"")
    return found.decode("utf-8", "replace")


def signed(value: int) -> int:
    """A varint as the int64 that it stands for."""
    value &= 2 * _SIGN - 1
    return value - 2 * _SIGN if value & _SIGN else value


def double(bits: int) -> float:
    number: float = struct.unpack("<d", bits.to_bytes(8, "little"))[0]
    return number


def _invalid() -> InvalidRequest:
    return InvalidRequest(
        "invalid protobuf", "the body is not the protobuf message that it should be, or it was cut"
    )
