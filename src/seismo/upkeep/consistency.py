"""Whether all stores say the same: payloads, rows, counters, issues, outcomes and blobs.

Everything is counted up to the place in the journal that the catalog has counted, so it may be asked while
events come in. Nobody may remove anything meanwhile.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date

from django.db import transaction
from django.db.models import Sum
from sqlglot import exp, select

from seismo.catalog.merging import committed_through
from seismo.catalog.models import GroupingHash, Issue, OutcomeCount, Project, StoredDay
from seismo.catalog.removing import awaiting_removal
from seismo.catalog.stored import held_on
from seismo.model.ids import ProjectId
from seismo.model.outcome import DataCategory
from seismo.model.retention import Kind, Share
from seismo.model.telemetry import BLOB_TABLES
from seismo.ports.stores import Stores
from seismo.ports.upkeep import Upkeep

ERRORS = (DataCategory.ERROR, DataCategory.DEFAULT, DataCategory.SECURITY)
_UP_TO = exp.and_(
    exp.column("partition", quoted=True).eq(exp.Placeholder(this="partition")),
    exp.column("offset", quoted=True) <= exp.Placeholder(this="through"),
)
_ROWS_BY_HASH = (
    select("project_id", "hash", "CAST(received AS DATE) AS day", "count(*)")
    .from_("events")
    .where(_UP_TO)
    .group_by("project_id", "hash", "day")
)


@dataclass(frozen=True, slots=True)
class Books:
    """What the catalog says at one moment."""

    through: dict[int, int]
    """The offset in each partition up to which all is counted."""
    stored: dict[Share, tuple[int, int]]
    """Items that are there, and items that were removed."""
    accepted: Counter[tuple[ProjectId, date]]
    """Events that were accepted, by their day of receipt."""
    times_seen: dict[int, int]
    """By issue."""
    project_of: dict[int, ProjectId]
    owners: dict[tuple[ProjectId, str], int]
    """The issue of each grouping hash."""
    removed: set[tuple[int, str]]
    """Hashes of deleted issues whose events are about to go."""


def differences(stores: Stores, upkeep: Upkeep) -> Iterator[str]:
    """One sentence for each thing on which two stores do not agree; nothing when all is well."""
    books = _books()
    rows = _rows_by_hash(stores, books.through)
    yield from _of_payloads(upkeep, books)
    yield from _of_rows(rows, books)
    yield from _of_outcomes(books)
    yield from _of_issues(rows, books)
    yield from _of_blobs(stores)


def _books() -> Books:
    with transaction.atomic():
        names = dict(Project.with_deleted.values_list("pk", "slug"))
        issues = list(Issue.objects.values_list("pk", "project_id", "times_seen"))
        return Books(
            through=committed_through(),
            stored={
                Share(row.day, ProjectId(row.project_id), Kind(row.kind)): (row.items, row.removed)
                for row in StoredDay.objects.filter(project_id__in=names)
            },
            accepted=_accepted(),
            times_seen={pk: times for pk, _, times in issues},
            project_of={pk: ProjectId(project_id) for pk, project_id, _ in issues},
            owners={
                (ProjectId(project_id), hash_): issue_id
                for project_id, hash_, issue_id in GroupingHash.objects.values_list(
                    "project_id", "hash", "issue_id"
                )
            },
            removed=awaiting_removal(),
        )


def _accepted() -> Counter[tuple[ProjectId, date]]:
    sums: Counter[tuple[ProjectId, date]] = Counter()
    rows = OutcomeCount.objects.filter(reason="", category__in=ERRORS)
    for project_id, hour, total in rows.values_list("project_id", "hour").annotate(
        total=Sum("quantity")
    ):
        sums[ProjectId(project_id), hour.astimezone(UTC).date()] += total
    return sums


def _rows_by_hash(
    stores: Stores, through: Mapping[int, int]
) -> Counter[tuple[ProjectId, str, date]]:
    rows: Counter[tuple[ProjectId, str, date]] = Counter()
    for partition, offset in through.items():
        values = {"partition": partition, "through": offset}
        for project_id, hash_, day, count in stores.eventstore.select(_ROWS_BY_HASH, values):
            rows[ProjectId(project_id), hash_, day] += count
    return rows


def _of_payloads(upkeep: Upkeep, books: Books) -> Iterator[str]:
    """What the files of days hold against the counters."""
    held: Counter[Share] = Counter()
    for day in upkeep.payloads.days():
        held += held_on(day, upkeep.history.count, books.through)
    living = {share.project_id for share in books.stored}
    for share in sorted(
        books.stored.keys() | {share for share in held if share.project_id in living}
    ):
        counted_items, _ = books.stored.get(share, (0, 0))
        if held[share] != counted_items:
            yield (
                f"{_name(share)}: {held[share]} are in the files of payloads, "
                f"{counted_items} are counted"
            )


def _of_rows(rows: Mapping[tuple[ProjectId, str, date], int], books: Books) -> Iterator[str]:
    """The rows of events against the counters."""
    by_day: Counter[Share] = Counter()
    for (project_id, _, day), count in rows.items():
        by_day[Share(day, project_id, Kind.ERRORS)] += count
    counted = {share for share in books.stored if share.kind is Kind.ERRORS}
    for share in sorted(counted):
        items, _ = books.stored[share]
        if by_day[share] != items:
            yield f"{_name(share)}: {by_day[share]} rows for search, {items} are counted"


def _of_outcomes(books: Books) -> Iterator[str]:
    """Every accepted event is stored, or counted as removed, as long as anything of its day is there."""
    for share, (items, removed) in sorted(books.stored.items()):
        accepted = books.accepted[share.project_id, share.day]
        if share.kind is Kind.ERRORS and accepted and accepted != items + removed:
            yield (
                f"{_name(share)}: {accepted} were accepted, {items} are stored "
                f"and {removed} were removed"
            )


def _of_issues(rows: Mapping[tuple[ProjectId, str, date], int], books: Books) -> Iterator[str]:
    """Every row belongs to an issue, which counts at least its rows; exactly them when all are there."""
    by_issue: Counter[int] = Counter()
    astray: Counter[ProjectId] = Counter()
    for (project_id, hash_, _), count in rows.items():
        if (project_id, hash_) in books.removed:
            continue
        issue = books.owners.get((project_id, hash_))
        if issue is not None:
            by_issue[issue] += count
        elif project_id in set(books.project_of.values()):
            astray[project_id] += count
    for project_id, count in sorted(astray.items()):
        yield f"project {project_id}: {count} rows of events belong to no issue"
    complete = _complete(books)
    for issue, times in sorted(books.times_seen.items()):
        exact = not books.removed and books.project_of[issue] in complete
        if by_issue[issue] > times or (exact and by_issue[issue] != times):
            yield f"issue {issue}: {by_issue[issue]} rows of events, {times} are counted"


def _complete(books: Books) -> set[ProjectId]:
    """Projects of which every event that was ever accepted is still stored."""
    stored: Counter[ProjectId] = Counter()
    for share, (items, _) in books.stored.items():
        if share.kind is Kind.ERRORS:
            stored[share.project_id] += items
    accepted: Counter[ProjectId] = Counter()
    for (project_id, _), count in books.accepted.items():
        accepted[project_id] += count
    return {project_id for project_id, count in stored.items() if accepted[project_id] == count}


def _of_blobs(stores: Stores) -> Iterator[str]:
    for table in BLOB_TABLES:
        for (digest,) in stores.eventstore.select(select("blob").distinct().from_(table), {}):
            try:
                content = stores.blobs.open(digest)
            except KeyError:
                yield f"blob {digest} of {table} is missing"
                continue
            if hashlib.sha256(content).hexdigest() != digest:
                yield f"blob {digest} of {table} is damaged"


def _name(share: Share) -> str:
    return f"{share.kind} of project {share.project_id} on {share.day}"
