"""The rows of everything that search, pages and statistics count: one frozen struct per table.

A store makes its tables from these structs: the annotation of a field is the type of its column. A field
may be added; then it must have a default, which is what older rows say. A field never changes its meaning.

Durations are milliseconds unless the field says otherwise.
"""

from typing import Annotated, TypeAlias

import msgspec

Moment: TypeAlias = Annotated[float, "moment"]
"""Unix seconds; a TIMESTAMP in UTC in the store."""


Position: TypeAlias = tuple[int, int, int]
"""Partition, offset and row: the name of an item for ever."""
RowKey: TypeAlias = tuple[int, int, int, int]
"""A position and the part: the name of a row."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What every row has. (partition, offset, row, part) names it for ever."""

    partition: int
    offset: int
    row: int
    """The item's index in its envelope."""
    part: int = 0
    """The index within an item that holds many, such as a container of logs."""
    project_id: int
    received: Moment
    timestamp: Moment
    """When it happened, or ended, by the client's clock after its correction."""


class EventRow(Row, frozen=True, kw_only=True):
    """An error, a message or a security report."""

    event_id: str
    hash: str
    """The first grouping hash. The catalog maps it to an issue; the row never names one."""
    type: str
    level: str
    platform: str
    title: str
    culprit: str
    message: str | None
    error_type: str | None
    error_value: str | None
    handled: bool | None
    mechanism: str | None
    logger: str | None
    transaction: str | None
    environment: str | None
    release: str | None
    dist: str | None
    server_name: str | None
    user: str | None
    url: str | None
    http_method: str | None
    trace_id: str | None
    span_id: str | None
    sdk_name: str | None
    sdk_version: str | None
    tags: dict[str, str]
    attributes: dict[str, str] = {}
    """What has a key in the search language, and neither a column nor a tag."""
    hash_key: int = 0
    """`hash` as a number, by which a scan finds it four times as fast."""
    marks: list[int] = []
    """A mark for each tag and attribute: a scan compares them several times as fast as the texts."""
    sieve_even: int = -1
    """The bits of the even marks (`model.words.sieves_of`): few rows without a mark have to be compared."""
    sieve_odd: int = -1
    """The bits of the odd ones."""


class TransactionRow(Row, frozen=True, kw_only=True):
    """A transaction, or the segment span that plays its role (protocol.md 6.1)."""

    event_id: str | None
    """None for a segment: it is known by its trace and span id."""
    trace_id: str
    span_id: str
    parent_span_id: str | None
    name: str
    source: str
    op: str
    status: str
    origin: str | None
    start_timestamp: Moment
    duration: float
    self_time: float | None
    """What its direct children do not cover; None while they come in envelopes of their own."""
    span_count: int
    """Spans in the same item, the root not counted."""
    platform: str
    environment: str | None
    release: str | None
    dist: str | None
    server_name: str | None
    user: str | None
    url: str | None
    http_method: str | None
    http_status: int | None
    replay_id: str | None
    profile_id: str | None
    profiler_id: str | None
    thread_id: str | None
    sample_rate: float | None
    """The SDK's: one stored stands for 1 / sample_rate that happened."""
    sdk_name: str | None
    sdk_version: str | None
    measurements: dict[str, float]
    """By name, in the unit that is usual for the name: `lcp` in milliseconds, `cls` without one."""
    tags: dict[str, str]


class SpanRow(Row, frozen=True, kw_only=True):
    """A span. The root of a transaction and a segment are here too, with `is_segment`."""

    trace_id: str
    span_id: str
    parent_span_id: str | None
    segment_id: str | None
    is_segment: bool
    event_id: str | None
    """The transaction's, when it came inside one."""
    transaction: str | None
    """The name of its segment."""
    op: str
    name: str
    """The description: the query, the request, the file."""
    status: str
    origin: str | None
    kind: str | None
    start_timestamp: Moment
    duration: float
    self_time: float | None
    platform: str | None
    environment: str | None
    release: str | None
    server_name: str | None
    user: str | None
    replay_id: str | None
    profiler_id: str | None
    thread_id: str | None
    sample_rate: float | None
    sdk_name: str | None
    sdk_version: str | None
    attributes: dict[str, str]
    """Values of any type as text; lists as JSON."""


class LogRow(Row, frozen=True, kw_only=True):
    trace_id: str
    span_id: str | None
    level: str
    """trace, debug, info, warn, error or fatal."""
    severity: int
    """1 to 24, as OpenTelemetry counts."""
    body: str
    template: str | None
    """The message before its parameters were put in: what alike logs have in common."""
    logger: str | None
    sequence: int | None
    """Orders logs of the same moment."""
    environment: str | None
    release: str | None
    server_name: str | None
    user: str | None
    replay_id: str | None
    sdk_name: str | None
    sdk_version: str | None
    attributes: dict[str, str]


class MetricRow(Row, frozen=True, kw_only=True):
    """One measurement of the application's own."""

    trace_id: str
    span_id: str | None
    name: str
    type: str
    """counter, gauge or distribution."""
    value: float
    unit: str | None
    environment: str | None
    release: str | None
    server_name: str | None
    user: str | None
    sdk_name: str | None
    sdk_version: str | None
    attributes: dict[str, str]


class SessionRow(Row, frozen=True, kw_only=True):
    """One update of a session, or a number of sessions that ended alike.

    Nothing is added up here, so nothing can be added up twice. Sessions are counted by `is_init` and
    `quantity`, how they ended by the gravest status of each `sid`.
    """

    sid: str | None
    """None for sessions that come as a number only."""
    did: str | None
    """Tells users apart."""
    sequence: int
    is_init: bool
    """Whether this update starts the session; a number of sessions has started too."""
    status: str
    """ok, exited, errored, crashed, abnormal or unhandled."""
    errors: int
    quantity: int
    start_timestamp: Moment
    duration: float | None
    """Seconds, as on the wire."""
    abnormal_mechanism: str | None
    release: str
    environment: str
    user_agent: str | None
    sdk_name: str | None
    sdk_version: str | None = None


class CheckInRow(Row, frozen=True, kw_only=True):
    """One sign of life of a job. The monitor itself is in the catalog."""

    monitor: str
    """Its slug."""
    check_in_id: str | None
    """None means: the newest one that is open, or a new one."""
    status: str
    """in_progress, ok or error."""
    duration: float | None
    """Seconds, as on the wire."""
    environment: str
    release: str | None
    trace_id: str | None


class FeedbackRow(Row, frozen=True, kw_only=True):
    """What a user wrote. The event that it is about may come later, or never."""

    event_id: str | None
    """The feedback's own; None for the older user report, which has none."""
    associated_event_id: str | None
    message: str
    name: str | None
    email: str | None
    url: str | None
    source: str
    """feedback, user_report, or what the SDK says."""
    replay_id: str | None
    trace_id: str | None
    environment: str | None
    release: str | None
    user: str | None
    platform: str | None
    sdk_name: str | None


class BlobRow(Row, frozen=True, kw_only=True):
    """A row that keeps a blob alive: bytes of which no such row is left can be deleted."""

    blob: str
    """The SHA-256 of the stored bytes."""
    size: int
    """Bytes as stored."""
    encoding: str = "identity"
    """How the stored bytes are compressed: identity, zlib or zstd."""


class AttachmentRow(BlobRow, frozen=True, kw_only=True):
    event_id: str | None
    """The event of the same envelope, which may have come before or may come later."""
    name: str
    content_type: str
    attachment_type: str
    """event.attachment, event.minidump, event.view_hierarchy, ..."""


class ProfileRow(BlobRow, frozen=True, kw_only=True):
    """A profile of a transaction, or a chunk of a profile that runs on."""

    profile_id: str | None
    profiler_id: str | None
    chunk_id: str | None
    """None for the profile of a transaction."""
    event_id: str | None
    """The transaction's."""
    transaction: str | None
    trace_id: str | None
    platform: str
    version: str
    start_timestamp: Moment | None
    duration: float | None
    environment: str | None
    release: str | None
    sdk_name: str | None


class ReplayRow(Row, frozen=True, kw_only=True):
    """What happened in one segment of a replay."""

    replay_id: str
    segment_id: int
    replay_type: str
    """session or buffer."""
    start_timestamp: Moment | None
    """When the replay began; segment 0 says so."""
    urls: list[str]
    error_ids: list[str]
    trace_ids: list[str]
    segment_names: list[str]
    environment: str | None
    release: str | None
    user: str | None
    platform: str
    browser: str | None
    os: str | None
    sdk_name: str | None
    sdk_version: str | None


class RecordingRow(BlobRow, frozen=True, kw_only=True):
    """The recording of one segment of a replay."""

    replay_id: str
    segment_id: int
    kind: str
    """recording or video."""


TABLES: dict[str, type[Row]] = {
    "events": EventRow,
    "transactions": TransactionRow,
    "spans": SpanRow,
    "logs": LogRow,
    "metrics": MetricRow,
    "sessions": SessionRow,
    "check_ins": CheckInRow,
    "feedback": FeedbackRow,
    "attachments": AttachmentRow,
    "profiles": ProfileRow,
    "replays": ReplayRow,
    "replay_recordings": RecordingRow,
}
"""Every table of the event store."""

BLOB_TABLES = tuple(name for name, struct in TABLES.items() if issubclass(struct, BlobRow))
"""The tables whose `blob` refers to a blob."""

_NAMES = {struct: name for name, struct in TABLES.items()}


class WrittenRows(msgspec.Struct, frozen=True):
    """Rows of one item for one table, as JSON: written once, in the digest process.

    What happens to them after that, keeping them, inserting them, building the store anew, only moves
    bytes.
    """

    table: str
    partition: int
    offset: int
    row: int
    project_id: int
    received: float
    count: int
    packed: bytes
    """One JSON object per row with a newline behind it, compressed with zstd."""


def table_of(row: Row) -> str:
    """The name of the table that a row belongs to."""
    return _NAMES[type(row)]
