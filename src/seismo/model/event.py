"""An event after normalization: the trusted shape that is stored, shown and grouped.

Field names are the wire's (protocol.md section 7), so the stored JSON is what a Sentry API client expects.
What comes in from an SDK is a `RawPayload`; only `digest.normalize` turns one into an `Event`.
"""

from typing import Annotated, Any, NewType, TypeAlias

import msgspec

RawPayload = NewType("RawPayload", dict[str, Any])
"""A JSON object from an SDK. Nothing about it is known but that it is an object."""

Json: TypeAlias = Any
"""Any JSON value."""
Databag: TypeAlias = dict[str, Json]
Pairs: TypeAlias = list[tuple[str | None, str | None]]
Whole: TypeAlias = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""A whole number that every part can write down; JSON itself knows no limit."""


class Base(msgspec.Struct, frozen=True, omit_defaults=True):
    """Frozen, and silent about what is not there."""


def written(value: str) -> Any:
    """A default that is written out all the same: API clients look for it in every event."""
    return msgspec.field(default_factory=lambda: value)


class Frame(Base, frozen=True):
    function: str | None = None
    raw_function: str | None = None
    module: str | None = None
    filename: str | None = None
    abs_path: str | None = None
    lineno: Whole | None = None
    colno: Whole | None = None
    context_line: str | None = None
    pre_context: list[str | None] | None = None
    """While an event is digested this, `post_context` and `vars` may be the SDK's JSON, a `msgspec.Raw`."""
    post_context: list[str | None] | None = None
    in_app: bool | None = None
    vars: Databag | None = None
    platform: str | None = None
    package: str | None = None
    symbol: str | None = None
    data: Databag | None = None
    instruction_addr: str | None = None
    addr_mode: str | None = None
    symbol_addr: str | None = None
    image_addr: str | None = None
    function_id: str | None = None
    trust: str | None = None
    stack_start: bool | None = None
    source_link: str | None = None
    lock: Json = None


class Stacktrace(Base, frozen=True):
    frames: list[Frame]
    """Oldest call first, the crash frame last."""
    registers: Databag | None = None
    lang: str | None = None
    snapshot: bool | None = None
    instruction_addr_adjustment: str | None = None


class Mechanism(Base, frozen=True):
    type: str = written("generic")
    handled: bool | None = None
    synthetic: bool | None = None
    description: str | None = None
    help_link: str | None = None
    source: str | None = None
    is_exception_group: bool | None = None
    exception_id: Whole | None = None
    parent_id: Whole | None = None
    data: Databag | None = None
    meta: Databag | None = None


class ExceptionValue(Base, frozen=True):
    type: str | None = None
    value: str | None = None
    module: str | None = None
    thread_id: str | int | None = None
    mechanism: Mechanism | None = None
    stacktrace: Stacktrace | None = None
    raw_stacktrace: Stacktrace | None = None


class Exceptions(Base, frozen=True):
    values: list[ExceptionValue]
    """Oldest cause first, the raised one last."""


class Thread(Base, frozen=True):
    id: str | int | None = None
    name: str | None = None
    crashed: bool | None = None
    current: bool | None = None
    main: bool | None = None
    state: str | None = None
    held_locks: Databag | None = None
    stacktrace: Stacktrace | None = None
    raw_stacktrace: Stacktrace | None = None


class Threads(Base, frozen=True):
    values: list[Thread]


class LogEntry(Base, frozen=True):
    message: str | None = None
    """The template, when the SDK sends one."""
    formatted: str | None = None
    params: Json = None


class Request(Base, frozen=True):
    url: str | None = None
    method: str | None = None
    query_string: Pairs | None = None
    fragment: str | None = None
    headers: Pairs | None = None
    cookies: Pairs | None = None
    data: Json = None
    inferred_content_type: str | None = None
    env: Databag | None = None
    protocol: str | None = None
    body_size: Whole | None = None
    api_target: str | None = None


class User(Base, frozen=True):
    id: str | None = None
    email: str | None = None
    username: str | None = None
    name: str | None = None
    ip_address: str | None = None
    geo: Databag | None = None
    segment: str | None = None
    data: Databag | None = None

    @property
    def tag(self) -> str | None:
        """The one value that tells users apart: the first of id, username, email, ip that is there."""
        for label, value in (
            ("id", self.id),
            ("username", self.username),
            ("email", self.email),
            ("ip", self.ip_address),
        ):
            if value:
                return f"{label}:{value}"
        return None


class Breadcrumb(Base, frozen=True):
    timestamp: float | None = None
    type: str = written("default")
    category: str | None = None
    level: str = written("info")
    message: str | None = None
    data: Databag | None = None
    """While an event is digested this may be the SDK's own JSON, a `msgspec.Raw` of an object."""
    event_id: str | None = None


class Breadcrumbs(Base, frozen=True):
    values: list[Breadcrumb]


class Sdk(Base, frozen=True):
    name: str | None = None
    version: str | None = None
    integrations: list[str] | None = None
    packages: list[Databag] | None = None
    settings: Databag | None = None
    features: list[str] | None = None


class Measurement(Base, frozen=True):
    value: float | None = None
    unit: str = written("none")


class Span(Base, frozen=True, kw_only=True):
    """A piece of work inside a transaction. Times are unix seconds."""

    span_id: str
    trace_id: str
    parent_span_id: str | None = None
    op: str = written("default")
    description: str | None = None
    start_timestamp: float
    timestamp: float
    status: str | None = None
    exclusive_time: float | None = None
    """Milliseconds that its direct children do not cover."""
    origin: str | None = None
    same_process_as_parent: bool | None = None
    data: Databag | None = None
    tags: dict[str, str] | None = None
    measurements: dict[str, Measurement] | None = None
    links: list[Databag] | None = None
    hash: str | None = None


class EventError(Base, frozen=True):
    """Something about the payload that normalization could not use."""

    type: str
    """invalid_data, missing_attribute, invalid_attribute, value_too_long, past_timestamp, ..."""
    name: str | None = None
    """The path of the field, such as `exception.values.0.type`."""
    value: Json = None
    reason: str | None = None


class Event(Base, frozen=True, kw_only=True, rename={"meta": "_meta"}):
    event_id: str
    type: str = written("error")
    """error, default, transaction or feedback."""
    level: str = written("error")
    """fatal, error, warning, info or debug."""
    platform: str = written("other")
    timestamp: float
    """Unix seconds, after the correction of clock drift."""
    received: float
    start_timestamp: float | None = None
    """When a transaction began; its `timestamp` is when it ended."""
    title: str = ""
    culprit: str = ""
    location: str | None = None
    metadata: Databag = {}
    logger: str | None = None
    transaction: str | None = None
    transaction_info: Databag | None = None
    server_name: str | None = None
    release: str | None = None
    dist: str | None = None
    environment: str | None = None
    logentry: LogEntry | None = None
    exception: Exceptions | None = None
    stacktrace: Stacktrace | None = None
    threads: Threads | None = None
    breadcrumbs: Breadcrumbs | None = None
    request: Request | None = None
    user: User | None = None
    tags: Pairs = []
    contexts: dict[str, Databag] = {}
    extra: Databag = {}
    modules: dict[str, str] | None = None
    fingerprint: list[str] = []
    sdk: Sdk | None = None
    debug_meta: Databag | None = None
    template: Databag | None = None
    csp: Databag | None = None
    """A browser's report, as are the next three; an event has at most one of them."""
    hpkp: Databag | None = None
    expectct: Databag | None = None
    expectstaple: Databag | None = None
    checksum: str | None = None
    spans: list[Span] = []
    measurements: dict[str, Measurement] = {}
    breakdowns: dict[str, dict[str, Measurement]] = {}
    """Milliseconds by kind of operation, such as `span_ops` -> `ops.db`."""
    errors: list[EventError] = []
    meta: Databag = {}
    """What was changed where and by which rule (semantics.md 3.4); a tree that mirrors the event."""


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Event)


def encode_event(event: Event) -> bytes:
    """UTF-8 JSON."""
    return _encoder.encode(event)


def decode_event(data: bytes) -> Event:
    """Raises msgspec.ValidationError when the bytes are not a stored event."""
    return _decoder.decode(data)
