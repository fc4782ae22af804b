"""What happens to a record, as a list of steps: item type -> step.

Pure: the same record and rules give the same result, in any process, today and when history is digested
again.
"""

import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from seismo.digest.filter import is_unwanted_sender
from seismo.digest.items import (
    attachment,
    check_in,
    client_report,
    event,
    feedback,
    log,
    profile,
    replay,
    security,
    session,
    span,
    trace_metric,
    transaction,
)
from seismo.digest.items.results import lost
from seismo.digest.normalize.facts import Facts
from seismo.digest.place import Place
from seismo.digest.searched import Told
from seismo.digest.stages import Stages, alone, together
from seismo.model.digested import (
    ClientReport,
    Digested,
    DigestedEvent,
    DigestedItem,
    DigestedRecord,
    given_up,
)
from seismo.model.ids import EventId, ProjectId
from seismo.model.outcome import Dropped, Reason
from seismo.model.project import ProjectRules
from seismo.model.record import Record, decode_record
from seismo.protocol.encoding import decoded
from seismo.protocol.envelope import EVENT_ITEM_TYPES, Envelope, Item, parse_envelope
from seismo.protocol.limits import MAX_ENVELOPE_BYTES
from seismo.protocol.rate_limits import category_of

Made: TypeAlias = Digested | Dropped
Step: TypeAlias = Callable[[Item, Facts, ProjectRules, Place], Made | Stages[Made]]
"""What takes long goes in stages."""

GROUP_RECORDS = 64
GROUP_BYTES = 512 * 1024
"""Inflated. What goes through the stages together is in memory at once: so much, and one record more."""

KINDS: dict[str, Step] = {
    "event": event.digest,
    "transaction": transaction.digest,
    "span": span.digest,
    "log": log.digest,
    "trace_metric": trace_metric.digest,
    "session": session.digest,
    "sessions": session.digest,
    "check_in": check_in.digest,
    "feedback": feedback.digest,
    "user_report": feedback.digest_report,
    "attachment": attachment.digest,
    "raw_security": security.digest,
    "profile": profile.digest,
    "profile_chunk": profile.digest,
    "replay_event": replay.digest,
    "replay_recording": replay.digest_recording,
    "replay_video": replay.digest_video,
    "client_report": client_report.digest,
}
"""Every kind that is kept. A known kind that is missing here ends in outcome `unsupported`."""


def digest_record(
    record: Record, rules: ProjectRules, partition: int, offset: int
) -> DigestedRecord:
    """What becomes of each kept item of one record. Every one ends in exactly one place."""
    return alone(_stages(_inflated(record, partition, offset), rules))


class _Inflated(NamedTuple):
    record: Record
    partition: int
    offset: int
    envelope: bytes
    """Empty where nothing is kept of it."""


_Opened: TypeAlias = _Inflated | DigestedRecord | str
"""A record that is ready to be digested, or what became of it already."""


def _inflated(record: Record, partition: int, offset: int) -> _Inflated:
    body = decoded(record.body, record.encoding, MAX_ENVELOPE_BYTES) if record.kept else b""
    return _Inflated(record, partition, offset, body)


def _stages(inflated: _Inflated, rules: ProjectRules) -> Stages[DigestedRecord]:
    record = inflated.record
    results: list[Made] = []
    if record.kept:
        results = yield from _digest_items(inflated, rules)
    return DigestedRecord(
        partition=inflated.partition,
        offset=inflated.offset,
        project_id=record.project_id,
        project_key_id=record.project_key_id,
        received=record.received,
        event_id=record.event_id,
        events=tuple(r for r in results if isinstance(r, DigestedEvent)),
        items=tuple(r for r in results if isinstance(r, DigestedItem)),
        reports=tuple(r for r in results if isinstance(r, ClientReport)),
        dropped=record.dropped + tuple(r for r in results if isinstance(r, Dropped)),
    )


def _digest_items(inflated: _Inflated, rules: ProjectRules) -> Stages[list[Made]]:
    record, partition, offset, body = inflated
    envelope = parse_envelope(body)
    facts = _facts(record, envelope)
    items = [envelope.items[row] for row in record.kept]
    if is_unwanted_sender(record.client, rules.filters):
        return [lost(item, Reason.IP_ADDRESS, "", facts.event_id) for item in items]
    yield
    results = []
    for row, item in zip(record.kept, items, strict=True):
        place = Place(partition, offset, row, record.project_id)
        results.append((yield from _digest_item(item, facts, rules, place)))
    refused = next(filter(None, map(_refused_event, items, results)), None)
    return results if refused is None else _with_companions(results, refused)


def _refused_event(item: Item, result: Made) -> Dropped | None:
    return result if item.type in EVENT_ITEM_TYPES and isinstance(result, Dropped) else None


def _with_companions(results: Sequence[Made], refused: Dropped) -> list[Made]:
    """What belongs to an event that was dropped is dropped for the same reason."""
    fates: list[Made] = []
    for result in results:
        if isinstance(result, DigestedItem) and result.with_event:
            fates += given_up(result, refused.reason, refused.event_id)
        else:
            fates.append(result)
    return fates


def _digest_item(item: Item, facts: Facts, rules: ProjectRules, place: Place) -> Stages[Made]:
    step = KINDS.get(item.type)
    if step is None:
        category = category_of(item.type, item.headers)
        return Dropped(Reason.UNSUPPORTED, category, event_id=facts.event_id, detail=item.type)
    made = step(item, facts, rules, place)
    return (yield from made) if isinstance(made, Generator) else made


def _facts(record: Record, envelope: Envelope) -> Facts:
    return Facts(
        event_id=record.event_id or EventId("0" * 32),
        received=record.received,
        sent_at=envelope.sent_at,
        client=record.client,
        sdk=envelope.sdk,
        dsc=envelope.trace,
    )


_told = Told()
"""What makes the words of a chunk depend on the chunks before it. `digest_record` depends on nothing; the
caches below it save time and change no result."""


def digest_chunk(
    partition: int,
    entries: Sequence[tuple[int, bytes]],
    rules: Mapping[ProjectId, ProjectRules],
    generation: int,
) -> list[DigestedRecord | str]:
    """Digest some records. What one becomes depends on no other; one that fails leaves its error's name.

    The error's text is left behind: it may quote the payload, which is not scrubbed yet. Another
    `generation` than the last time says that results of the last time were not committed.
    """
    _told.begin(generation)
    opened = (_opened(partition, offset, body, rules) for offset, body in entries)
    results: list[DigestedRecord | str] = []
    for group in _groups(opened):
        results += together([_digested(each, rules) for each in group], _where)
    return results


def _opened(
    partition: int, offset: int, body: bytes, rules: Mapping[ProjectId, ProjectRules]
) -> _Opened:
    try:
        record = decode_record(body)
        if record.project_id not in rules:
            return _of_no_project(record, partition, offset)
        return _inflated(record, partition, offset)
    except Exception as error:
        return _where(error)


def _groups(
    opened: Iterable[_Opened],
) -> Iterator[list[_Opened]]:
    """No record is opened before its group is digested."""
    group: list[_Opened] = []
    size = 0
    for each in opened:
        group.append(each)
        size += len(each.envelope) if isinstance(each, _Inflated) else 0
        if len(group) == GROUP_RECORDS or size >= GROUP_BYTES:
            yield group
            group, size = [], 0
    yield group


def _digested(
    opened: _Opened, rules: Mapping[ProjectId, ProjectRules]
) -> Stages[DigestedRecord | str]:
    if not isinstance(opened, _Inflated):
        return opened
    digested = yield from _stages(opened, rules[opened.record.project_id])
    yield
    return _told.in_words(digested)


def _where(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name} ({Path(last.filename).name}:{last.lineno})"


def _of_no_project(record: Record, partition: int, offset: int) -> DigestedRecord:
    """The project was deleted between the 200 and now: nothing is left to count it for."""
    return DigestedRecord(
        partition=partition,
        offset=offset,
        project_id=record.project_id,
        project_key_id=None,
        received=record.received,
        event_id=record.event_id,
    )
