"""Requests of SDKs that send spans one by one: gathered again to what they are spans of."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

Span = dict[str, Any]
_NO_REQUEST = frozenset({"", "db", "http.client", "cache.get", "cache.put"})
"""Operations that stand alone only because they happened outside of any request or task."""


def requests(spans: Iterable[Span]) -> list[tuple[str, dict[str, Any]]]:
    """The id of each segment and what it would be as a transaction, in the order in which they ended."""
    by_segment: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        by_segment[_attribute(span, "sentry.segment.id")].append(span)
    return [
        (str(span.get("span_id")), _request(span, within))
        for within in by_segment.values()
        for span in within
        if span.get("is_segment") and _attribute(span, "sentry.op") not in _NO_REQUEST
    ]


def _request(segment: Span, within: list[Span]) -> dict[str, Any]:
    return {
        "transaction": segment.get("name"),
        "start_timestamp": segment.get("start_timestamp"),
        "timestamp": segment.get("end_timestamp"),
        "spans": [
            {
                "op": _attribute(span, "sentry.op"),
                "description": span.get("name"),
                "start_timestamp": span.get("start_timestamp"),
                "timestamp": span.get("end_timestamp"),
            }
            for span in within
            if span is not segment
        ],
        "streamed": within,
    }


def _attribute(span: Span, name: str) -> str:
    told = (span.get("attributes") or {}).get(name) or {}
    return str(told.get("value", ""))
