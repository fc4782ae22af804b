"""What an SDK says of the work that it traced, in transactions or in a stream of spans."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kit_support.recorder import Recorder

_PREFIX = "seismo.breakdown."


@dataclass(frozen=True, slots=True)
class Span:
    op: str
    name: str
    """Of a span in a transaction its description."""
    told: dict[str, Any]
    """Data, or attributes."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A request, a task or a command."""

    op: str
    name: str
    environment: str
    release: str
    seconds: float
    has_failed: bool
    tags: dict[str, Any]
    breakdown: dict[str, float]
    spans: list[Span] = field(default_factory=list)


def traces(recorder: Recorder, name: str = "") -> list[Trace]:
    """Those that arrived, or those of one name. The spans of a stream may come later than their trace."""
    found = [*map(_of_transaction, recorder.payloads("transaction")), *_of_stream(recorder)]
    return [trace for trace in found if name in ("", trace.name)]


def _of_transaction(sent: dict[str, Any]) -> Trace:
    begun, ended = (datetime.fromisoformat(sent[key]) for key in ("start_timestamp", "timestamp"))
    about = sent["contexts"]["trace"]
    return Trace(
        op=about["op"],
        name=sent["transaction"],
        environment=sent["environment"],
        release=sent.get("release") or "",
        seconds=(ended - begun).total_seconds(),
        has_failed=about.get("status", "ok") not in ("ok", "unset"),
        tags=sent.get("tags") or {},
        breakdown=sent["contexts"].get("breakdown") or {},
        spans=[
            Span(span.get("op", ""), span.get("description") or "", span.get("data") or {})
            for span in sent["spans"]
        ],
    )


def _of_stream(recorder: Recorder) -> Iterator[Trace]:
    sent = [span for container in recorder.payloads("span") for span in container["items"]]
    told = {
        span["span_id"]: {name: one["value"] for name, one in span["attributes"].items()}
        for span in sent
    }
    for segment in (span for span in sent if span["is_segment"]):
        attributes = told[segment["span_id"]]
        inner = [
            span
            for span in sent
            if not span["is_segment"]
            and told[span["span_id"]].get("sentry.segment.id") == segment["span_id"]
        ]
        yield Trace(
            op=attributes.get("sentry.op", ""),
            name=segment["name"],
            environment=attributes["sentry.environment"],
            release=attributes.get("sentry.release", ""),
            seconds=segment["end_timestamp"] - segment["start_timestamp"],
            has_failed=segment["status"] != "ok",
            tags=attributes,
            breakdown={
                name.removeprefix(_PREFIX): value
                for name, value in attributes.items()
                if name.startswith(_PREFIX)
            },
            spans=[
                Span(told[one["span_id"]].get("sentry.op", ""), one["name"], told[one["span_id"]])
                for one in inner
            ],
        )
