"""A door takes a request of its own kind and gives Sentry envelopes: behind it all requests are alike."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

import orjson

from seismo.model.outcome import Dropped
from seismo.protocol.errors import EmptyBody, InvalidJson, InvalidRequest


@dataclass(frozen=True, slots=True)
class Posted:
    """A request whose sender is known."""

    body: bytes
    """Decompressed."""
    content_type: str
    """The whole header."""
    query: str
    received: float
    """Unix seconds."""
    path: tuple[str, ...] = ()
    """The parts of the path that vary, such as the name of a monitor."""

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def arguments(self) -> dict[str, str]:
        """The query's parameters. The last of several of the same name counts."""
        return dict(parse_qsl(self.query))

    def require_media_type(self, accepted: Collection[str]) -> None:
        """Raises InvalidRequest (415) for another content type."""
        if self.media_type not in accepted:
            names = " or ".join(sorted(accepted))
            raise InvalidRequest(
                "unsupported content type", f"send it with Content-Type {names}", status=415
            )

    def json(self) -> Any:
        """Raises EmptyBody and InvalidJson."""
        if not self.body:
            raise EmptyBody("empty request body", "this endpoint needs JSON in the body")
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            raise InvalidJson("invalid JSON", "the body of the request is not JSON") from None


def json_bytes(value: Any) -> bytes:
    """Raises InvalidJson for what can be read and not written: values that are nested too deeply."""
    try:
        return orjson.dumps(value)
    except TypeError:
        raise InvalidJson("invalid JSON", "its values are nested too deeply") from None


@dataclass(frozen=True, slots=True)
class Translation:
    """Envelopes that say the same as the request. They have no id where ingest may make one."""

    envelopes: tuple[bytes, ...]
    dropped: tuple[Dropped, ...] = ()
    """What the request held besides and no envelope can carry."""


Translate: TypeAlias = Callable[[Posted], Translation]
"""Raises ProtocolError when the request as a whole makes no sense."""
