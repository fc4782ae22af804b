"""From the bytes of an item to a `RawPayload`: JSON as clients write it, not only as it should be.

Clean JSON costs one C parse and one search. What a strict parser refuses but a person can read is
repaired: bytes that are not UTF-8, lone surrogates, NUL characters, raw control characters, NaN and
Infinity, numbers that no float or parser takes. Each kind of repair is noted in the payload's own
`errors`.
"""

import json
import math
import re
import sys
from typing import Any

import msgspec

from seismo.model.event import Json, RawPayload
from seismo.model.outcome import Reason
from seismo.protocol.errors import InvalidJson

_decoder = msgspec.json.Decoder()
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MAX_DIGITS = 300


class SizedPayload(dict[str, Any]):
    """A payload that knows its size, so that nothing needs to be measured in a small one."""

    __slots__ = ("size",)

    size: int
    """Bytes on the wire."""


class InvalidEvent(InvalidJson):
    """The payload is JSON, but no object."""

    reason = Reason.INVALID_EVENT


def decode(data: bytes) -> RawPayload:
    """The JSON object in `data`, with every string encodable and free of NUL.

    Raises InvalidJson with the position when it is not JSON, InvalidEvent when it is not an object.
    """
    value, repairs = decode_json(data)
    if not isinstance(value, dict):
        raise InvalidEvent("The payload is JSON but not an object, so it is not an event.")
    if repairs:
        errors = value.get("errors")
        noted = [{"type": "invalid_data", "reason": repair} for repair in repairs]
        value["errors"] = [*noted, *(errors if isinstance(errors, list) else [])]
    payload = SizedPayload(value)
    payload.size = len(data)
    return RawPayload(payload)


def size_of(payload: RawPayload) -> int:
    """Bytes on the wire; more than any limit when it is not known."""
    return payload.size if isinstance(payload, SizedPayload) else sys.maxsize


def decode_json(data: bytes) -> tuple[Json, list[str]]:
    """Any JSON value, and a sentence for each kind of repair that it took.

    Raises InvalidJson with the position.
    """
    try:
        value = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Repair().decoded(data)
    except RecursionError:
        raise InvalidJson("The payload is not JSON: it is nested too deeply.") from None
    return _Repair().storable(value) if b"\\u0000" in data else (value, [])


class _Repair:
    """The slow way in, for what the strict parser refused."""

    def __init__(self) -> None:
        self._repairs: dict[str, None] = {}

    def decoded(self, data: bytes) -> tuple[Json, list[str]]:
        parser = json.JSONDecoder(
            strict=False,
            parse_constant=self._constant,
            parse_float=self._float,
            parse_int=self._int,
        )
        try:
            value = parser.decode(self._text(data))
        except json.JSONDecodeError as error:
            raise InvalidJson(
                f"The payload is not JSON: {error.msg} at character {error.pos}."
            ) from None
        except RecursionError:
            raise InvalidJson("The payload is not JSON: it is nested too deeply.") from None
        return self.storable(value)

    def storable(self, value: Json) -> tuple[Json, list[str]]:
        try:
            return self._clean(value), list(self._repairs)
        except RecursionError:
            raise InvalidJson("The payload is not JSON: it is nested too deeply.") from None

    def _text(self, data: bytes) -> str:
        plain = data.removeprefix(b"\xef\xbb\xbf").rstrip(b"\0")
        try:
            return plain.decode()
        except UnicodeDecodeError:
            self._note("bytes that are not UTF-8 were replaced")
            return plain.decode(errors="replace")

    def _clean(self, value: Json) -> Json:
        if isinstance(value, str):
            return self._clean_text(value) if _UNSTORABLE.search(value) else value
        if isinstance(value, dict):
            return {self._clean(key): self._clean(child) for key, child in value.items()}
        if isinstance(value, list):
            return [self._clean(child) for child in value]
        return value

    def _clean_text(self, text: str) -> str:
        if "\0" in text:
            self._note("NUL characters were removed")
            text = text.replace("\0", "")
        replaced = _SURROGATE.sub("\ufffd", text)
        if replaced != text:
            self._note("lone surrogates were replaced")
        return replaced

    def _constant(self, name: str) -> str:
        self._note("NaN or Infinity became text")
        return name

    def _float(self, digits: str) -> Any:
        number = float(digits)
        if math.isfinite(number):
            return number
        self._note("numbers that are too large became text")
        return digits

    def _int(self, digits: str) -> Any:
        if len(digits) <= _MAX_DIGITS:
            return int(digits)
        self._note("numbers that are too large became text")
        return digits

    def _note(self, repair: str) -> None:
        self._repairs[repair] = None
