"""What a person may do to issues, one or many. Times are unix seconds.

Each action says which issues it changed and gives a token that takes it back. Whoever changes an issue
hears of it from then on. All raise PermissionDenied.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import msgspec
from django.db import transaction

from seismo.actions.permission import require_for
from seismo.actions.refused import Refused
from seismo.actions.undoing import remember, snapshot
from seismo.catalog import following
from seismo.catalog import issues as catalog
from seismo.catalog.models import Issue, IssueChange, Member, SubscriptionReason, Team, User
from seismo.catalog.releases import newest_release, seen_release
from seismo.model import issue as model
from seismo.model.access import Permission
from seismo.model.change import NOTHING, Assignee, ChangeDetail
from seismo.model.clock import from_unix
from seismo.model.issue import ChangeKind, IssueState, Priority, Status
from seismo.model.release import package_of
from seismo.model.terms import Archive, Resolution, ResolvedIn, hourly_limit
from seismo.ports.stores import Stores
from seismo.queries.issues import name_of
from seismo.upkeep.sightings import busiest_hours, seen_since


@dataclass(frozen=True, slots=True)
class Done:
    kind: ChangeKind
    detail: ChangeDetail
    changed: list[Issue]
    undo: int | None
    """The token for `undoing.undo`; None when nothing changed."""


Transition: TypeAlias = Callable[[Issue, IssueState], tuple[IssueState, ChangeDetail]]


def resolve(
    issues: Sequence[Issue], user: User, now: float, terms: Resolution | None = None
) -> Done:
    """In every release, or under terms. What is resolved already stays as it is without terms.

    Without a release of its own, a resolution in this or in the next one means the newest release of the
    project, and of the issue's package. Raises Refused where there is none.
    """
    complete = _Releases(now)

    def resolved(issue: Issue, state: IssueState) -> tuple[IssueState, ChangeDetail]:
        own = complete(terms, issue) if terms else None
        if state.status is Status.RESOLVED and (own is None or own == state.terms):
            return state, NOTHING
        return model.resolve(state, now, own), ChangeDetail(terms=own)

    return _change(issues, user, now, ChangeKind.RESOLVED, resolved)


class _Releases:
    """Names the release that a resolution leaves open, once for each project and package."""

    def __init__(self, now: float) -> None:
        self._now = now
        self._known: dict[tuple[int, str, str], tuple[str, float]] = {}

    def __call__(self, terms: Resolution, issue: Issue) -> Resolution:
        if terms.resolved_in not in {ResolvedIn.RELEASE, ResolvedIn.NEXT_RELEASE}:
            return terms
        key = (issue.project_id, package_of(issue.last_release), terms.release)
        if key not in self._known:
            self._known[key] = self._find(issue, terms.release)
        name, first_seen = self._known[key]
        return msgspec.structs.replace(terms, release=name, release_seen=first_seen)

    def _find(self, issue: Issue, name: str) -> tuple[str, float]:
        if name:
            return seen_release(issue.project, name, self._now)
        found = newest_release(issue.project, issue.last_release)
        if found is None:
            raise Refused(
                f"No release of {issue.project.name} was seen yet, so {name_of(issue)} cannot be "
                "resolved in one. Set `release` in the SDK, or resolve it without a release."
            )
        return found


def reopen(issues: Sequence[Issue], user: User, now: float) -> Done:
    """What is unresolved already stays as it is."""

    def reopened(_: Issue, state: IssueState) -> tuple[IssueState, ChangeDetail]:
        is_open = state.status is Status.UNRESOLVED
        return state if is_open else model.reopen(state, now), NOTHING

    return _change(issues, user, now, ChangeKind.REOPENED, reopened)


def archive(
    stores: Stores, issues: Sequence[Issue], user: User, now: float, terms: Archive
) -> Done:
    """For good, or under terms; what they count from is found here."""
    ids = [issue.pk for issue in issues]
    users: dict[int, int] = {}
    if terms.users is not None and terms.window is None:
        seen = seen_since(stores.eventstore, dict.fromkeys(ids, 0.0))
        users = {issue_id: counts.users for issue_id, counts in seen.items()}
    limits: dict[int, int] = {}
    if terms.is_until_escalating:
        busiest = busiest_hours(stores.eventstore, ids, now)
        limits = {issue_id: hourly_limit(events) for issue_id, events in busiest.items()}

    def archived(issue: Issue, state: IssueState) -> tuple[IssueState, ChangeDetail]:
        own = msgspec.structs.replace(
            terms,
            events_before=state.times_seen if terms.events is not None else 0,
            users_before=users.get(issue.pk, 0),
            hourly_limit=limits.get(issue.pk),
        )
        return model.archive(state, now, own), ChangeDetail(terms=own)

    return _change(issues, user, now, ChangeKind.ARCHIVED, archived)


def review(issues: Sequence[Issue], user: User, now: float) -> Done:
    """Take them out of what is to be looked at."""

    def reviewed(_: Issue, state: IssueState) -> tuple[IssueState, ChangeDetail]:
        return model.settle(state, now), NOTHING

    return _change(issues, user, now, ChangeKind.REVIEWED, reviewed)


def prioritize(issues: Sequence[Issue], user: User, now: float, priority: Priority) -> Done:
    def prioritized(_: Issue, state: IssueState) -> tuple[IssueState, ChangeDetail]:
        return model.prioritize(state, priority), ChangeDetail(priority=priority)

    return _change(issues, user, now, ChangeKind.PRIORITY, prioritized)


def assign(issues: Sequence[Issue], user: User, now: float, assignee: User | Team | None) -> Done:
    """To a person, to a team, or to nobody. Raises Refused for somebody of another organization."""
    for issue in issues:
        _check_assignee(issue, assignee)
    to = _named(assignee) if assignee else None
    user_id, team_id = (to.user_id, to.team_id) if to else (None, None)
    kind = ChangeKind.ASSIGNED if to else ChangeKind.UNASSIGNED
    require_for(user, issues, Permission.TRIAGE)
    with transaction.atomic():
        found = catalog.load([issue.pk for issue in issues])
        changed = [
            issue
            for issue in found.values()
            if (issue.assigned_user_id, issue.assigned_team_id) != (user_id, team_id)
        ]
        before = {issue.pk: snapshot(issue) for issue in changed}
        for issue in changed:
            issue.assigned_user_id, issue.assigned_team_id = user_id, team_id
        ids = [issue.pk for issue in changed]
        Issue.objects.filter(pk__in=ids).update(assigned_user=user_id, assigned_team=team_id)
        if user_id:
            following.subscribe(ids, [user_id], SubscriptionReason.ASSIGNED)
        detail = ChangeDetail(assignee=to)
        _note(changed, user, now, kind, dict.fromkeys(ids, detail))
        undo = remember(user, kind, before, changed, now) if changed else None
    return Done(kind, detail, changed, undo)


def _named(assignee: User | Team) -> Assignee:
    if isinstance(assignee, Team):
        return Assignee(f"#{assignee.slug}", team_id=assignee.pk)
    return Assignee(assignee.name or assignee.email, user_id=assignee.pk)


def _check_assignee(issue: Issue, assignee: User | Team | None) -> None:
    owner = issue.project.organization_id
    if isinstance(assignee, Team) and assignee.organization_id != owner:
        raise Refused("This team belongs to another organization. Choose one of the issue's own.")
    members = Member.objects.filter(organization_id=owner)
    if isinstance(assignee, User) and not members.filter(user=assignee).exists():
        raise Refused(f"{assignee} is no member of the issue's organization. Invite them first.")


def _change(
    issues: Sequence[Issue], user: User, now: float, kind: ChangeKind, transition: Transition
) -> Done:
    require_for(user, issues, Permission.TRIAGE)
    projects = {issue.pk: issue.project for issue in issues}
    changed: list[Issue] = []
    details: dict[int, ChangeDetail] = {}
    with transaction.atomic():
        found = catalog.load(list(projects))
        before = {issue_id: snapshot(issue) for issue_id, issue in found.items()}
        for issue_id, issue in found.items():
            issue.project = projects[issue_id]
            state = catalog.state_of(issue)
            after, detail = transition(issue, state)
            if after != state:
                catalog.put_state(issue, after)
                details[issue_id] = detail
                changed.append(issue)
        catalog.save(changed)
        following.subscribe(list(details), [user.pk], SubscriptionReason.CHANGED)
        _note(changed, user, now, kind, details)
        undo = remember(user, kind, before, changed, now) if changed else None
    return Done(kind, next(iter(details.values()), NOTHING), changed, undo)


def _note(
    changed: Sequence[Issue],
    user: User,
    now: float,
    kind: ChangeKind,
    details: dict[int, ChangeDetail],
) -> None:
    IssueChange.objects.bulk_create(
        IssueChange(
            issue=issue,
            kind=kind,
            happened=from_unix(now),
            user=user,
            detail=msgspec.to_builtins(details[issue.pk]),
        )
        for issue in changed
    )
