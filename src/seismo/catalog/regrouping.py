"""Events that move from one issue to another one by one, and the counts that move with them.

Moving an event counts it elsewhere in the catalog; its row and its payload follow in stores of their own. An
event that has moved and whose payload does not say so yet is noted, in the same transaction, so that a replay
that died in between moves nothing twice.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import Greatest

from seismo.catalog import issues, merging
from seismo.catalog.models import Issue, IssueEnvironment, Regrouped
from seismo.model.clock import from_unix
from seismo.model.digested import DigestedEvent
from seismo.model.ids import GroupingHash, ProjectId
from seismo.model.issue import Sighting, opened
from seismo.model.telemetry import Position


class Move(NamedTuple):
    """An event, as it is today, and the hash under which it is counted."""

    event: DigestedEvent
    counted_under: str


class Left(NamedTuple):
    """What is stored of an issue."""

    first_seen: datetime
    last_seen: datetime
    last_event_id: str


def noted() -> dict[Position, str]:
    """The hash under which each event is counted whose payload does not say so yet."""
    rows = Regrouped.objects.values_list("partition", "offset", "row", "hash")
    return {(partition, offset, row): hash_ for partition, offset, row, hash_ in rows}


def forget_notes(positions: Collection[Position]) -> None:
    for partition, offset, row in positions:
        Regrouped.objects.filter(partition=partition, offset=offset, row=row).delete()


def move(moves: Sequence[Move], stays: Collection[int], claimed: set[int]) -> dict[int, int]:
    """Count each event where its hashes of today lead. Call inside a transaction.

    A hash that leads nowhere yet stays with the issue it comes from, unless that issue keeps other events
    (`stays`) or another such hash (`claimed`, which grows here); then it makes an issue. Returns where
    events of each issue that lost some went last.
    """
    keys = {key for each in moves for key in _hashes(each.event)}
    keys |= {_key(each.event, each.counted_under) for each in moves}
    owners = issues.owners(keys)
    lost: dict[int, list[DigestedEvent]] = {}
    gained: dict[int, list[DigestedEvent]] = {}
    went: dict[int, int] = {}
    for each in moves:
        source = owners.get(_key(each.event, each.counted_under))
        target = _target(each.event, source, owners, stays, claimed)
        if target != source:
            gained.setdefault(target, []).append(each.event)
            if source is not None:
                lost.setdefault(source, []).append(each.event)
                went[source] = target
    for issue_id, events in lost.items():
        _take(issue_id, events)
    for issue_id, events in gained.items():
        _give(issue_id, events)
    Regrouped.objects.bulk_create(
        Regrouped(
            partition=each.event.row.partition,
            offset=each.event.row.offset,
            row=each.event.row.row,
            hash=each.event.row.hash,
        )
        for each in moves
    )
    return went


def _target(
    event: DigestedEvent,
    source: int | None,
    owners: dict[issues.HashOfProject, int],
    stays: Collection[int],
    claimed: set[int],
) -> int:
    keys = _hashes(event)
    target = next((owners[key] for key in keys if key in owners), None)
    if target is None:
        if source is None or source in stays or source in claimed:
            state = opened(_sighting(event), is_muted=event.is_muted)
            target = issues.open_issue(ProjectId(event.row.project_id), event, state).pk
        else:
            target = source
            claimed.add(source)
    free = [key for key in keys if key not in owners]
    if free:
        issues.own(target, free, keys[0])
        owners.update(dict.fromkeys(free, target))
    return target


def _take(issue_id: int, events: Sequence[DigestedEvent]) -> None:
    Issue.objects.filter(pk=issue_id).update(times_seen=Greatest(F("times_seen") - len(events), 0))
    for name, count in _environments(events).items():
        rows = IssueEnvironment.objects.filter(issue_id=issue_id, name=name)
        rows.update(times_seen=Greatest(F("times_seen") - count, 0))
        rows.filter(times_seen=0).delete()


def _give(issue_id: int, events: Sequence[DigestedEvent]) -> None:
    times = [event.row.timestamp for event in events]
    newest = max(events, key=lambda event: event.row.timestamp).row
    first, last = from_unix(min(times)), from_unix(max(times))
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if last >= issue.last_seen:
        issue.last_event_id = newest.event_id
        issue.last_release = newest.release or issue.last_release
    issue.times_seen += len(events)
    issue.first_seen, issue.last_seen = min(first, issue.first_seen), max(last, issue.last_seen)
    issue.save()
    seen: dict[tuple[int, str], list[float]] = {}
    for event in events:
        if event.row.environment:
            seen.setdefault((issue_id, event.row.environment), []).append(event.row.timestamp)
    issues.count_environments(seen)


def _environments(events: Sequence[DigestedEvent]) -> Counter[str]:
    return Counter(event.row.environment for event in events if event.row.environment)


def settle(issue_id: int, left: Left | None, into_id: int) -> None:
    """What is left of an issue that lost events. One without any leads to where its last event went.

    Call inside a transaction. Events that are not stored any more stay counted, and stay with it.
    """
    issue = Issue.objects.select_for_update().filter(pk=issue_id).first()
    into = Issue.objects.filter(pk=into_id).first()
    if issue is None:
        return
    if left is not None:
        issue.first_seen, issue.last_seen = left.first_seen, left.last_seen
        issue.last_event_id = left.last_event_id
        issue.save(update_fields=["first_seen", "last_seen", "last_event_id"])
    elif not issue.times_seen and into is not None and into.pk != issue.pk:
        merging.move_all([issue], into)


def _hashes(event: DigestedEvent) -> list[issues.HashOfProject]:
    return [(ProjectId(event.row.project_id), hash_) for hash_ in dict.fromkeys(event.hashes)]


def _key(event: DigestedEvent, hash_: str) -> issues.HashOfProject:
    return ProjectId(event.row.project_id), GroupingHash(hash_)


def _sighting(event: DigestedEvent) -> Sighting:
    row = event.row
    return Sighting(row.event_id, row.timestamp, row.received, row.release or "")
