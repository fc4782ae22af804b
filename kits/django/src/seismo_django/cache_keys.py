"""Keys of caches as patterns: `user:17:cart` is `user:{id}:cart`, what the call does and not for whom.

A span that is named by its key is a name of its own for every user, and shows who the user was.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from seismo_django.guard import guarded

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope

_SEPARATORS = re.compile(r"([:./|\s,_-]+)")
_UUID = re.compile(r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b")
_PART_OF_ID = re.compile(r"\d+|(?=\D*\d)[0-9a-zA-Z]{8,}|[0-9a-zA-Z]{24,}")
_NAMED_BY_KEY = ("cache.", "db.redis")
_OF_REDIS = "auto.db.redis"
"""The origin of spans; sentry-sdk 3 gives those of Redis the op of every query."""
_HOLD_KEYS = ("cache.key", "db.redis.key", "redis.key", "db.query.text")


def pattern(key: str) -> str:
    """The key with `{id}` for each part that is a number, a UUID, a digest or a random token."""
    parts = _SEPARATORS.split(_UUID.sub("{id}", key))
    return "".join("{id}" if _PART_OF_ID.fullmatch(part) else part for part in parts)


@guarded(otherwise=None)
def tidy(envelope: "Envelope") -> None:
    """Make patterns of the keys in all spans of an envelope that is about to leave."""
    for item in envelope.items:
        payload = item.payload.json
        if not isinstance(payload, dict):
            continue
        for span in payload.get("spans") or ():
            _tidy_span(span)
        for span in _streamed(item.headers.get("type"), payload):
            _tidy_streamed(span)


def _streamed(kind: Any, payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if kind == "span":
        yield from payload.get("items") or ()


def _tidy_span(span: dict[str, Any]) -> None:
    if not str(span.get("op")).startswith(_NAMED_BY_KEY):
        return
    span["description"] = pattern(str(span.get("description") or ""))
    for place in (span.get("data") or {}, span.get("tags") or {}):
        for name in _HOLD_KEYS:
            if name in place:
                place[name] = _patterns(place[name])


def _tidy_streamed(span: dict[str, Any]) -> None:
    attributes = span.get("attributes") or {}
    op, origin = (
        str((attributes.get(name) or {}).get("value")) for name in ("sentry.op", "sentry.origin")
    )
    if not op.startswith(_NAMED_BY_KEY) and origin != _OF_REDIS:
        return
    span["name"] = pattern(str(span.get("name") or ""))
    for name in _HOLD_KEYS:
        if name in attributes:
            attributes[name]["value"] = _patterns(attributes[name]["value"])


def _patterns(keys: Any) -> Any:
    if isinstance(keys, (list, tuple)):
        return [pattern(str(key)) for key in keys]
    return pattern(str(keys))
