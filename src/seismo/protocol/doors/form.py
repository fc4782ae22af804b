"""The parts of a form with files (RFC 7578), all in memory: nothing that a sender names becomes a path."""

import re
from dataclasses import dataclass

from multipart import (
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
    parse_options_header,
)

from seismo.protocol.doors.posted import Posted
from seismo.protocol.errors import EmptyBody, InvalidRequest, TooLarge

FORM = "multipart/form-data"
MAX_PARTS = 200
MAX_FILE_NAME = 255

_FOLDERS = re.compile(r"^.*[/\\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    content: bytes
    file_name: str | None = None
    """Without folders. None for a field that is no file."""
    content_type: str = ""

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


def parts_of(posted: Posted) -> list[Part]:
    """Raises InvalidRequest, EmptyBody and TooLarge."""
    media_type, options = parse_options_header(posted.content_type)
    boundary = options.get("boundary", "")
    if media_type != FORM or not boundary:
        raise InvalidRequest(
            "unsupported content type", f"send it as {FORM} with a boundary", status=415
        )
    if not posted.body:
        raise EmptyBody("empty request body", "the form has no parts")
    return split(posted.body, boundary)


def split(body: bytes, boundary: str) -> list[Part]:
    """The parts of a body. Raises InvalidRequest and TooLarge."""
    parts: list[Part] = []
    chunks: list[bytes] = []
    segment: MultipartSegment | None = None
    try:
        with PushMultipartParser(boundary, max_segment_count=MAX_PARTS) as parser:
            for event in parser.parse(body):
                if isinstance(event, MultipartSegment):
                    segment, chunks = event, []
                elif event is not None:
                    chunks.append(event)
                elif segment is not None:
                    parts.append(_part(segment, b"".join(chunks)))
    except ParserLimitReached as error:
        raise TooLarge("invalid multipart body", _sentence(error)) from None
    except (MultipartError, UnicodeError) as error:
        raise InvalidRequest("invalid multipart body", _sentence(error)) from None
    return parts


def attachment(part: Part, attachment_type: str = "") -> tuple[dict[str, str], bytes]:
    """The item of an envelope for a file: its header and its payload."""
    header = {"type": "attachment", "filename": part.file_name or part.name}
    if attachment_type:
        header["attachment_type"] = attachment_type
    if part.content_type:
        header["content_type"] = part.content_type
    return header, part.content


def _part(segment: MultipartSegment, content: bytes) -> Part:
    file_name = segment.filename
    if file_name is not None:
        file_name = _FOLDERS.sub("", file_name)[:MAX_FILE_NAME]
    return Part(segment.name or "", content, file_name, segment.content_type or "")


def _sentence(error: Exception) -> str:
    """What the parser says, which never quotes the body."""
    return str(error.args[0]).lower() if error.args else "it cannot be read"
