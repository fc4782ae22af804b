"""Structured logs (protocol.md 6.5)."""

from seismo.digest.filter import unwanted_logs
from seismo.digest.items.attributes import (
    Attribute,
    IngestSettings,
    Values,
    read_values,
    take_source,
    taken,
    texts_of,
)
from seismo.digest.items.container import reader
from seismo.digest.items.results import Kept, digested, unreadable
from seismo.digest.items.timing import Seconds, Timed, corrected
from seismo.digest.normalize.facts import Facts
from seismo.digest.place import Place
from seismo.digest.scrub import LOG, scrub_text
from seismo.model.digested import DigestedItem
from seismo.model.ids import parse_span_id, parse_trace_id
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.project import ProjectRules, Scrubbing
from seismo.model.telemetry import LogRow
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson

MAX_BODY = 64 * 1024
MAX_SEQUENCE = 2**63

_SEVERITIES = {"trace": 1, "debug": 5, "info": 9, "warn": 13, "error": 17, "fatal": 21}
_ALIASES = {"warning": "warn", "critical": "fatal", "log": "info"}
NO_TRACE = "0" * 32
"""A log that belongs to no trace is a log all the same."""


class _Log(Timed, frozen=True, gc=False):
    body: str
    timestamp: Seconds | None = None
    trace_id: str | None = None
    span_id: str | None = None
    level: str | None = None
    severity_number: int | None = None
    attributes: dict[str, Attribute] | None = None


_read = reader(_Log)


def digest(item: Item, facts: Facts, rules: ProjectRules, place: Place) -> DigestedItem | Dropped:
    try:
        container = _read(item)
    except InvalidJson as error:
        return unreadable(error, item)
    kept = Kept(item, place, facts, Reason.INVALID_LOG)
    unwanted = unwanted_logs(rules.filters)
    for part, log in enumerate(container.items):
        if log is None or not log.body:
            kept.refuse(part, "no text")
        elif unwanted and unwanted(log.body):
            kept.filtered[Reason.LOG_MESSAGE] += 1
        else:
            kept.rows.append(_row(log, part, kept, container.settings, rules.scrubbing))
    return digested(kept, DataCategory.LOG_ITEM, DataCategory.LOG_BYTE)


def _row(
    log: _Log, part: int, kept: Kept, settings: IngestSettings, scrubbing: Scrubbing
) -> LogRow:
    place, facts = kept.place, kept.facts
    body = log.body if len(log.body) <= MAX_BODY else log.body[: MAX_BODY - 3] + "..."
    values = read_values(log.attributes, facts, settings, scrubbing, LOG)
    source = take_source(values, facts)
    level = _level(log)
    span_id = parse_span_id(log.span_id) or parse_span_id(
        taken(values, "sentry.trace.parent_span_id")
    )
    return LogRow(
        partition=place.partition,
        offset=place.offset,
        row=place.row,
        part=part,
        project_id=place.project_id,
        received=facts.received,
        timestamp=corrected(log.timestamp, facts),
        trace_id=parse_trace_id(log.trace_id) or NO_TRACE,
        span_id=span_id,
        level=level,
        severity=_severity(log.severity_number, values, level),
        body=scrub_text(body, scrubbing),
        template=taken(values, "sentry.message.template"),
        logger=taken(values, "logger.name"),
        sequence=_sequence(values),
        environment=source.environment,
        release=source.release,
        server_name=source.server_name,
        user=source.user,
        replay_id=source.replay_id,
        sdk_name=source.sdk_name,
        sdk_version=source.sdk_version,
        attributes=texts_of(values),
    )


def _level(log: _Log) -> str:
    name = (log.level or "").lower()
    name = _ALIASES.get(name, name)
    return name if name in _SEVERITIES else "info"


def _severity(number: int | None, values: Values, level: str) -> int:
    own = values.pop("sentry.severity_number", None)
    for candidate in (number, own):
        if type(candidate) is int and 1 <= candidate <= 24:
            return candidate
    return _SEVERITIES[level]


def _sequence(values: Values) -> int | None:
    value = values.pop("sentry.timestamp.sequence", None)
    return value if type(value) is int and abs(value) < MAX_SEQUENCE else None
