"""Taking back what was done to issues: they become what they were, unless something happened since."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from seismo.actions.permission import require_for
from seismo.catalog import issues as catalog
from seismo.catalog.models import Issue, UndoStep, User
from seismo.model.access import Permission
from seismo.model.change import ChangeDetail
from seismo.model.clock import from_unix
from seismo.model.issue import ChangeKind

KEPT = 86_400.0
"""Seconds for which a step can be taken back."""


class Snapshot(msgspec.Struct, frozen=True):
    """Of an issue what people change."""

    status: str
    substatus: str
    since: datetime
    terms: dict[str, Any] | None
    resolved_at: datetime | None
    priority: str
    is_priority_set: bool
    assigned_user_id: int | None
    assigned_team_id: int | None


class Step(msgspec.Struct, frozen=True):
    issue_id: int
    before: Snapshot
    after: Snapshot


def snapshot(issue: Issue) -> Snapshot:
    return Snapshot(**{name: getattr(issue, name) for name in Snapshot.__struct_fields__})


def remember(
    user: User, kind: ChangeKind, before: Mapping[int, Snapshot], after: Sequence[Issue], now: float
) -> int:
    """A token for `undo`. Call inside the transaction that changes the issues."""
    steps = [Step(issue.pk, before[issue.pk], snapshot(issue)) for issue in after]
    made = UndoStep.objects.create(
        user=user, made=from_unix(now), kind=kind, snapshots=msgspec.to_builtins(steps)
    )
    return made.pk


def undo(user: User, token: int, now: float) -> list[Issue]:
    """Take a step of this user back; the issues that this changed. Raises PermissionDenied.

    Nothing happens to issues that changed since, and nothing at all a day later or a second time.
    """
    with transaction.atomic():
        made = UndoStep.objects.select_for_update().filter(
            pk=token, user=user, made__gt=from_unix(now - KEPT)
        )
        step = made.first()
        if step is None:
            return []
        steps = {each.issue_id: each for each in msgspec.convert(step.snapshots, list[Step])}
        found = Issue.objects.select_related("project").filter(pk__in=steps)
        changed = [issue for issue in found if snapshot(issue) == steps[issue.pk].after]
        require_for(user, changed, Permission.TRIAGE)
        detail = ChangeDetail(undone=step.kind)
        for issue in changed:
            for name, value in msgspec.structs.asdict(steps[issue.pk].before).items():
                setattr(issue, name, value)
            issue.save(update_fields=list(Snapshot.__struct_fields__))
            catalog.add_note(issue, ChangeKind.UNDONE, now, detail, user=user)
        step.delete()
    return changed
