"""Digesting what is stored again, under the rules of today: all of it, or a project, or some days.

Looked at twice: first to learn which issues keep an event, then to change what has to change, some at a time.
Each time the counts go first, in one transaction with a note of what has moved, then payloads and rows.
What dies half way is asked for again.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date
from itertools import islice

from django.db import transaction
from sqlglot import exp, select

from seismo.catalog import issues, regrouping
from seismo.catalog.merging import committed_through
from seismo.catalog.models import GroupingHash, Issue
from seismo.catalog.projects import project_rules
from seismo.catalog.regrouping import Left, Move
from seismo.digest.reindex import index_words
from seismo.digest.replaying import Replayed, replayed
from seismo.model.ids import GroupingHash as Hash
from seismo.model.ids import ProjectId
from seismo.model.project import ProjectRules
from seismo.model.telemetry import Position
from seismo.ports.stores import Stores
from seismo.ports.upkeep import Upkeep

AT_ONCE = 200
"""Payloads whose results are in memory, and that are changed together: commits wait for that."""
_LEFT = (
    select("min(timestamp)", "max(timestamp)", "arg_max(event_id, timestamp)")
    .from_("events")
    .where(
        exp.column("project_id").eq(exp.Placeholder(this="project")),
        exp.func("list_contains", exp.Placeholder(this="hashes"), exp.column("hash")),
    )
)


@dataclass
class Replay:
    """What a replay does, and what it did."""

    stores: Stores
    upkeep: Upkeep
    rules: dict[ProjectId, ProjectRules]
    days: list[date]
    stays: set[int] = field(default_factory=set)
    """Issues that keep an event."""
    claimed: set[int] = field(default_factory=set)
    """Issues that got a hash of today which led nowhere."""
    went: dict[int, int] = field(default_factory=dict)
    """Issues that lost events, and where they went last."""
    noted: dict[Position, str] = field(default_factory=dict)
    through: dict[int, int] = field(default_factory=committed_through)
    """The offset in each partition up to which events are counted: others would be moved too early."""
    looked_at: int = 0
    changed: int = 0
    regrouped: int = 0


def replay(
    stores: Stores, upkeep: Upkeep, project_ids: Collection[int] | None, since: date | None
) -> Replay:
    """Of these projects, or of all, from that day of receipt on, or from the first."""
    chosen = {
        project_id: rules
        for project_id, rules in project_rules().items()
        if project_ids is None or project_id in project_ids
    }
    days = [day for day in upkeep.payloads.days() if since is None or day >= since]
    doing = Replay(stores, upkeep, chosen, days, noted=regrouping.noted())
    for day in days:
        for batch in _batches(doing, day):
            doing.stays |= _staying(doing, batch)
    other_words: list[date] = []
    for day in days:
        before = doing.changed
        for batch in _batches(doing, day):
            _change(doing, batch)
        if doing.changed > before:
            upkeep.payloads.give_back(day)
            other_words.append(day)
    if other_words:
        index_words(other_words, stores, upkeep)
    with transaction.atomic():
        for issue_id, into_id in doing.went.items():
            regrouping.settle(issue_id, _left(doing, issue_id), into_id)
    return doing


def _batches(doing: Replay, day: date) -> Iterator[list[Replayed]]:
    payloads = doing.upkeep.history.payloads(day)
    wanted = (
        each
        for each in payloads
        if each.project_id in doing.rules and each.offset <= doing.through.get(each.partition, 0)
    )
    while batch := list(islice(wanted, AT_ONCE)):
        yield [replayed(each, doing.rules[each.project_id]) for each in batch]


def _counted_under(doing: Replay, each: Replayed) -> str:
    before = each.before
    return doing.noted.get((before.partition, before.offset, before.row), before.hash)


def _staying(doing: Replay, batch: list[Replayed]) -> set[int]:
    moves = [each for each in batch if each.event is not None]
    owners = issues.owners(
        {
            (each.before.project_id, Hash(hash_))
            for each in moves
            for hash_ in (each.after.hash, _counted_under(doing, each))
        }
    )
    return {
        owner
        for each in moves
        if (owner := owners.get((each.before.project_id, Hash(each.after.hash)))) is not None
        and owner == owners.get((each.before.project_id, Hash(_counted_under(doing, each))))
    }


def _change(doing: Replay, batch: list[Replayed]) -> None:
    doing.looked_at += len(batch)
    changed = [each for each in batch if each.is_changed]
    if not changed:
        return
    moves = [
        Move(each.event, _counted_under(doing, each))
        for each in changed
        if each.event is not None and _counted_under(doing, each) != each.after.hash
    ]
    if moves:
        with transaction.atomic():
            doing.went |= regrouping.move(moves, doing.stays, doing.claimed)
    doing.upkeep.history.replace([each.after for each in changed], [])
    doing.upkeep.eventstore.replace([rows for each in changed for rows in each.rows])
    regrouping.forget_notes(
        [(each.before.partition, each.before.offset, each.before.row) for each in changed]
    )
    doing.changed += len(changed)
    doing.regrouped += sum(each.is_regrouped for each in changed)


def _left(doing: Replay, issue_id: int) -> Left | None:
    issue = Issue.objects.filter(pk=issue_id).first()
    if issue is None:
        return None
    hashes = list(GroupingHash.objects.filter(issue=issue).values_list("hash", flat=True))
    values = {"project": issue.project_id, "hashes": hashes}
    ((first, last, event_id),) = doing.stores.eventstore.select(_LEFT, values)
    if event_id is None:
        return None
    return Left(first.replace(tzinfo=UTC), last.replace(tzinfo=UTC), event_id)
