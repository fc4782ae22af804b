"""The only place that writes results.

Stores first (idempotent by position), then one catalog transaction that holds everything countable together
with the place in the journal. A crash before that transaction means that the batch is read again and changes
nothing twice; a crash after it means that nothing is read again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from seismo.catalog import issues, names, outcomes, progress, quotas
from seismo.catalog.models import Issue, Project
from seismo.model.clock import from_unix
from seismo.model.digested import DigestedEvent, DigestedRecord
from seismo.model.ids import EventId, ProjectId
from seismo.model.issue import ChangeKind, Sighting, observe, opened
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.ports.payloads import Drop, StoredPayload
from seismo.ports.stores import Stores


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one partition in the order of the journal."""

    partition: int
    through: int
    """The offset of the last record."""
    records: Sequence[DigestedRecord]


@dataclass(slots=True)
class _Sorted:
    """A batch as rows: what is stored, what is dropped, and the counts of both."""

    events: list[DigestedEvent]
    drops: list[Drop]
    counts: Counter[outcomes.Cell]


def commit_batch(batch: Batch, stores: Stores, holder: str) -> None:
    """Store a batch and move on. Raises LeaseLost, Unavailable or a database error; then nothing counts."""
    rows = _sort(batch, stores)
    stores.payloads.insert([_payload(event) for event in rows.events], rows.drops)
    stores.eventstore.insert([event.row for event in rows.events])
    with transaction.atomic():
        living = set(Project.objects.values_list("pk", flat=True))
        events = [event for event in rows.events if event.row.project_id in living]
        _count_events(events)
        counts = {cell: n for cell, n in rows.counts.items() if cell.project_id in living}
        outcomes.add(counts)
        quotas.notice({cell.project_id for cell in counts}, stores.clock.now())
        now = from_unix(stores.clock.now())
        progress.advance(batch.partition, holder, batch.through, now)


def _sort(batch: Batch, stores: Stores) -> _Sorted:
    rows = _Sorted([], [], Counter())
    first = _first_positions(batch, stores)
    for record in batch.records:
        dropped = list(record.dropped)
        for event in record.events:
            position = (event.row.partition, event.row.offset, event.row.row)
            if first[_id_of(event)] == position:
                rows.events.append(event)
                rows.counts[_cell(record, event.category, "")] += 1
            else:
                dropped.append(_duplicate(event))
        for report in record.reports:
            rows.counts[_cell(record, DataCategory.INTERNAL, "")] += 1
            for line in report.discarded:
                rows.counts[_cell(record, line.category, line.reason)] += line.quantity
        for row, drop in enumerate(dropped):
            rows.drops.append(_drop(record, row, drop))
            rows.counts[_cell(record, drop.category, drop.reason)] += drop.quantity
    return rows


def _first_positions(
    batch: Batch, stores: Stores
) -> dict[tuple[ProjectId, EventId], tuple[int, int, int]]:
    """Where each event id of the batch stands for the first time: in the store, else in the batch."""
    events = [event for record in batch.records for event in record.events]
    first = stores.payloads.positions([_id_of(event) for event in events])
    for event in events:
        first.setdefault(_id_of(event), (event.row.partition, event.row.offset, event.row.row))
    return first


def _id_of(event: DigestedEvent) -> tuple[ProjectId, EventId]:
    return ProjectId(event.row.project_id), EventId(event.row.event_id)


def _duplicate(event: DigestedEvent) -> Dropped:
    return Dropped(Reason.DUPLICATE, event.category, event_id=event.row.event_id)


def _cell(record: DigestedRecord, category: DataCategory, reason: str) -> outcomes.Cell:
    return outcomes.Cell(
        record.project_id,
        record.project_key_id or 0,
        outcomes.hour_of(record.received),
        category,
        reason,
    )


def _drop(record: DigestedRecord, row: int, drop: Dropped) -> Drop:
    event_id = drop.event_id or None
    return Drop(
        partition=record.partition,
        offset=record.offset,
        row=row,
        project_id=record.project_id,
        event_id=EventId(event_id) if event_id else None,
        category=drop.category,
        reason=drop.reason,
        quantity=drop.quantity,
        detail=drop.detail,
        received=record.received,
    )


def _payload(event: DigestedEvent) -> StoredPayload:
    row = event.row
    return StoredPayload(
        partition=row.partition,
        offset=row.offset,
        row=row.row,
        project_id=ProjectId(row.project_id),
        event_id=EventId(row.event_id),
        hash=row.hash,
        title=row.title,
        received=row.received,
        payload=event.payload,
    )


def _count_events(events: Sequence[DigestedEvent]) -> None:
    if not events:
        return
    assigned = _assign(events)
    _observe(events, assigned)
    _remember_names(events)


def _assign(events: Sequence[DigestedEvent]) -> list[int]:
    """The issue id of each event: of the first of its hashes that has one, else a new issue's."""
    owners = issues.owners({key for event in events for key in _hashes(event)})
    assigned = []
    for event in events:
        keys = _hashes(event)
        issue_id = next((owners[key] for key in keys if key in owners), None)
        if issue_id is None:
            state = opened(_sighting(event))
            issue_id = issues.open_issue(ProjectId(event.row.project_id), event, state).pk
        free = [key for key in keys if key not in owners]
        if free:
            issues.own(issue_id, free)
            owners.update(dict.fromkeys(free, issue_id))
        assigned.append(issue_id)
    return assigned


def _hashes(event: DigestedEvent) -> list[issues.HashOfProject]:
    return [(ProjectId(event.row.project_id), hash_) for hash_ in dict.fromkeys(event.hashes)]


def _sighting(event: DigestedEvent) -> Sighting:
    row = event.row
    return Sighting(row.event_id, row.timestamp, row.received, row.release or "")


def _observe(events: Sequence[DigestedEvent], assigned: Sequence[int]) -> None:
    touched = issues.load(set(assigned))
    states = {issue_id: issues.state_of(issue) for issue_id, issue in touched.items()}
    changes: list[tuple[Issue, ChangeKind, Sighting]] = []
    environments: dict[tuple[int, str], list[float]] = defaultdict(list)
    for event, issue_id in zip(events, assigned, strict=True):
        sighting = _sighting(event)
        issue = touched[issue_id]
        states[issue_id], change = observe(states[issue_id], sighting)
        if states[issue_id].last_event_id == sighting.event_id:
            issue.level = event.row.level
        if change is not None:
            changes.append((issue, change, sighting))
        if event.row.environment:
            environments[issue_id, event.row.environment].append(sighting.timestamp)
    for issue_id, issue in touched.items():
        issues.put_state(issue, states[issue_id])
    issues.save(list(touched.values()))
    issues.count_environments(environments)
    issues.add_changes(changes)


def _remember_names(events: Sequence[DigestedEvent]) -> None:
    names.remember_releases(_firsts((e, e.row.release) for e in events))
    names.remember_environments(_firsts((e, e.row.environment) for e in events))
    received: dict[ProjectId, float] = {}
    for event in events:
        received.setdefault(ProjectId(event.row.project_id), event.row.received)
    names.remember_first_events(received)


def _firsts(
    pairs: Iterable[tuple[DigestedEvent, str | None]],
) -> dict[tuple[ProjectId, str], float]:
    firsts: dict[tuple[ProjectId, str], float] = {}
    for event, name in pairs:
        if name:
            firsts.setdefault((ProjectId(event.row.project_id), name), event.row.timestamp)
    return firsts
