"""Forms with files, as crash reporters and `curl -F` write them."""

from typing import NamedTuple

BOUNDARY = "xYzZY"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


class File(NamedTuple):
    name: str
    content: bytes
    content_type: str = "application/octet-stream"


def form(*fields: tuple[str, str | bytes | File], boundary: str = BOUNDARY) -> bytes:
    parts = []
    for name, content in fields:
        about = f'form-data; name="{name}"'
        more = ""
        if isinstance(content, File):
            about += f'; filename="{content.name}"'
            more = f"Content-Type: {content.content_type}\r\n"
            content = content.content
        content = content.encode() if isinstance(content, str) else content
        head = f"--{boundary}\r\nContent-Disposition: {about}\r\n{more}\r\n".encode()
        parts.append(head + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode()
