"""What happens to a record, as a list of steps: item type -> step.

Pure: the same record and rules give the same result, in any process, today and when history is digested
again.
"""

import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

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

Step: TypeAlias = Callable[[Item, Facts, ProjectRules, Place], Digested | Dropped]

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
    results = _digest_items(record, rules, partition, offset) if record.kept else []
    return DigestedRecord(
        partition=partition,
        offset=offset,
        project_id=record.project_id,
        project_key_id=record.project_key_id,
        received=record.received,
        event_id=record.event_id,
        events=tuple(r for r in results if isinstance(r, DigestedEvent)),
        items=tuple(r for r in results if isinstance(r, DigestedItem)),
        reports=tuple(r for r in results if isinstance(r, ClientReport)),
        dropped=record.dropped + tuple(r for r in results if isinstance(r, Dropped)),
    )


def _digest_items(
    record: Record, rules: ProjectRules, partition: int, offset: int
) -> list[Digested | Dropped]:
    envelope = parse_envelope(decoded(record.body, record.encoding, MAX_ENVELOPE_BYTES))
    facts = _facts(record, envelope)
    items = [envelope.items[row] for row in record.kept]
    if is_unwanted_sender(record.client, rules.filters):
        return [lost(item, Reason.IP_ADDRESS, "", facts.event_id) for item in items]
    results = [
        _digest_item(item, facts, rules, Place(partition, offset, row, record.project_id))
        for row, item in zip(record.kept, items, strict=True)
    ]
    refused = next(filter(None, map(_refused_event, items, results)), None)
    return results if refused is None else _with_companions(results, refused)


def _refused_event(item: Item, result: Digested | Dropped) -> Dropped | None:
    return result if item.type in EVENT_ITEM_TYPES and isinstance(result, Dropped) else None


def _with_companions(
    results: Sequence[Digested | Dropped], refused: Dropped
) -> list[Digested | Dropped]:
    """What belongs to an event that was dropped is dropped for the same reason."""
    fates: list[Digested | Dropped] = []
    for result in results:
        if isinstance(result, DigestedItem) and result.with_event:
            fates += given_up(result, refused.reason, refused.event_id)
        else:
            fates.append(result)
    return fates


def _digest_item(item: Item, facts: Facts, rules: ProjectRules, place: Place) -> Digested | Dropped:
    step = KINDS.get(item.type)
    if step is None:
        category = category_of(item.type, item.headers)
        return Dropped(Reason.UNSUPPORTED, category, event_id=facts.event_id, detail=item.type)
    return step(item, facts, rules, place)


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
    """Digest some records, each by itself: one that fails leaves its error's name in its place.

    The error's text is left behind: it may quote the payload, which is not scrubbed yet. Another
    `generation` than the last time says that results of the last time were not committed.
    """
    _told.begin(generation)
    results: list[DigestedRecord | str] = []
    for offset, body in entries:
        try:
            record = decode_record(body)
            project = rules.get(record.project_id)
            if project is None:
                results.append(_of_no_project(record, partition, offset))
            else:
                digested = digest_record(record, project, partition, offset)
                results.append(_told.in_words(digested))
        except Exception as error:
            results.append(_where(error))
    return results


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
