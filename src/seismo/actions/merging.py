"""Making one issue of several, and several of one.

What moves are grouping hashes, so every event of the past and of the future moves with them, and no
stored event is touched.
"""

from collections.abc import Collection, Sequence

from django.db import transaction

from seismo.actions.permission import require
from seismo.actions.refused import Refused
from seismo.catalog import issues as catalog
from seismo.catalog import merging
from seismo.catalog.merging import EnvironmentSeen
from seismo.catalog.models import Issue, IssueChange, User
from seismo.catalog.projects import next_number
from seismo.model.access import Permission
from seismo.model.clock import from_unix
from seismo.model.ids import ProjectId
from seismo.model.issue import ChangeKind, IssueState, Status, Substatus, merged, priority_by
from seismo.ports.stores import Stores
from seismo.queries.issues import name_of
from seismo.queries.parts import Seen, hashes_seen, parts_seen


def merge(into: Issue, others: Sequence[Issue], user: User, now: float) -> None:
    """Make these issues a part of the first one. Their short ids lead to it.

    Raises Refused, and PermissionDenied.
    """
    require(user, into.project, Permission.TRIAGE)
    for other in others:
        if other.pk == into.pk:
            raise Refused(f"{name_of(other)} is this issue. Give the short id of another one.")
        if other.project_id != into.project_id:
            raise Refused(
                f"{name_of(other)} belongs to another project. Only issues of one project can be merged."
            )
    names = ", ".join(name_of(other) for other in others)
    with transaction.atomic():
        known = catalog.load([into.pk, *(other.pk for other in others)])
        if len(known) != len(others) + 1:
            raise Refused("One of the issues was merged a moment ago. Load the page again.")
        target = known.pop(into.pk)
        state = catalog.state_of(target)
        for other in known.values():
            state = merged(state, catalog.state_of(other), now)
        merging.move_all(list(known.values()), target)
        catalog.put_state(target, state)
        target.save()
        _note(target, ChangeKind.MERGED, user, now, names)


def unmerge(stores: Stores, issue: Issue, hashes: Collection[str], user: User, now: float) -> Issue:
    """Make a part of an issue, given by hashes, an issue of its own. Raises Refused, and PermissionDenied.

    Counts are taken from the stored events, and those of the issue lose what the part gets. What is
    not stored any more stays with the issue.
    """
    require(user, issue.project, Permission.TRIAGE)
    with transaction.atomic():
        source = catalog.load([issue.pk]).get(issue.pk)
        if source is None:
            raise Refused("The issue was merged a moment ago. Load the page again.")
        seen = {row.hash for row in hashes_seen(stores, source)}
        moved = seen.intersection(hashes)
        if not moved:
            raise Refused("Choose at least one part that is to become an issue of its own.")
        if moved == seen:
            raise Refused("Leave at least one part in this issue.")
        every = merging.with_companions(source, moved, seen - moved)
        through = merging.committed_through()
        part, rest = parts_seen(stores, source, every, through)
        if not part or not rest:
            raise Refused("These events are still being counted. Try again in a second.")
        made = _opened(source, part, now)
        merging.move_hashes(source, every, made)
        _take_away(source, part, rest, now)
        _note(source, ChangeKind.UNMERGED, user, now, name_of(made))
        _note(made, ChangeKind.SPLIT_OFF, user, now, name_of(source))
    return made


def _note(issue: Issue, kind: ChangeKind, user: User, now: float, other: str) -> None:
    IssueChange.objects.create(
        issue=issue, kind=kind, happened=from_unix(now), user=user, other=other[:200]
    )


def _opened(source: Issue, part: Sequence[Seen], now: float) -> Issue:
    first = min(part, key=lambda seen: seen.first_seen)
    found = {"type": first.error_type, "value": first.error_value, "title": first.title}
    made = Issue(
        project=source.project,
        number=next_number(ProjectId(source.project_id)),
        title=first.title[:512],
        culprit=first.culprit[:200],
        platform=first.platform,
        metadata={name: value for name, value in found.items() if value},
    )
    catalog.put_state(made, _state(part, now))
    made.save(force_insert=True)
    merging.put_environments(made, _environments(part))
    return made


def _state(part: Sequence[Seen], now: float) -> IssueState:
    first = min(part, key=lambda seen: seen.first_seen)
    last = max(part, key=lambda seen: seen.last_seen)
    return IssueState(
        status=Status.UNRESOLVED,
        substatus=Substatus.ONGOING,
        since=now,
        terms=None,
        level=first.level,
        priority=priority_by(first.level),
        is_priority_set=False,
        first_seen=first.first_seen.timestamp(),
        last_seen=last.last_seen.timestamp(),
        times_seen=sum(seen.events for seen in part),
        resolved_at=None,
        first_release=first.first_release,
        last_release=last.last_release,
        last_event_id=last.last_event_id,
    )


def _environments(part: Sequence[Seen]) -> dict[str, EnvironmentSeen]:
    return {
        seen.environment: EnvironmentSeen(seen.events, seen.first_seen, seen.last_seen)
        for seen in part
        if seen.environment
    }


def _take_away(source: Issue, part: Sequence[Seen], rest: Sequence[Seen], now: float) -> None:
    """What is left. What nobody can know any more, because it is not stored, stays as it was."""
    gone, left = _state(part, now), _state(rest, now)
    source.times_seen = max(source.times_seen - gone.times_seen, left.times_seen)
    if from_unix(gone.first_seen) <= source.first_seen:
        source.first_seen, source.first_release = from_unix(left.first_seen), left.first_release
    source.last_seen, source.last_release = from_unix(left.last_seen), left.last_release
    source.last_event_id = left.last_event_id
    source.save()
    known, moved, stored = (
        merging.environments_of(source),
        _environments(part),
        _environments(rest),
    )
    kept: dict[str, EnvironmentSeen] = {}
    for name, seen in known.items():
        if name not in moved:
            kept[name] = seen
            continue
        times = seen.times_seen - moved[name].times_seen
        if name in stored:
            kept[name] = stored[name]._replace(times_seen=max(times, stored[name].times_seen))
        elif times > 0:
            kept[name] = seen._replace(times_seen=times)
    merging.put_environments(source, kept)
