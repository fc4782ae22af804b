"""How large an envelope and its items may be, on decompressed bytes (protocol.md section 3.3)."""

from collections.abc import Iterable
from dataclasses import dataclass

from seismo.protocol.envelope import Envelope, Item
from seismo.protocol.errors import TooLarge

KIB = 1024
MIB = 1024 * KIB

MAX_ENVELOPE_BYTES = 200 * MIB
MAX_STORE_BYTES = MIB
MAX_CHECK_IN_BYTES = 100 * KIB
MAX_CONTAINER_BYTES = 12 * MIB
LOG_CONTAINER = "application/vnd.sentry.items.log+json"
SPAN_CONTAINER = "application/vnd.sentry.items.span.v2+json"


@dataclass(frozen=True, slots=True)
class SizeLimit:
    """What all items of one group of types in an envelope may amount to."""

    total: int
    """Bytes."""
    count: int
    """Items."""
    entry: int | None = None
    """Bytes that an entry of a container may have on average."""


_EVENTS = SizeLimit(total=MIB, count=1)
_ATTACHMENTS = SizeLimit(total=200 * MIB, count=30)
_SESSIONS = SizeLimit(total=10 * MIB, count=100)
_METRICS = SizeLimit(total=MIB, count=1)
_LEGACY_SPANS = SizeLimit(total=10 * MIB, count=25)

LIMITS: dict[str, SizeLimit] = {
    "event": _EVENTS,
    "transaction": _EVENTS,
    "security": _EVENTS,
    "replay_event": _EVENTS,
    "raw_security": _EVENTS,
    "feedback": _EVENTS,
    "form_data": _EVENTS,
    "attachment": _ATTACHMENTS,
    "unreal_report": _ATTACHMENTS,
    "user_report": _ATTACHMENTS,
    "replay_recording": SizeLimit(total=10 * MIB, count=1),
    "replay_video": SizeLimit(total=10 * MIB, count=1),
    "session": _SESSIONS,
    "sessions": _SESSIONS,
    "client_report": SizeLimit(total=100 * KIB, count=100),
    "profile": SizeLimit(total=50 * MIB, count=1),
    "profile_chunk": SizeLimit(total=50 * MIB, count=1),
    "check_in": SizeLimit(total=MAX_CHECK_IN_BYTES, count=1),
    "log": SizeLimit(total=MAX_CONTAINER_BYTES, count=1, entry=2 * MIB),
    "trace_metric": SizeLimit(total=MAX_CONTAINER_BYTES, count=1, entry=MIB),
    "span": SizeLimit(total=MAX_CONTAINER_BYTES, count=1, entry=10 * MIB),
    "statsd": _METRICS,
    "metric_buckets": _METRICS,
}
"""By item type. Types with the same limit object are counted together."""


def check_limits(envelope: Envelope) -> None:
    """Raises TooLarge for the first item that is too much: the envelope is refused whole."""
    _check(envelope.items)


def _check(items: Iterable[Item]) -> None:
    used: dict[int, tuple[int, int]] = {}
    for item in items:
        limit = _limit_of(item)
        if limit is None:
            continue
        total, count = used.get(id(limit), (0, 0))
        total, count = total + len(item.payload), count + 1
        used[id(limit)] = total, count
        if count > limit.count:
            raise _too_large(item, f"more than {limit.count} items of its kind")
        if total > limit.total:
            raise _too_large(item, f"{total} bytes where {limit.total} are allowed")
        if limit.entry is not None and _average_entry(item) > limit.entry:
            raise _too_large(item, f"entries of more than {limit.entry} bytes")


def _limit_of(item: Item) -> SizeLimit | None:
    if item.type == "span" and item.headers.get("content_type") != SPAN_CONTAINER:
        return _LEGACY_SPANS
    return LIMITS.get(item.type)


def _average_entry(item: Item) -> float:
    entries = item.headers.get("item_count")
    return len(item.payload) / entries if isinstance(entries, int) and entries > 0 else 0


def _too_large(item: Item, cause: str) -> TooLarge:
    return TooLarge(f"envelope exceeded size limits for type '{item.type}'", cause)
