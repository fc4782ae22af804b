"""Issues and the grouping hashes that lead to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection

from seismo.catalog.lookups import Given, Values
from seismo.catalog.models import GroupingHash, Issue, IssueChange, IssueEnvironment
from seismo.catalog.prepared import Prepared
from seismo.catalog.projects import next_number
from seismo.catalog.upsert import Upsert
from seismo.model import ids
from seismo.model.change import NOTHING, ChangeDetail
from seismo.model.clock import from_unix
from seismo.model.digested import DigestedEvent
from seismo.model.ids import ProjectId
from seismo.model.issue import (
    Change,
    ChangeKind,
    IssueState,
    Priority,
    Sighting,
    Status,
    Substatus,
)
from seismo.model.terms import Terms

HashOfProject = tuple[ProjectId, ids.GroupingHash]

_SAVED = [
    "level",
    "status",
    "substatus",
    "since",
    "terms",
    "priority",
    "is_priority_set",
    "first_seen",
    "last_seen",
    "times_seen",
    "first_release",
    "last_release",
    "last_event_id",
    "resolved_at",
]


_COUNTS = frozenset(
    {"level", "first_seen", "last_seen", "times_seen", "last_release", "last_event_id"}
)


_OWNERS = Prepared(
    lambda: GroupingHash.objects.filter(
        project=Given("project"), hash__among=Given("hashes")
    ).values_list("hash", "issue_id")
)
_TOUCHED = Prepared(lambda: Issue.objects.select_for_update().filter(pk__among=Given("pks")))
_SEEN_IN = Prepared(
    lambda: (
        IssueEnvironment.objects.select_for_update()
        .filter(issue__among=Given("issues"))
        .values_list("issue_id", "name", "times_seen", "first_seen", "last_seen")
    )
)
_SEEN = Upsert(IssueEnvironment, ("issue", "name"), ("times_seen", "first_seen", "last_seen"))


def owners(hashes: Collection[HashOfProject]) -> dict[HashOfProject, int]:
    """The issue id of each hash that has one."""
    by_project: dict[ProjectId, list[str]] = defaultdict(list)
    for project_id, hash_ in hashes:
        by_project[project_id].append(hash_)
    found: dict[HashOfProject, int] = {}
    for project_id, wanted in by_project.items():
        for text, issue_id in _OWNERS.rows(project=project_id, hashes=Values(wanted)):
            found[project_id, ids.GroupingHash(text)] = issue_id
    return found


def own(issue_id: int, hashes: Iterable[HashOfProject], seen_with: HashOfProject) -> None:
    """Lead these hashes, which have no issue yet, to this one. `seen_with` is the event's first hash."""
    first = seen_with[1]
    GroupingHash.objects.bulk_create(
        GroupingHash(
            project_id=project_id,
            hash=hash_,
            hash_key=ids.hash_key(hash_),
            issue_id=issue_id,
            seen_with="" if hash_ == first else first,
        )
        for project_id, hash_ in hashes
    )


def open_issue(project_id: ProjectId, event: DigestedEvent, state: IssueState) -> Issue:
    """A new issue, titled by its first event: a title that flips with every event reads as many bugs."""
    row = event.row
    issue = Issue(
        project_id=project_id,
        number=next_number(project_id),
        title=row.title[:512],
        culprit=row.culprit[:200],
        platform=row.platform,
        metadata=event.metadata,
    )
    put_state(issue, state)
    issue.save(force_insert=True)
    return issue


def load(issue_ids: Collection[int]) -> dict[int, Issue]:
    return {issue.pk: issue for issue in _TOUCHED.rows(pks=Values(list(issue_ids)))}


def state_of(issue: Issue) -> IssueState:
    return IssueState(
        status=Status(issue.status),
        substatus=Substatus(issue.substatus) if issue.substatus else None,
        since=issue.since.timestamp(),
        terms=msgspec.convert(issue.terms, Terms) if issue.terms else None,
        level=issue.level,
        priority=Priority(issue.priority),
        is_priority_set=issue.is_priority_set,
        first_seen=issue.first_seen.timestamp(),
        last_seen=issue.last_seen.timestamp(),
        times_seen=issue.times_seen,
        resolved_at=issue.resolved_at.timestamp() if issue.resolved_at else None,
        first_release=issue.first_release,
        last_release=issue.last_release,
        last_event_id=issue.last_event_id,
    )


def put_state(issue: Issue, state: IssueState) -> None:
    issue.status = state.status
    issue.substatus = state.substatus or ""
    issue.since = from_unix(state.since)
    issue.terms = msgspec.to_builtins(state.terms) if state.terms else None
    issue.level = state.level
    issue.priority = state.priority
    issue.is_priority_set = state.is_priority_set
    issue.first_seen = from_unix(state.first_seen)
    issue.last_seen = from_unix(state.last_seen)
    issue.times_seen = state.times_seen
    issue.resolved_at = from_unix(state.resolved_at) if state.resolved_at else None
    issue.first_release = state.first_release
    issue.last_release = state.last_release
    issue.last_event_id = state.last_event_id


def save_counts(issues: Collection[Issue]) -> None:
    """Write what every event changes: much cheaper than `save`, which writes whole rows."""
    fields = [field for field in Issue._meta.concrete_fields if field.name in _COUNTS]
    assignments = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    table, key = (connection.ops.quote_name(name) for name in (Issue._meta.db_table, "id"))
    query = f"UPDATE {table} SET {assignments} WHERE {key} = %s"  # noqa: S608 - columns' names
    rows = [
        [
            *(
                field.get_db_prep_save(getattr(issue, field.attname), connection)
                for field in fields
            ),
            issue.pk,
        ]
        for issue in issues
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(query, rows)


def save(issues: Collection[Issue]) -> None:
    """Write what events and people change. One statement, however many issues."""
    Issue.objects.bulk_create(
        issues, update_conflicts=True, unique_fields=["id"], update_fields=_SAVED
    )


def add_changes(changes: Sequence[tuple[Issue, Change, Sighting]]) -> None:
    """Append to the outbox what events did."""
    IssueChange.objects.bulk_create(
        IssueChange(
            issue=issue,
            kind=change.kind,
            happened=from_unix(sighting.received),
            event_id=sighting.event_id,
            release=sighting.release,
            detail=msgspec.to_builtins(ChangeDetail(sentence=change.sentence)),
        )
        for issue, change, sighting in changes
    )


def add_note(
    issue: Issue, kind: ChangeKind, now: float, detail: ChangeDetail = NOTHING, **fields: Any
) -> None:
    """Append one row to the outbox; `fields` are columns of it."""
    IssueChange.objects.create(
        issue=issue,
        kind=kind,
        happened=from_unix(now),
        detail=msgspec.to_builtins(detail),
        **fields,
    )


def count_environments(seen: Mapping[tuple[int, str], Sequence[float]]) -> None:
    """Count events, given as timestamps, per issue id and environment."""
    if not seen:
        return
    rows = _SEEN_IN.rows(issues=Values(list({issue_id for issue_id, _ in seen})))
    known = {(issue_id, name): counts for issue_id, name, *counts in rows}
    _SEEN.write(_counted(known.get(key), key, times) for key, times in seen.items())


def _counted(
    known: Sequence[Any] | None, key: tuple[int, str], times: Sequence[float]
) -> tuple[object, ...]:
    """A row of `_SEEN`; `known` is what it says already."""
    first, last = from_unix(min(times)), from_unix(max(times))
    if known is None:
        return *key, len(times), first, last
    events, known_first, known_last = known
    return *key, len(times) + events, min(first, known_first), max(last, known_last)
