"""Envelopes: a header and any number of items, each with header and payload (protocol.md section 5)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

import msgspec
import orjson

from seismo.model.ids import EventId, parse_event_id
from seismo.protocol.errors import InvalidEnvelope, TooLarge

MAX_HEADER_BYTES = 64 * 1024
MAX_ITEMS = 1000

EVENT_ITEM_TYPES = frozenset({"event", "transaction", "feedback", "raw_security"})
"""Items that are known by an event id."""


class Item(msgspec.Struct, frozen=True):
    type: str
    headers: dict[str, Any]
    payload: memoryview
    """A view into the envelope's bytes, not a copy."""


class Envelope(msgspec.Struct, frozen=True):
    headers: dict[str, Any]
    items: tuple[Item, ...] = ()
    event_id: EventId | None = None
    sent_at: float | None = None
    """Unix seconds by the sender's clock."""
    sdk: dict[str, Any] = {}
    trace: dict[str, Any] = {}
    dsn: str | None = None


def parse_envelope(data: bytes) -> Envelope:
    """Read a whole envelope.

    Payloads are not looked at. What is optional in the envelope header and makes no sense is left
    out. Raises InvalidEnvelope, which says in which item and why, and TooLarge.
    """
    end = data.find(b"\n")
    line = data if end < 0 else data[:end]
    envelope = parse_envelope_header(line)
    if end < 0:
        return envelope
    return msgspec.structs.replace(envelope, items=tuple(_items(data, end + 1)))


def parse_envelope_header(line: bytes) -> Envelope:
    """An envelope without its items, from its first line. Raises InvalidEnvelope."""
    headers = _headers(line, "envelope header")
    sdk, trace, dsn = headers.get("sdk"), headers.get("trace"), headers.get("dsn")
    return Envelope(
        headers=headers,
        event_id=parse_event_id(headers.get("event_id")),
        sent_at=_unix_seconds(headers.get("sent_at")),
        sdk=sdk if isinstance(sdk, dict) else {},
        trace=trace if isinstance(trace, dict) else {},
        dsn=dsn if isinstance(dsn, str) else None,
    )


class _Identity(msgspec.Struct):
    event_id: object = None
    type: object = None


_decode_identity = msgspec.json.Decoder(_Identity).decode


def _identity_of(payload: bytes | memoryview) -> _Identity:
    try:
        return _decode_identity(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Identity()


def event_id_of(payload: bytes | memoryview) -> EventId | None:
    """The id that an event's JSON gives itself, if it does and can be read."""
    return parse_event_id(_identity_of(payload).event_id)


def envelope_of_event(event_json: bytes, event_id: EventId) -> bytes:
    """The envelope whose only item is an event's JSON, as the type that the JSON names."""
    is_transaction = _identity_of(event_json).type == "transaction"
    header = {"type": "transaction" if is_transaction else "event"}
    return format_envelope({"event_id": event_id}, [(header, event_json)])


def format_envelope(
    headers: Mapping[str, Any], items: Iterable[tuple[Mapping[str, Any], bytes]]
) -> bytes:
    """The bytes of an envelope. Each item is a header and a payload, whose length is added."""
    parts = [orjson.dumps(headers)]
    for header, payload in items:
        parts += orjson.dumps({**header, "length": len(payload)}), payload
    return b"\n".join(parts)


def _items(data: bytes, position: int) -> Iterator[Item]:
    view = memoryview(data)
    size = len(data)
    index = 0
    while position < size:
        line, position = _line(data, position)
        if not line.strip():
            continue
        if index == MAX_ITEMS:
            raise TooLarge("too many items", f"an envelope may have {MAX_ITEMS} items")
        headers = _headers(line, f"item {index}")
        item_type = headers.get("type")
        if not isinstance(item_type, str):
            _refuse(f"item {index}", "its header has no type")
        length = headers.get("length")
        if length is None:
            end = data.find(b"\n", position)
            end = size if end < 0 else end
        else:
            end = _end_of_payload(data, position, length, index)
        yield Item(item_type, headers, view[position:end])
        position = end + 1
        index += 1


def _line(data: bytes, position: int) -> tuple[bytes, int]:
    """The line at a position, and where the next one starts."""
    end = data.find(b"\n", position)
    return (data[position:], len(data)) if end < 0 else (data[position:end], end + 1)


def _end_of_payload(data: bytes, position: int, length: object, index: int) -> int:
    if not isinstance(length, int) or isinstance(length, bool) or length < 0:
        _refuse(f"item {index}", "its length is not a number of bytes")
    end = position + length
    if end > len(data):
        _refuse(
            f"item {index}",
            f"its payload ends {end - len(data)} bytes too early",
            "usually a proxy or tunnel has cut the body, or changed it by reading it as text",
        )
    if end < len(data) and data[end] != 0x0A:
        _refuse(
            f"item {index}",
            f"no newline follows the {length} bytes of its payload",
            "usually a proxy or tunnel has changed the body by reading it as text;"
            " length counts bytes, not characters",
        )
    return end


class _DuplicateKey(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise _DuplicateKey
    return values


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_decode = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant).decode


def _headers(line: bytes, where: str) -> dict[str, Any]:
    """A header line. The decoder of the standard library is the one that shows duplicate keys."""
    if len(line) > MAX_HEADER_BYTES:
        _refuse(where, f"it is longer than {MAX_HEADER_BYTES} bytes", _suspicion(line))
    try:
        if b"\\u" in line:
            orjson.loads(line)  # refuses half surrogate pairs: nothing later can write them
        headers = _decode(line.decode())
    except UnicodeDecodeError:
        _refuse(where, "it is not UTF-8", _suspicion(line))
    except _DuplicateKey:
        _refuse(where, "it has the same key twice")
    except ValueError:
        _refuse(where, "it is not JSON", _suspicion(line))
    except RecursionError:
        _refuse(where, "it is nested too deeply")
    if not isinstance(headers, dict):
        _refuse(where, "it is not a JSON object", _suspicion(line))
    return headers


_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5": "zstd", b"\x78\x9c": "deflate", b"\x78\x01": "deflate"}


def _suspicion(line: bytes) -> str:
    """What has usually happened when a line that should be JSON looks like this."""
    encoding = _MAGIC.get(line[:2])
    if encoding is not None:
        return f"the body is still compressed with {encoding}: a proxy has removed Content-Encoding"
    return "usually a proxy or tunnel has cut or changed the body, or it is not an envelope"


def _refuse(where: str, *causes: str) -> NoReturn:
    raise InvalidEnvelope("invalid event envelope", f"{where}: {causes[0]}", *causes[1:])


def _unix_seconds(text: object) -> float | None:
    """RFC 3339 as unix seconds; a time without a zone is UTC."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
