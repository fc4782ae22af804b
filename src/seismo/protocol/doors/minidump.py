"""Crash dumps of native programs (protocol.md section 2.3): an event and the dump as its attachment."""

import re
from typing import Any

from seismo.model.ids import parse_event_id
from seismo.protocol.doors.crash_event import crash_event, event_bytes
from seismo.protocol.doors.dump import BIG, LITTLE, Dump, Module
from seismo.protocol.doors.form import FORM, Part, attachment, parts_of, split
from seismo.protocol.doors.posted import Posted, Translation
from seismo.protocol.doors.unpacked import SUFFIXES, unpacked
from seismo.protocol.envelope import format_envelope
from seismo.protocol.errors import EmptyBody, InvalidRequest
from seismo.protocol.limits import LIMITS

FIELD = "upload_file_minidump"
FILE_NAME = "Minidump"
"""Of a dump that comes without a name."""
MAX_DUMP_BYTES = LIMITS["attachment"].total

DEFAULT = "{{ default }}"
"""In a fingerprint: what would group the event without one."""
_FIRST_LINE = re.compile(rb"--([^\r\n]{1,200})\r\n")
_TYPES = {FIELD: "event.minidump", "view-hierarchy.json": "event.view_hierarchy"}


def translate(posted: Posted) -> Translation:
    """A form with the dump in the field `upload_file_minidump`, or the dump as the whole body.

    Raises InvalidRequest, EmptyBody, InvalidCompression, InvalidJson and TooLarge.
    """
    if posted.media_type == FORM:
        parts = parts_of(posted)
    elif posted.body:
        parts = [Part(FIELD, posted.body, FILE_NAME)]
    else:
        raise EmptyBody("empty request body", f"send the dump as the body or as the field {FIELD}")
    dump = _dump(parts)
    event, files = crash_event(part for part in parts if part.name != FIELD)
    event_id = parse_event_id(event.get("event_id"))
    _complete(event, Dump(dump.content))
    items = [
        ({"type": "event"}, event_bytes(event)),
        *(attachment(part, _TYPES.get(part.name, "")) for part in (dump, *files)),
    ]
    headers = {} if event_id is None else {"event_id": event_id}
    return Translation((format_envelope(headers, items),))


def _dump(parts: list[Part]) -> Part:
    part = next((part for part in parts if part.name == FIELD), None)
    if part is None:
        raise InvalidRequest("missing minidump", f"the form has no field {FIELD}")
    content = unpacked(_without_form(part.content), MAX_DUMP_BYTES)
    if not content.startswith((LITTLE, BIG)):
        raise InvalidRequest("invalid minidump", "the file does not begin as a minidump does")
    name = part.file_name or FILE_NAME
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return Part(FIELD, content, name, part.content_type)


def _without_form(content: bytes) -> bytes:
    """Old Electron on Linux sends a form inside the field."""
    boundary = _FIRST_LINE.match(content)
    if boundary is None:
        return content
    inner = split(content, boundary[1].decode("latin-1"))
    return next((part.content for part in inner if part.name == FIELD), content)


def _complete(event: dict[str, Any], dump: Dump) -> None:
    """Add what the dump knows and nobody else has said."""
    event.setdefault("platform", "native")
    event.setdefault("level", "fatal")
    if dump.written:
        event.setdefault("timestamp", dump.written)
    modules = dump.modules()
    images = dump.images(modules)
    if images:
        event.setdefault("debug_meta", {"images": images})
    _add_contexts(event, dump)
    if not event.get("exception"):
        place = next((m for m in modules if dump.address and m.holds(dump.address)), None)
        event["exception"] = {"values": [_exception(dump, place)]}
        if place is not None and dump.address:
            offset = dump.address - place.address
            event.setdefault("fingerprint", [DEFAULT, f"{place.short_name} +{offset:#x}"])


def _exception(dump: Dump, place: Module | None) -> dict[str, Any]:
    exception: dict[str, Any] = {
        "type": dump.reason or "Minidump",
        "value": f"in {place.short_name}" if place else "Native crash",
        "mechanism": {"type": "minidump", "handled": False},
    }
    if dump.address:
        frame: dict[str, Any] = {"instruction_addr": hex(dump.address)}
        if place is not None:
            frame |= {"package": place.name, "image_addr": hex(place.address)}
        exception["stacktrace"] = {"frames": [frame]}
    return exception


def _add_contexts(event: dict[str, Any], dump: Dump) -> None:
    system = {"name": dump.system, "version": dump.system_version}
    known = {
        "os": {name: text for name, text in system.items() if text and dump.system},
        "device": {"arch": dump.cpu} if dump.cpu else {},
    }
    contexts = event.get("contexts")
    said = contexts if isinstance(contexts, dict) else {}
    found = {name: context for name, context in known.items() if context} | said
    if found:
        event["contexts"] = found
