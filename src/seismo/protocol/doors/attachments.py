"""Files that are added to an event after it was sent: `events/<event id>/attachments/`."""

from seismo.model.ids import parse_event_id
from seismo.protocol.doors.form import attachment, parts_of
from seismo.protocol.doors.posted import Posted, Translation
from seismo.protocol.envelope import format_envelope
from seismo.protocol.errors import InvalidRequest


def translate(posted: Posted) -> Translation:
    """The event id is in the path, each file of the form is an attachment.

    Raises InvalidRequest, EmptyBody and TooLarge.
    """
    event_id = parse_event_id(posted.path[0])
    if event_id is None:
        raise InvalidRequest("invalid event id", "an event id has 32 hexadecimal digits")
    files = [part for part in parts_of(posted) if part.file_name is not None]
    if not files:
        raise InvalidRequest("missing file", "the form has no file")
    return Translation((format_envelope({"event_id": event_id}, map(attachment, files)),))
