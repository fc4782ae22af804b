"""An envelope without its secrets. What cannot be scrubbed does not leave as it is."""

import json
from typing import TYPE_CHECKING, Any

from sentry_sdk.envelope import Envelope, Item, PayloadRef

from seismo_django import counting
from seismo_django.guard import note_failure
from seismo_django.scrub import Scrubber
from seismo_django.scrub.skeleton import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILED = "seismo.scrub_failed"
LONGEST_TEXT = 262_144
"""Bytes of an attached text that are looked through; a longer one is not sent."""


def clean(envelope: Envelope, scrubber: Scrubber) -> tuple[Envelope, int]:
    """A new envelope, and about how many bytes of memory it holds."""
    items: list[Item] = []
    total = 0
    for item in envelope.items:
        for cleaned, size in _item(item, scrubber):
            items.append(cleaned)
            total += size
    return Envelope(_headers(envelope.headers, scrubber), items), total


def _headers(headers: dict[str, Any], scrubber: Scrubber) -> dict[str, Any]:
    trace = headers.get("trace")
    return headers | {"trace": scrubber.value(trace)} if trace else headers


def _item(item: Item, scrubber: Scrubber) -> "Iterator[tuple[Item, int]]":
    kind = str(item.headers.get("type"))
    try:
        yield _scrubbed(item, kind, scrubber)
    except Exception:
        note_failure(f"{__name__}.{kind}")
        left = skeleton(kind, item.payload.json)
        if left is None:
            counting.count("seismo.dropped", reason="scrub_failed", kind=kind)
            return
        yield Item(PayloadRef(json=left), headers=item.headers), 0


def _scrubbed(item: Item, kind: str, scrubber: Scrubber) -> tuple[Item, int]:
    payload, data = item.payload.json, item.payload.bytes
    if payload is None:
        return _of_bytes(item, kind, item.get_bytes(), scrubber)
    cleaned, size = scrubber.payload(kind, payload)
    if cleaned is payload and data is None:
        return item, size
    return Item(PayloadRef(json=cleaned), headers=item.headers), size


def _of_bytes(item: Item, kind: str, data: bytes, scrubber: Scrubber) -> tuple[Item, int]:
    """What was serialized before it came here: JSON is read again, a text is cleaned line by line."""
    if kind != "attachment" and data[:1] in (b"{", b"["):
        cleaned, size = scrubber.payload(kind, json.loads(data))
        return Item(PayloadRef(json=cleaned), headers=item.headers), size
    if kind == "attachment" and not _is_text(item):
        return item, len(data)
    if len(data) > LONGEST_TEXT:
        raise ValueError("A text too long to be looked through")
    lines = scrubber.value(data.decode("utf-8", "replace").split("\n"))
    return Item("\n".join(lines).encode(), headers=item.headers), len(data)


def _is_text(item: Item) -> bool:
    content_type = str(item.headers.get("content_type"))
    return content_type.startswith("text/") or content_type.endswith(("json", "xml"))
