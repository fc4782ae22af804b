"""The address that an application sends to (protocol.md section 1)."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from seismo.model.ids import ProjectId
from seismo.protocol.errors import AuthInvalid

_PUBLIC_KEY = re.compile(r"[0-9a-f]{32}")
_PROJECT_ID = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Dsn:
    scheme: str
    public_key: str
    host: str
    port: int | None
    path: str
    """The prefix under which the server runs: empty, or with a leading and no trailing slash."""
    project_id: ProjectId


def parse_dsn(text: str) -> Dsn:
    """Read a DSN; a secret in it is ignored. Raises AuthInvalid."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _unreadable("it is not a URL") from None
    if parts.scheme not in ("http", "https") or not host:
        raise _unreadable("it needs http or https and a host")
    path, _, project = parts.path.rstrip("/").rpartition("/")
    return Dsn(
        scheme=parts.scheme,
        public_key=parse_public_key(parts.username or ""),
        host=host,
        port=port,
        path=path,
        project_id=parse_project_id(project),
    )


def format_dsn(base_url: str, public_key: str, project_id: int) -> str:
    """The DSN of a project on the server at `base_url`, which may have a path prefix.

    Raises ValueError when `base_url` is not an http(s) URL.
    """
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"not a base URL: {base_url!r}")
    return f"{parts.scheme}://{public_key}@{parts.netloc}{parts.path.rstrip('/')}/{project_id}"


def parse_public_key(text: str) -> str:
    """32 lower-case hexadecimal digits. Raises AuthInvalid."""
    public_key = text.strip().lower()
    if not _PUBLIC_KEY.fullmatch(public_key):
        raise AuthInvalid(
            "bad sentry DSN public key",
            "a public key has 32 hexadecimal digits; copy the DSN from the project page",
        )
    return public_key


def parse_project_id(text: str) -> ProjectId:
    """Raises AuthInvalid when the text is not a number of at most 18 digits."""
    if not _PROJECT_ID.fullmatch(text):
        raise _unreadable("the project id at its end must be a number")
    return ProjectId(int(text))


def _unreadable(cause: str) -> AuthInvalid:
    return AuthInvalid("bad sentry DSN", f"{cause}; copy the DSN from the project page")
