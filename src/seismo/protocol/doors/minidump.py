"""Crash dumps of native programs (protocol.md section 2.3): an event and the dump as its attachment."""

import re
from typing import Any

from seismo.model.ids import parse_event_id
from seismo.protocol.doors.crash_event import crash_event, event_bytes
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

_LITTLE, _BIG = b"MDMP", b"PMDM"
_TIME = slice(20, 24)
"""Where a dump says when it was written, in unix seconds."""
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
    _complete(event, dump.content)
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
    if not content.startswith((_LITTLE, _BIG)):
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


def _complete(event: dict[str, Any], dump: bytes) -> None:
    event.setdefault("platform", "native")
    event.setdefault("level", "fatal")
    written = int.from_bytes(dump[_TIME], "little" if dump.startswith(_LITTLE) else "big")
    if written:
        event.setdefault("timestamp", written)
    if not event.get("exception"):
        mechanism = {"type": "minidump", "handled": False}
        event["exception"] = {
            "values": [{"type": "Minidump", "value": "Native crash", "mechanism": mechanism}]
        }
