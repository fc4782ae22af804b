"""Items that hold many alike entries: logs, metrics, spans (protocol.md 6.1 and 6.5).

The usual container is read in one typed pass. When anything in it is not as it should be, each entry is
read by itself, so that a bad one drops only itself.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from seismo.digest.items.attributes import IngestSettings, without_bad_ones
from seismo.digest.normalize.payload import decode_json
from seismo.model.event import Json
from seismo.model.outcome import Reason
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson

Entry = TypeVar("Entry", bound=msgspec.Struct)


class Container(msgspec.Struct, Generic[Entry], frozen=True):
    items: list[Entry]
    ingest_settings: IngestSettings | None = None


class Entries(msgspec.Struct, Generic[Entry], frozen=True):
    """The entries of a container, None in the place of one that cannot be read."""

    items: list[Entry | None]
    settings: IngestSettings


class NoContainer(InvalidJson):
    """The payload is JSON, but has no list of items."""

    reason = Reason.INVALID_JSON


def reader(kind: type[Entry]) -> Callable[[Item], Entries[Entry]]:
    """What reads containers of one kind. It raises InvalidJson when nothing in one can be read."""
    container = Container[kind]  # type: ignore[valid-type]
    usual = msgspec.json.Decoder(container)

    def read(item: Item) -> Entries[Entry]:
        data = bytes(item.payload)
        if b"\\u0000" not in data:
            try:
                found = usual.decode(data)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                pass
            else:
                return Entries(found.items, found.ingest_settings or IngestSettings())
        return _one_by_one(data, kind)

    return read


def _one_by_one(data: bytes, kind: type[Entry]) -> Entries[Entry]:
    value, _ = decode_json(data)
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise NoContainer('The payload is JSON but has no list of "items".')
    settings = _converted(value.get("ingest_settings"), IngestSettings)
    return Entries([_entry(each, kind) for each in items], settings or IngestSettings())


def _entry(raw: Json, kind: type[Entry]) -> Entry | None:
    if isinstance(raw, dict) and "attributes" in raw:
        raw = {**raw, "attributes": without_bad_ones(raw["attributes"])}
    return _converted(raw, kind)


def _converted(raw: Json, kind: type[Entry]) -> Entry | None:
    try:
        return msgspec.convert(raw, kind)
    except (msgspec.ValidationError, RecursionError):
        return None
