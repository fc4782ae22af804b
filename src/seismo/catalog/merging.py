"""Issues that become one, and parts that become an issue of their own. Call inside a transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import ForeignKey, Q

from seismo.catalog.models import (
    Bookmark,
    GroupingHash,
    Issue,
    IssueEnvironment,
    MergedNumber,
    Progress,
    Subscription,
)


class EnvironmentSeen(NamedTuple):
    times_seen: int
    first_seen: datetime
    last_seen: datetime


_OF_PERSONS = (Bookmark, Subscription)
"""One for each person and issue: who has one of both keeps that of the issue that stays."""
_MOVED_APART = (IssueEnvironment, MergedNumber, *_OF_PERSONS)
"""What is not moved row by row."""


def move_all(others: Sequence[Issue], into: Issue) -> None:
    """Lead everything that belongs to these issues to another one, then delete them."""
    ids = [issue.pk for issue in others]
    for relation in Issue._meta.related_objects:
        field = relation.field
        if isinstance(field, ForeignKey) and field.model not in _MOVED_APART:
            rows = field.model._default_manager.filter(**{f"{field.name}__in": ids})
            rows.update(**{field.name: into})
    _add_environments(into, list(IssueEnvironment.objects.filter(issue_id__in=ids)))
    for model in _OF_PERSONS:
        _move_once(model, ids, into)
    MergedNumber.objects.filter(issue_id__in=ids).update(issue=into)
    MergedNumber.objects.bulk_create(
        MergedNumber(project_id=issue.project_id, number=issue.number, issue=into)
        for issue in others
    )
    Issue.objects.filter(pk__in=ids).delete()


def _move_once(model: type[Bookmark | Subscription], ids: Sequence[int], into: Issue) -> None:
    there = set(model.objects.filter(issue=into).values_list("user_id", flat=True))
    for row in model.objects.filter(issue_id__in=ids).order_by("pk"):
        if row.user_id not in there:
            there.add(row.user_id)
            row.issue = into
            row.save(update_fields=["issue"])


def _add_environments(into: Issue, rows: Sequence[IssueEnvironment]) -> None:
    sums = environments_of(into)
    for row in rows:
        known = sums.get(row.name)
        sums[row.name] = EnvironmentSeen(
            row.times_seen + (known.times_seen if known else 0),
            min(row.first_seen, known.first_seen) if known else row.first_seen,
            max(row.last_seen, known.last_seen) if known else row.last_seen,
        )
    put_environments(into, sums)


def environments_of(issue: Issue) -> dict[str, EnvironmentSeen]:
    rows = IssueEnvironment.objects.filter(issue=issue)
    return {
        row.name: EnvironmentSeen(row.times_seen, row.first_seen, row.last_seen) for row in rows
    }


def put_environments(issue: Issue, seen: Mapping[str, EnvironmentSeen]) -> None:
    """These, and no others."""
    IssueEnvironment.objects.filter(issue=issue).exclude(name__in=seen).delete()
    IssueEnvironment.objects.bulk_create(
        [IssueEnvironment(issue=issue, name=name, **one._asdict()) for name, one in seen.items()],
        update_conflicts=True,
        unique_fields=["issue", "name"],
        update_fields=["times_seen", "first_seen", "last_seen"],
    )


def with_companions(issue: Issue, hashes: Collection[str], others: Collection[str]) -> list[str]:
    """These hashes of an issue, and those that came with them and are not among the others."""
    wanted = Q(hash__in=hashes) | Q(seen_with__in=hashes) & ~Q(hash__in=others)
    return list(GroupingHash.objects.filter(wanted, issue=issue).values_list("hash", flat=True))


def move_hashes(source: Issue, hashes: Collection[str], into: Issue) -> None:
    GroupingHash.objects.filter(issue=source, hash__in=hashes).update(issue=into)


def committed_through() -> dict[int, int]:
    """The offset in each partition up to which all is counted."""
    return dict(Progress.objects.values_list("partition", "offset"))
