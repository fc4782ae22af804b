"""The event beside a crash dump, out of what native SDKs put into the same form (protocol.md 2.3)."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import msgpack
import msgspec

from seismo.protocol.doors.form import Part
from seismo.protocol.errors import InvalidJson, TooLarge
from seismo.protocol.limits import MAX_STORE_BYTES

Json = dict[str, Any]

EVENT_FILE = "__sentry-event"
BREADCRUMB_FILES = ("__sentry-breadcrumb1", "__sentry-breadcrumb2")
"""Two files that take turns: when one is full, the older one is begun anew."""

MAX_DEPTH = 10
"""Of names in brackets, and of objects that are put together."""
MAX_FILE_BYTES = MAX_STORE_BYTES
"""Of each of these files; an event cannot be larger anyway."""
_CHUNK = re.compile(r"sentry__([0-9]{1,4})")
_BRACKETS = re.compile(r"sentry((?:\[[^\[\]]*\])+)")
_NAME = re.compile(r"\[([^\[\]]*)\]")


def crash_event(parts: Iterable[Part]) -> tuple[Json, list[Part]]:
    """The event that the parts tell of together, and the files that are not part of it.

    What is said later counts: first the event file, then breadcrumbs, then fields of the form, which
    are JSON in `sentry`, in pieces in `sentry__1` and on, or single values as in `sentry[tags][color]`.
    Other fields are extra data, and so are those that cannot be read; a file that cannot be read
    remains a file. Raises TooLarge.
    """
    event: Json = {}
    fields: list[Part] = []
    files: list[Part] = []
    crumbs: list[list[Json]] = []
    for part in parts:
        messages = _messages(part)
        if messages and part.name == EVENT_FILE:
            _merge(event, messages[0])
        elif messages:
            crumbs.append(messages)
        elif part.file_name is None:
            fields.append(part)
        else:
            files.append(part)
    if sum(field.size for field in fields) > MAX_STORE_BYTES:
        raise TooLarge(
            "envelope exceeded size limits for type 'event'",
            f"the fields of the form have more than {MAX_STORE_BYTES} bytes",
        )
    if crumbs:
        event["breadcrumbs"] = {"values": _in_order(crumbs)}
    unread = [field for field in _joined(fields) if not _read_field(event, field)]
    if unread:
        extra = event.get("extra")
        known = extra if isinstance(extra, dict) else {}
        event["extra"] = known | {field.name: field.text for field in unread}
    return event, files


def _messages(part: Part) -> list[Json]:
    """Objects in MessagePack, one behind the other; what is behind a damage is lost."""
    if part.name not in (EVENT_FILE, *BREADCRUMB_FILES) or not 0 < part.size <= MAX_FILE_BYTES:
        return []
    stream = msgpack.Unpacker(
        strict_map_key=False, unicode_errors="replace", max_buffer_size=part.size
    )
    stream.feed(part.content)
    found: list[Json] = []
    with suppress(ValueError, TypeError, msgpack.UnpackException, RecursionError):
        found.extend(each for each in stream if isinstance(each, dict))
    return found


def _in_order(files: Sequence[list[Json]]) -> list[Json]:
    """The breadcrumbs of both files; the file that was written last comes last."""
    return [crumb for file in sorted(files, key=_last_written) for crumb in file]


def _last_written(crumbs: list[Json]) -> str:
    return str(crumbs[-1].get("timestamp", ""))


def _joined(fields: list[Part]) -> list[Part]:
    """The fields, with the pieces of one JSON put together."""
    pieces = [(int(match[1]), field) for field in fields if (match := _CHUNK.fullmatch(field.name))]
    whole = b"".join(field.content for _, field in sorted(pieces, key=lambda piece: piece[0]))
    others = [field for field in fields if not _CHUNK.fullmatch(field.name)]
    return [Part("sentry", whole), *others] if pieces else others


def _read_field(event: Json, field: Part) -> bool:
    """Whether it could be read."""
    if field.name == "sentry":
        try:
            said = msgspec.json.decode(field.content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return False
        if isinstance(said, dict):
            _merge(event, said)
        return isinstance(said, dict)
    brackets = _BRACKETS.fullmatch(field.name)
    path = _NAME.findall(brackets[1]) if brackets else []
    return 0 < len(path) <= MAX_DEPTH and _put(event, path, field.text)


def _put(event: Json, path: Sequence[str], text: str) -> bool:
    """False when there is something else on the way."""
    inner: Any = event
    for name in path[:-1]:
        inner = inner.setdefault(name, {})
        if not isinstance(inner, dict):
            return False
    inner[path[-1]] = text
    return True


def _merge(event: Json, said: Json, depth: int = 0) -> None:
    for name, value in said.items():
        known = event.get(name)
        if isinstance(known, dict) and isinstance(value, dict) and depth < MAX_DEPTH:
            _merge(known, value, depth + 1)
        else:
            event[name] = value


def event_bytes(event: Json) -> bytes:
    """The event as JSON. Raises InvalidJson for what MessagePack can say and JSON cannot."""
    try:
        return msgspec.json.encode(event)
    except (TypeError, ValueError, RecursionError):
        raise InvalidJson("invalid event data", "the event beside the dump is no JSON") from None
