"""A journal record: one envelope as it came in, and what ingest decided about its items.

Ingest writes it, digest reads it. The body stays compressed as received: inflating once more costs
less than moving 66 KB through two files and a pipe.
"""

import msgspec

from seismo.model.ids import EventId, ProjectId, ProjectKeyId
from seismo.model.outcome import Dropped


class Client(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who sent it, as far as the request tells."""

    remote_addr: str = ""
    user_agent: str = ""
    sdk: str = ""
    """`sentry_client` of the credentials, such as `sentry.python/2.75.0`."""
    origin: str = ""
    hints: dict[str, str] = {}
    """The client hints by which a browser describes itself, by header name in lower case."""


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request's worth of items.

    A record without a body only carries outcomes: what ingest refused.
    """

    project_id: ProjectId
    received: float
    """Unix seconds."""
    project_key_id: ProjectKeyId | None = None
    event_id: EventId | None = None
    """The id in the answer: from the envelope header, else made by ingest."""
    encoding: str = "identity"
    """How `body` is compressed: identity, gzip, deflate, br or zstd."""
    body: bytes = b""
    kept: tuple[int, ...] = ()
    """Indexes of the items to digest, in the order of the envelope."""
    dropped: tuple[Dropped, ...] = ()
    """What ingest dropped from this request, or the request itself."""
    client: Client = Client()


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Record)


def encode_record(record: Record) -> bytes:
    return _encoder.encode(record)


def decode_record(data: bytes) -> Record:
    """Raises msgspec.DecodeError when the bytes are not a record."""
    return _decoder.decode(data)
