"""Deleting issues with their events, and dropping what would bring them back."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F

from seismo.catalog.merging import committed_through
from seismo.catalog.models import Discard, DiscardedHash, GroupingHash, Issue, Removal, User
from seismo.model.ids import ProjectId
from seismo.model.outcome import Reason
from seismo.ports.payloads import Drop


def delete(issues: Sequence[Issue], now: datetime) -> None:
    """They are gone at once, and their events soon after. Call inside a transaction."""
    through = {str(partition): offset for partition, offset in committed_through().items()}
    hashes = _hashes_of(issues)
    Removal.objects.bulk_create(
        Removal(
            project_id=issue.project_id,
            hashes=[row.hash for row in hashes[issue.pk]],
            through=through,
            asked=now,
        )
        for issue in issues
        if hashes[issue.pk]
    )
    Issue.objects.filter(pk__in=list(hashes)).delete()


def discard(issues: Sequence[Issue], user: User, now: datetime) -> None:
    """Drop what would belong to these issues from now on. Call inside a transaction.

    Hashes that only ever came beside another one are left out: they may be another issue's as well.
    """
    hashes = _hashes_of(issues)
    for issue in issues:
        made = Discard.objects.create(
            project_id=issue.project_id,
            number=issue.number,
            title=issue.title,
            culprit=issue.culprit,
            level=issue.level,
            user=user,
            happened=now,
        )
        DiscardedHash.objects.bulk_create(
            [
                DiscardedHash(project_id=issue.project_id, discard=made, hash=row.hash)
                for row in hashes[issue.pk]
                if not row.seen_with
            ],
            ignore_conflicts=True,
        )


def _hashes_of(issues: Sequence[Issue]) -> dict[int, list[GroupingHash]]:
    found: dict[int, list[GroupingHash]] = {issue.pk: [] for issue in issues}
    for row in GroupingHash.objects.filter(issue_id__in=list(found)):
        found[row.issue_id].append(row)
    return found


def discarded_hashes() -> dict[ProjectId, frozenset[str]]:
    """The hashes of each project that has some."""
    found: dict[ProjectId, set[str]] = {}
    for project_id, hash_ in DiscardedHash.objects.values_list("project_id", "hash"):
        found.setdefault(ProjectId(project_id), set()).add(hash_)
    return {project_id: frozenset(hashes) for project_id, hashes in found.items()}


def count_discarded(drops: Iterable[Drop], now: datetime) -> None:
    """Note what was dropped because its issue was discarded. Call inside the transaction that counts it."""
    counts: Counter[tuple[int, str]] = Counter()
    for drop in drops:
        if drop.reason is Reason.DISCARDED and drop.detail:
            counts[drop.project_id, drop.detail] += drop.quantity
    for (project_id, hash_), quantity in counts.items():
        rows = Discard.objects.filter(project_id=project_id, hashes__hash=hash_)
        Discard.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
            times_dropped=F("times_dropped") + quantity, last_dropped=now
        )


def awaiting_removal() -> set[tuple[int, str]]:
    """Projects and hashes whose events belong to no issue any more and are still stored."""
    rows = Removal.objects.values_list("project_id", "hashes")
    return {(project_id, hash_) for project_id, hashes in rows for hash_ in hashes}
