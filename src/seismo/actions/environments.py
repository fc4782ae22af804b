"""Which environments of a project people are offered for a choice."""

from collections.abc import Collection

from django.db import transaction

from seismo.actions.permission import require
from seismo.catalog.audit import note
from seismo.catalog.models import EnvironmentName, Project, User
from seismo.model.access import Permission
from seismo.model.audit import AuditEvent


def hide_environments(user: User, project: Project, names: Collection[str]) -> None:
    """Hide these and show the others; what happens in them is kept as before. Raises PermissionDenied."""
    access = require(user, project, Permission.MANAGE_PROJECT)
    own = EnvironmentName.objects.filter(project=project)
    with transaction.atomic():
        own.filter(name__in=names).update(is_hidden=True)
        own.exclude(name__in=names).update(is_hidden=False)
        event, hidden = AuditEvent.PROJECT_EDIT, sorted(names)
        note(
            user,
            access.organization,
            event,
            project.slug,
            section="environments",
            hidden=hidden,
        )
