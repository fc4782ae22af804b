"""What the crash-report dialog posts (protocol.md section 2.9): becomes an item `user_report`."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

import orjson

from seismo.model.ids import EventId
from seismo.protocol.doors.posted import Posted, Translation
from seismo.protocol.envelope import format_envelope

MAX_LENGTHS = {"name": 128, "email": 75, "comments": 4096}
"""Characters of each field of the form; all of them are required."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*")


@dataclass(frozen=True, slots=True)
class Report:
    """A form as it was filled in."""

    values: dict[str, str]

    @property
    def errors(self) -> dict[str, list[str]]:
        """Field -> what is wrong with it. Without errors the report can be kept."""
        found = {name: self._error(name) for name in MAX_LENGTHS}
        return {name: [error] for name, error in found.items() if error}

    def _error(self, name: str) -> str:
        text = self.values.get(name, "").strip()
        if not text:
            return "This field is required."
        if len(text) > MAX_LENGTHS[name]:
            return f"At most {MAX_LENGTHS[name]} characters are allowed."
        if name == "email" and not _EMAIL.fullmatch(text):
            return "Enter a valid email address."
        return ""


def read_report(body: bytes) -> Report:
    """The fields of a body like `name=Jane&email=...`; what is no such body has none."""
    return Report(dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))


def translate(posted: Posted, event_id: EventId) -> Translation:
    """The body must be a report without errors."""
    values = read_report(posted.body).values
    report = {"event_id": event_id} | {name: values[name].strip() for name in MAX_LENGTHS}
    items = [({"type": "user_report"}, orjson.dumps(report))]
    return Translation((format_envelope({"event_id": event_id}, items),))
