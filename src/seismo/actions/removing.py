"""Deleting issues, for now or for good, and letting what was discarded in again.

Neither is taken back: the events really go. All raise PermissionDenied.
"""

from collections.abc import Sequence

from django.db import transaction

from seismo.actions.permission import require, require_for
from seismo.catalog import removing
from seismo.catalog.audit import note
from seismo.catalog.models import Discard, Issue, User
from seismo.model.access import Permission
from seismo.model.audit import AuditEvent
from seismo.model.clock import from_unix
from seismo.queries.issues import name_of


def delete(issues: Sequence[Issue], user: User, now: float) -> None:
    """With all their events. The next event of the kind makes a new issue. `now` in unix seconds."""
    require_for(user, issues, Permission.DELETE_EVENTS)
    with transaction.atomic():
        _note(issues, user, AuditEvent.ISSUE_DELETE)
        removing.delete(issues, from_unix(now))


def discard(issues: Sequence[Issue], user: User, now: float) -> None:
    """Delete them; what comes of their kind from now on is dropped. `now` in unix seconds."""
    require_for(user, issues, Permission.DELETE_EVENTS)
    with transaction.atomic():
        _note(issues, user, AuditEvent.ISSUE_DISCARD)
        removing.discard(issues, user, from_unix(now))
        removing.delete(issues, from_unix(now))


def admit_again(discard: Discard, user: User) -> None:
    """The next event of the kind makes a new issue."""
    access = require(user, discard.project, Permission.DELETE_EVENTS)
    with transaction.atomic():
        note(user, access.organization, AuditEvent.ISSUE_ADMIT, discard.title)
        discard.delete()


def _note(issues: Sequence[Issue], user: User, event: AuditEvent) -> None:
    by_project: dict[int, list[Issue]] = {}
    for issue in issues:
        by_project.setdefault(issue.project_id, []).append(issue)
    for of_project in by_project.values():
        project = of_project[0].project
        names = [name_of(issue) for issue in of_project]
        note(user, project.organization, event, project.slug, issues=names)
