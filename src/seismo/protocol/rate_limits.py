"""What limits and outcomes count, and how a limit is told to an SDK (protocol.md section 4)."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from seismo.model.outcome import DataCategory
from seismo.protocol.limits import SPAN_CONTAINER

_CATEGORIES: dict[str, DataCategory] = {
    "event": DataCategory.ERROR,
    "transaction": DataCategory.TRANSACTION,
    "span": DataCategory.SPAN,
    "otel_span": DataCategory.SPAN,
    "session": DataCategory.SESSION,
    "sessions": DataCategory.SESSION,
    "client_report": DataCategory.INTERNAL,
    "attachment": DataCategory.ATTACHMENT,
    "log": DataCategory.LOG_ITEM,
    "otel_log": DataCategory.LOG_ITEM,
    "nel": DataCategory.LOG_ITEM,
    "check_in": DataCategory.MONITOR,
    "feedback": DataCategory.FEEDBACK,
    "user_report": DataCategory.FEEDBACK,
    "trace_metric": DataCategory.TRACE_METRIC,
    "profile": DataCategory.PROFILE,
    "profile_chunk": DataCategory.PROFILE_CHUNK,
    "replay_event": DataCategory.REPLAY,
    "replay_recording": DataCategory.REPLAY,
    "replay_video": DataCategory.REPLAY,
    "security": DataCategory.SECURITY,
    "raw_security": DataCategory.SECURITY,
    "unreal_report": DataCategory.ERROR,
    "statsd": DataCategory.METRIC_BUCKET,
    "metric_meta": DataCategory.METRIC_BUCKET,
    "metric_buckets": DataCategory.METRIC_BUCKET,
}

DEAD_ITEM_TYPES = frozenset({"statsd", "metric_meta", "otel_log", "otel_span"})
"""Sent by old SDKs for features that ended."""
RESERVED_ITEM_TYPES = frozenset(
    {"security", "unreal_report", "form_data", "metric_buckets", "integration"}
)
"""Made only by servers: ignored when a client sends them."""
KNOWN_ITEM_TYPES = frozenset(_CATEGORIES) - DEAD_ITEM_TYPES - RESERVED_ITEM_TYPES
"""What SDKs of today send."""

_UI_PLATFORMS = ("javascript", "cocoa", "android", "dart")


def category_of(item_type: str, headers: Mapping[str, Any]) -> DataCategory:
    """The category of an item by its type and headers.

    An `event` is an error here; only its payload can tell that it is a mere message. A crash dump is
    an attachment: the event that it came with is the error.
    """
    if item_type == "profile_chunk" and headers.get("platform") in _UI_PLATFORMS:
        return DataCategory.PROFILE_CHUNK_UI
    return _CATEGORIES.get(item_type, DataCategory.OTHER)


def quantity_of(item_type: str, headers: Mapping[str, Any], size: int) -> int:
    """How many entries an item of `size` bytes counts for: those of a container, else one.

    A container says itself how many it has, which only its payload could prove; it is believed as
    far as its size allows.
    """
    if not is_container(item_type, headers):
        return 1
    count = headers.get("item_count")
    if not isinstance(count, int) or isinstance(count, bool):
        return 1
    return min(max(count, 1), max(size // _SMALLEST_ENTRY, 1))


def is_container(item_type: str, headers: Mapping[str, Any]) -> bool:
    """Whether an item holds a list of entries. A span that does not say so is a single one, of old."""
    if item_type == "span":
        return headers.get("content_type") == SPAN_CONTAINER
    return item_type in ("log", "trace_metric")


_SMALLEST_ENTRY = len(b"{},")


@dataclass(frozen=True, slots=True)
class RateLimit:
    """For how long which categories are not wanted."""

    retry_after: float
    """Seconds."""
    categories: tuple[DataCategory, ...] = ()
    """Without one, all of them."""
    scope: str = "organization"
    """organization, project or key."""
    reason_code: str = ""
    namespaces: tuple[str, ...] = ()


def format_rate_limits(limits: Iterable[RateLimit]) -> str:
    """The value of the header `X-Sentry-Rate-Limits`."""
    return ", ".join(map(_format, limits))


def _format(limit: RateLimit) -> str:
    fields = [str(math.ceil(limit.retry_after)), ";".join(limit.categories), limit.scope]
    if limit.reason_code or limit.namespaces:
        fields.append(limit.reason_code)
    if limit.namespaces:
        fields.append(";".join(limit.namespaces))
    return ":".join(fields)
