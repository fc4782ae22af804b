"""From a request to a record in the journal: steps 2 to 7 of an envelope's journey."""

import asyncio
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import msgspec

from seismo.ingest import metrics
from seismo.ingest.admit import admit
from seismo.ingest.appends import Appends
from seismo.ingest.body import Budget
from seismo.ingest.gate import Gate
from seismo.ingest.keys import Keys
from seismo.ingest.limiter import Limiter
from seismo.ingest.refusals import Refusals
from seismo.model.ids import EventId, ProjectId
from seismo.model.project import ProjectKey
from seismo.model.record import Client, Record, encode_record
from seismo.ports.clock import Clock
from seismo.ports.journal import Full, Journal, Unavailable
from seismo.protocol.auth import Credentials, parse_auth
from seismo.protocol.dsn import parse_dsn
from seismo.protocol.encoding import content_encoding, decoded, opening
from seismo.protocol.envelope import (
    EVENT_ITEM_TYPES,
    MAX_HEADER_BYTES,
    Envelope,
    envelope_of_event,
    event_id_of,
    parse_envelope,
    parse_envelope_header,
)
from seismo.protocol.errors import (
    AuthMissing,
    EmptyBody,
    Overloaded,
    ProjectMismatch,
    TooLarge,
)
from seismo.protocol.limits import MAX_ENVELOPE_BYTES, MAX_STORE_BYTES, MIB, check_limits
from seismo.protocol.rate_limits import RateLimit
from seismo.protocol.store import parse_store

MAX_INLINE_BYTES = 2 * MIB
"""What decompresses to more than this is read in a thread, one at a time: it would hold up others."""


@dataclass
class Ingest:
    """The parts that accepting needs."""

    journal: Journal
    keys: Keys
    clock: Clock
    partition: int = 0
    strain: Callable[[], str] = str
    """Says why the server should take nothing now, or nothing: see `Gate`."""
    limiter: Limiter = field(init=False, default_factory=Limiter)
    gate: Gate = field(init=False)
    budget: Budget = field(init=False, default_factory=Budget)
    appends: Appends = field(init=False)
    refusals: Refusals = field(init=False)
    large_body: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)
    batch: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.appends = Appends(self.journal, self.partition)
        self.refusals = Refusals(self.journal, self.clock, self.partition)
        self.gate = Gate(self.strain)


class Request(msgspec.Struct, frozen=True):
    """The facts of an HTTP request."""

    project_id: ProjectId | None
    """From the URL."""
    headers: Mapping[str, str]
    """Names in lower case."""
    query: str
    body: bytes
    """As received."""
    remote_addr: str = ""
    path: tuple[str, ...] = ()
    """The parts of the path that vary, behind the endpoint's name."""
    path_key: str | None = None
    """The DSN key, for endpoints that take it in the path."""

    @property
    def encoding(self) -> str:
        return content_encoding(self.headers.get("content-encoding", ""))

    def client(self, sdk: str = "") -> Client:
        return Client(
            remote_addr=self.remote_addr,
            user_agent=self.headers.get("user-agent", ""),
            sdk=sdk,
            origin=self.headers.get("origin", ""),
            hints={name: self.headers[name] for name in CLIENT_HINTS if name in self.headers},
        )


CLIENT_HINTS = (
    "sec-ch-ua",
    "sec-ch-ua-platform",
    "sec-ch-ua-platform-version",
    "sec-ch-ua-model",
)


class Receipt(msgspec.Struct, frozen=True):
    """What was accepted is durable."""

    event_id: EventId | None
    limits: tuple[RateLimit, ...]
    is_limited: bool = False
    """Nothing was accepted, because of these limits."""


class Submission(msgspec.Struct, frozen=True):
    """A request from a sender that may send, with the envelope as it goes into the journal."""

    key: ProjectKey
    client: Client
    received: float
    encoding: str
    body: bytes


async def accept(ingest: Ingest, request: Request) -> Receipt:
    """Accept an envelope. Raises ProtocolError; then nothing was kept."""
    received = ingest.clock.now()
    credentials = parse_auth(request.headers, request.query) or _dsn_credentials(request)
    key = await ingest.keys.find(credentials, request.project_id)
    client = request.client(credentials.client)
    return await _submit(ingest, Submission(key, client, received, request.encoding, request.body))


async def accept_event(ingest: Ingest, request: Request) -> Receipt:
    """Accept the JSON of one event, as the oldest SDKs send it. Raises ProtocolError."""
    received = ingest.clock.now()
    credentials = parse_auth(request.headers, request.query)
    if credentials is None:
        raise auth_missing()
    key = await ingest.keys.find(credentials, request.project_id)
    if not request.body:
        raise _empty_body()
    text = decoded(request.body, request.encoding, MAX_STORE_BYTES)
    event_json = parse_store(text, MAX_STORE_BYTES)
    event_id = event_id_of(event_json) or _new_event_id()
    body = envelope_of_event(event_json, event_id)
    client = request.client(credentials.client)
    return await _submit(ingest, Submission(key, client, received, "identity", body))


async def accept_event_of_query(ingest: Ingest, request: Request) -> Receipt:
    """Accept an event that the oldest browser SDK puts into the address of an image.

    Raises ProtocolError.
    """
    values = dict(parse_qsl(request.query))
    # A plus sign of base64 that was not escaped has been read as a space.
    event = values.get("sentry_data", "").replace(" ", "+").encode()
    return await accept_event(ingest, msgspec.structs.replace(request, body=event))


def event_id_in(request: Request) -> EventId | None:
    """The id in the envelope header of a request, however the rest of it looks.

    Raises ProtocolError when the header cannot be read.
    """
    return _envelope_header(request).event_id


def _dsn_credentials(request: Request) -> Credentials:
    """What a tunnel forwards has its only credentials in the envelope header."""
    if not request.body:
        raise auth_missing()
    envelope = _envelope_header(request)
    if envelope.dsn is None:
        raise auth_missing()
    name, version = envelope.sdk.get("name"), envelope.sdk.get("version")
    return Credentials(
        parse_dsn(envelope.dsn).public_key,
        client=f"{name}/{version}" if isinstance(name, str) and isinstance(version, str) else "",
    )


def _envelope_header(request: Request) -> Envelope:
    start = opening(request.body, request.encoding, MAX_HEADER_BYTES + 1)
    return parse_envelope_header(start.partition(b"\n")[0])


async def _submit(ingest: Ingest, submission: Submission) -> Receipt:
    record, receipt = await examined(ingest, submission)
    await append_records(ingest, [] if record is None else [encode_record(record)])
    return receipt


async def examined(ingest: Ingest, submission: Submission) -> tuple[Record | None, Receipt]:
    """The record of an envelope, None where nobody must wait for one, and what the sender is told."""
    if not submission.body:
        raise _empty_body()
    envelope = await _read(ingest, submission)
    admission = admit(envelope, submission.key, submission.received, ingest.limiter)
    receipt = Receipt(envelope.event_id, admission.limits, admission.is_limited)
    if not (admission.kept or admission.dropped):
        return None, receipt
    record = Record(
        project_id=submission.key.project_id,
        received=submission.received,
        project_key_id=submission.key.id,
        event_id=envelope.event_id,
        encoding=submission.encoding,
        body=submission.body if admission.kept else b"",
        kept=admission.kept,
        dropped=admission.dropped,
        client=submission.client,
    )
    if admission.is_limited:
        ingest.refusals.add(record)
        return None, receipt
    return record, receipt


async def _read(ingest: Ingest, submission: Submission) -> Envelope:
    try:
        data = decoded(submission.body, submission.encoding, MAX_INLINE_BYTES)
    except TooLarge:
        async with ingest.large_body:
            return await asyncio.to_thread(_read_large, submission)
    return _envelope(data, submission)


def _read_large(submission: Submission) -> Envelope:
    data = decoded(submission.body, submission.encoding, MAX_ENVELOPE_BYTES)
    return _envelope(data, submission)


def _envelope(data: bytes, submission: Submission) -> Envelope:
    """The envelope, with an event id if it needs one."""
    if not data:
        raise _empty_body()
    envelope = parse_envelope(data)
    if envelope.dsn is not None:
        _check_dsn(envelope.dsn, submission.key)
    check_limits(envelope)
    if envelope.event_id is None and (event_id := _needed_event_id(envelope)):
        return msgspec.structs.replace(envelope, event_id=event_id)
    return envelope


def _check_dsn(text: str, key: ProjectKey) -> None:
    dsn = parse_dsn(text)
    if (dsn.public_key, dsn.project_id) != (key.public_key, key.project_id):
        raise ProjectMismatch(
            "invalid event envelope",
            "the DSN in the envelope header has another key or project than the request",
            status=400,
        )


def _needed_event_id(envelope: Envelope) -> EventId | None:
    """The id for an envelope without one: the event's own if it has one, else a new one."""
    for item in envelope.items:
        if item.type in EVENT_ITEM_TYPES:
            return event_id_of(item.payload) or _new_event_id()
    return None


async def append_records(ingest: Ingest, encoded: list[bytes]) -> None:
    """All records are durable when it returns; none is kept when it raises Overloaded."""
    if not encoded:
        return
    began = time.perf_counter()
    try:
        await ingest.appends.append(encoded)
    except Full as error:
        raise Overloaded("server overloaded", str(error)) from error
    except Unavailable as error:
        raise Overloaded("server overloaded", "try again later", status=503) from error
    finally:
        metrics.JOURNAL_WAIT.observe(time.perf_counter() - began)


def _new_event_id() -> EventId:
    return EventId(uuid.uuid4().hex)


def auth_missing() -> AuthMissing:
    return AuthMissing(
        "missing authorization information", "the request carries no DSN key; check its DSN"
    )


def _empty_body() -> EmptyBody:
    return EmptyBody("empty request body", "usually a proxy has dropped it")
