"""Measurements of the application's own (protocol.md 6.5)."""

import math

from seismo.digest.filter import unwanted_metrics
from seismo.digest.items.attributes import (
    Attribute,
    IngestSettings,
    read_values,
    take_source,
    texts_of,
)
from seismo.digest.items.container import reader
from seismo.digest.items.log import NO_TRACE
from seismo.digest.items.results import Kept, digested, unreadable
from seismo.digest.items.timing import Seconds, Timed, corrected
from seismo.digest.normalize.facts import Facts
from seismo.digest.place import Place
from seismo.digest.scrub import METRIC
from seismo.model.digested import DigestedItem
from seismo.model.ids import parse_span_id, parse_trace_id
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.project import ProjectRules, Scrubbing
from seismo.model.telemetry import MetricRow
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson

MAX_NAME = 200
MAX_UNIT = 64

_TYPES = frozenset({"counter", "gauge", "distribution"})


class _Metric(Timed, frozen=True, gc=False):
    name: str
    type: str
    value: float
    timestamp: Seconds | None = None
    trace_id: str | None = None
    span_id: str | None = None
    unit: str | None = None
    attributes: dict[str, Attribute] | None = None


_read = reader(_Metric)


def digest(item: Item, facts: Facts, rules: ProjectRules, place: Place) -> DigestedItem | Dropped:
    try:
        container = _read(item)
    except InvalidJson as error:
        return unreadable(error, item)
    kept = Kept(item, place, facts, Reason.INVALID_METRIC)
    unwanted = unwanted_metrics(rules.filters)
    for part, metric in enumerate(container.items):
        why = _refused(metric)
        if metric is None or why:
            kept.refuse(part, why)
        elif unwanted and unwanted(metric.name):
            kept.filtered[Reason.TRACE_METRIC_NAME] += 1
        else:
            kept.rows.append(_row(metric, part, kept, container.settings, rules.scrubbing))
    return digested(kept, DataCategory.TRACE_METRIC, DataCategory.TRACE_METRIC_BYTE)


def _refused(metric: _Metric | None) -> str:
    if metric is None:
        return "no name, type or number"
    if not 0 < len(metric.name) <= MAX_NAME:
        return f"a name has 1 to {MAX_NAME} characters"
    if metric.type not in _TYPES:
        return "its type is not counter, gauge or distribution"
    return "" if math.isfinite(metric.value) else "its value is no number"


def _row(
    metric: _Metric, part: int, kept: Kept, settings: IngestSettings, scrubbing: Scrubbing
) -> MetricRow:
    place, facts = kept.place, kept.facts
    values = read_values(metric.attributes, facts, settings, scrubbing, METRIC)
    source = take_source(values, facts)
    return MetricRow(
        partition=place.partition,
        offset=place.offset,
        row=place.row,
        part=part,
        project_id=place.project_id,
        received=facts.received,
        timestamp=corrected(metric.timestamp, facts),
        trace_id=parse_trace_id(metric.trace_id) or NO_TRACE,
        span_id=parse_span_id(metric.span_id),
        name=metric.name,
        type=metric.type,
        value=metric.value,
        unit=metric.unit[:MAX_UNIT] if metric.unit else None,
        environment=source.environment,
        release=source.release,
        server_name=source.server_name,
        user=source.user,
        sdk_name=source.sdk_name,
        sdk_version=source.sdk_version,
        attributes=texts_of(values),
    )
