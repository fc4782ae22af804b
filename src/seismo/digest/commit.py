"""The only place that writes results.

Stores first (idempotent by position), then one catalog transaction that holds everything countable together
with the place in the journal. A crash before that transaction means that the batch is read again and changes
nothing twice; a crash after it means that nothing is read again.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from django.db import transaction

from seismo.catalog import (
    issues,
    monitors,
    names,
    outcomes,
    owning,
    progress,
    quotas,
    releases,
    removing,
    stored,
)
from seismo.catalog.models import Issue, Project
from seismo.catalog.monitors import MonitorOfProject
from seismo.catalog.stored import Amount
from seismo.digest.amounts import amounts, of_blobs, total
from seismo.model.clock import from_unix
from seismo.model.digested import (
    CameFrom,
    ClientReport,
    DigestedEvent,
    DigestedItem,
    DigestedPayload,
    DigestedRecord,
    given_up,
)
from seismo.model.ids import EventId, ProjectId
from seismo.model.issue import NO_ORDER, Change, Sighting, observe, opened
from seismo.model.monitor import MonitorConfig
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.retention import Share
from seismo.model.telemetry import WrittenRows
from seismo.ports.payloads import Drop, StoredPayload
from seismo.ports.stores import Stores
from seismo.ports.textindex import IndexedText

Identity: TypeAlias = tuple[ProjectId, EventId]
Position: TypeAlias = tuple[int, int, int]
"""Partition, offset and row."""
Value = TypeVar("Value")


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

    events: list[DigestedEvent] = field(default_factory=list)
    payloads: list[StoredPayload] = field(default_factory=list)
    rows: list[WrittenRows] = field(default_factory=list)
    """What goes into the event store, the rows of events apart."""
    kept_rows: list[WrittenRows] = field(default_factory=list)
    """Those of them that no payload holds."""
    blobs: list[bytes] = field(default_factory=list)
    blob_amounts: list[tuple[Share, Amount]] = field(default_factory=list)
    monitors: dict[MonitorOfProject, MonitorConfig] = field(default_factory=dict)
    releases: dict[tuple[ProjectId, str], float] = field(default_factory=dict)
    environments: dict[tuple[ProjectId, str], float] = field(default_factory=dict)
    drops: list[Drop] = field(default_factory=list)
    counts: Counter[outcomes.Cell] = field(default_factory=Counter)


def commit_batch(batch: Batch, stores: Stores, holder: str) -> None:
    """Store a batch and move on. Raises LeaseLost, Unavailable or a database error; then nothing counts."""
    rows = _sort(batch, stores)
    stores.blobs.put_all(rows.blobs)
    stores.payloads.insert(rows.payloads, rows.drops, rows.kept_rows)
    stores.eventstore.insert([event.row for event in rows.events], rows.rows)
    stores.texts.add([_text(event) for record in batch.records for event in record.events])
    with transaction.atomic():
        now = from_unix(stores.clock.now())
        living = set(Project.objects.values_list("pk", flat=True))
        _count_events([event for event in rows.events if event.row.project_id in living])
        names.remember_releases(_of(living, rows.releases))
        names.remember_environments(_of(living, rows.environments))
        monitors.save(_of(living, rows.monitors), now)
        counts = {cell: n for cell, n in rows.counts.items() if cell.project_id in living}
        outcomes.add(counts)
        removing.count_discarded(rows.drops, now)
        quotas.notice({cell.project_id for cell in counts}, stores.clock.now())
        of_rows = amounts(rows.payloads, rows.kept_rows, rows.drops)
        stored.add(total((*of_rows.items(), *rows.blob_amounts)))
        progress.advance(batch.partition, holder, batch.through, now)


def _sort(batch: Batch, stores: Stores) -> _Sorted:
    rows = _Sorted()
    first = _first_positions(batch, stores)
    known = monitors.known(_monitors_of(batch))
    for record in batch.records:
        _sort_record(record, rows, first, known)
    return rows


def _sort_record(
    record: DigestedRecord,
    rows: _Sorted,
    first: Mapping[Identity, Position],
    known: Collection[MonitorOfProject],
) -> None:
    dropped = list(record.dropped)
    for event in record.events:
        if first[_id_of(event)] == _position(event):
            _take_event(record, event, rows)
        else:
            dropped.append(Dropped(Reason.DUPLICATE, event.category, event_id=event.row.event_id))
    came_before = _came_before(record, first)
    for item in record.items:
        reason = _refusal(record, item, came_before, {*known, *rows.monitors})
        if reason is None:
            _take_item(record, item, rows)
        else:
            dropped += given_up(item, reason, record.event_id)
        dropped += item.dropped
    for report in record.reports:
        _take_report(record, report, rows)
    for row, drop in enumerate(dropped):
        rows.drops.append(_drop(record, row, drop))
        rows.counts[_cell(record, drop.category, drop.reason)] += drop.quantity


def _came_before(record: DigestedRecord, first: Mapping[Identity, Position]) -> bool:
    """Whether what the record is known by, its event, transaction or feedback, is stored already."""
    return any(first[_id_of(event)] != _position(event) for event in record.events) or any(
        first[record.project_id, item.payload.event_id] != _place(record, item)
        for item in record.items
        if item.payload
    )


def _of(
    living: Collection[int], each: Mapping[tuple[ProjectId, str], Value]
) -> dict[tuple[ProjectId, str], Value]:
    """What belongs to projects that were not deleted meanwhile."""
    return {key: value for key, value in each.items() if key[0] in living}


def _first_positions(batch: Batch, stores: Stores) -> dict[Identity, Position]:
    """Where each event id of the batch stands for the first time: in the store, else in the batch."""
    placed = [
        *((_id_of(event), _position(event)) for record in batch.records for event in record.events),
        *(
            ((record.project_id, item.payload.event_id), _place(record, item))
            for record in batch.records
            for item in record.items
            if item.payload
        ),
    ]
    first = stores.payloads.positions([identity for identity, _ in placed])
    for identity, position in sorted(placed, key=lambda each: each[1]):
        first.setdefault(identity, position)
    return first


def _id_of(event: DigestedEvent) -> Identity:
    return ProjectId(event.row.project_id), EventId(event.row.event_id)


def _position(event: DigestedEvent) -> Position:
    return event.row.partition, event.row.offset, event.row.row


def _text(event: DigestedEvent) -> IndexedText:
    """Of every event: what one that is a duplicate says may be missing in those that follow it."""
    row = event.row
    return IndexedText(ProjectId(row.project_id), row.hash, row.received, event.texts)


def _place(record: DigestedRecord, item: DigestedItem) -> Position:
    return record.partition, record.offset, item.row


def _monitors_of(batch: Batch) -> set[MonitorOfProject]:
    return {
        (record.project_id, item.check_in.slug)
        for record in batch.records
        for item in record.items
        if item.check_in
    }


def _refusal(
    record: DigestedRecord,
    item: DigestedItem,
    came_before: bool,
    known: Collection[MonitorOfProject],
) -> Reason | None:
    """Why an item is not stored after all; None when it is."""
    if came_before and (item.payload or item.with_event):
        return Reason.DUPLICATE
    check_in = item.check_in
    if check_in and not check_in.config and (record.project_id, check_in.slug) not in known:
        return Reason.UNKNOWN_MONITOR
    return None


def _take_event(record: DigestedRecord, event: DigestedEvent, rows: _Sorted) -> None:
    row = event.row
    rows.events.append(event)
    rows.payloads.append(_payload(event))
    rows.counts[_cell(record, event.category, "")] += 1
    _remember(record, CameFrom(row.release, row.environment, row.timestamp), rows)


def _take_item(record: DigestedRecord, item: DigestedItem, rows: _Sorted) -> None:
    rows.rows += item.rows
    rows.blobs += item.blobs
    rows.blob_amounts += of_blobs(record, item)
    if item.payload is None:
        rows.kept_rows += item.rows
    else:
        rows.payloads.append(_whole(record, item, item.payload))
    if item.check_in and item.check_in.config:
        rows.monitors[record.project_id, item.check_in.slug] = item.check_in.config
    for origin in item.came_from:
        _remember(record, origin, rows)
    for category, quantity in item.quantities:
        rows.counts[_cell(record, category, "")] += quantity


def _take_report(record: DigestedRecord, report: ClientReport, rows: _Sorted) -> None:
    rows.counts[_cell(record, DataCategory.INTERNAL, "")] += 1
    for line in report.discarded:
        rows.counts[_cell(record, line.category, line.reason)] += line.quantity


def _remember(record: DigestedRecord, origin: CameFrom, rows: _Sorted) -> None:
    if origin.release:
        rows.releases.setdefault((record.project_id, origin.release), origin.timestamp)
    if origin.environment:
        rows.environments.setdefault((record.project_id, origin.environment), origin.timestamp)


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


def _whole(record: DigestedRecord, item: DigestedItem, payload: DigestedPayload) -> StoredPayload:
    return StoredPayload(
        partition=record.partition,
        offset=record.offset,
        row=item.row,
        project_id=record.project_id,
        event_id=payload.event_id,
        hash="",
        title=payload.title,
        received=record.received,
        payload=payload.content,
        kind=payload.kind,
    )


def _count_events(events: Sequence[DigestedEvent]) -> None:
    if not events:
        return
    assigned = _assign(events)
    _observe(events, assigned)
    _note_first_events(events)


def _assign(events: Sequence[DigestedEvent]) -> list[int]:
    """The issue id of each event: of the first of its hashes that has one, else a new issue's."""
    owners = issues.owners({key for event in events for key in _hashes(event)})
    assigned = []
    for event in events:
        keys = _hashes(event)
        issue_id = next((owners[key] for key in keys if key in owners), None)
        if issue_id is None:
            state = opened(_sighting(event), is_muted=event.is_muted)
            issue_id = issues.open_issue(ProjectId(event.row.project_id), event, state).pk
        free = [key for key in keys if key not in owners]
        if free:
            issues.own(issue_id, free, keys[0])
            owners.update(dict.fromkeys(free, issue_id))
        assigned.append(issue_id)
    return assigned


def _hashes(event: DigestedEvent) -> list[issues.HashOfProject]:
    return [(ProjectId(event.row.project_id), hash_) for hash_ in dict.fromkeys(event.hashes)]


def _sighting(event: DigestedEvent) -> Sighting:
    row = event.row
    return Sighting(
        row.event_id,
        row.timestamp,
        row.received,
        row.release or "",
        row.environment or "",
        row.level,
    )


def _observe(events: Sequence[DigestedEvent], assigned: Sequence[int]) -> None:
    touched = issues.load(set(assigned))
    states = {issue_id: issues.state_of(issue) for issue_id, issue in touched.items()}
    orders = releases.orders(touched, states, events)
    changes: list[tuple[Issue, Change, Sighting]] = []
    owned: list[owning.Owned] = []
    environments: dict[tuple[int, str], list[float]] = defaultdict(list)
    for event, issue_id in zip(events, assigned, strict=True):
        sighting = _sighting(event)
        issue = touched[issue_id]
        order = orders.get(event.row.project_id, NO_ORDER)
        states[issue_id], change = observe(states[issue_id], sighting, order)
        if change is not None:
            changes.append((issue, change, sighting))
            if event.owners:
                owned.append(owning.Owned(issue, event.owners, sighting.received))
        if event.row.environment:
            environments[issue_id, event.row.environment].append(sighting.timestamp)
    for issue_id, issue in touched.items():
        issues.put_state(issue, states[issue_id])
    moved = {issue.pk for issue, _, _ in changes}
    issues.save([touched[issue_id] for issue_id in moved])
    issues.save_counts([issue for issue in touched.values() if issue.pk not in moved])
    issues.count_environments(environments)
    issues.add_changes(changes)
    owning.assign(owned)


def _note_first_events(events: Sequence[DigestedEvent]) -> None:
    received: dict[ProjectId, float] = {}
    for event in events:
        received.setdefault(ProjectId(event.row.project_id), event.row.received)
    names.remember_first_events(received)
