"""What a person may do to issues."""

from collections.abc import Callable, Sequence

from django.db import transaction

from seismo.actions.permission import require_for
from seismo.catalog import issues as catalog
from seismo.catalog.models import Issue, IssueChange, User
from seismo.model import issue as model
from seismo.model.access import Permission
from seismo.model.clock import from_unix
from seismo.model.issue import ChangeKind, IssueState, Status


def resolve(issues: Sequence[Issue], user: User, now: float) -> list[Issue]:
    """Those that this changed: what is resolved already stays as it is. `now` in unix seconds.

    Raises PermissionDenied.
    """
    return _change(
        issues,
        user,
        now,
        kind=ChangeKind.RESOLVED,
        transition=lambda state: _resolved(state, now),
    )


def reopen(issues: Sequence[Issue], user: User, now: float) -> list[Issue]:
    """Those that this changed: what is unresolved already stays as it is. `now` in unix seconds.

    Raises PermissionDenied.
    """
    return _change(issues, user, now, kind=ChangeKind.REOPENED, transition=_reopened)


def _resolved(state: IssueState, now: float) -> IssueState:
    return state if state.status is Status.RESOLVED else model.resolve(state, now)


def _reopened(state: IssueState) -> IssueState:
    return state if state.status is Status.UNRESOLVED else model.reopen(state)


def _change(
    issues: Sequence[Issue],
    user: User,
    now: float,
    *,
    kind: ChangeKind,
    transition: Callable[[IssueState], IssueState],
) -> list[Issue]:
    require_for(user, issues, Permission.TRIAGE)
    changed: list[Issue] = []
    with transaction.atomic():
        for issue in catalog.load([issue.pk for issue in issues]).values():
            before = catalog.state_of(issue)
            after = transition(before)
            if after != before:
                catalog.put_state(issue, after)
                changed.append(issue)
        Issue.objects.bulk_update(changed, ["status", "substatus", "resolved_at"])
        IssueChange.objects.bulk_create(
            IssueChange(issue=issue, kind=kind, happened=from_unix(now), user=user)
            for issue in changed
        )
    return changed
