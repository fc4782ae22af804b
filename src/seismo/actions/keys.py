"""What a person may do to the client keys of a project."""

import secrets

from seismo.actions.permission import require
from seismo.catalog.models import Project, ProjectKey, User
from seismo.model.access import Permission
from seismo.model.project import Rate


def add_key(user: User, project: Project, label: str) -> ProjectKey:
    """Raises PermissionDenied."""
    require(user, project, Permission.MANAGE_PROJECT)
    return ProjectKey.objects.create(
        project=project, public_key=secrets.token_hex(16), label=label.strip()
    )


def change_key(user: User, key: ProjectKey, label: str, rate: Rate | None) -> None:
    """Its label and its rate limit; None is no limit. Raises PermissionDenied."""
    require(user, key.project, Permission.MANAGE_PROJECT)
    key.label = label.strip()
    key.rate_count = rate.count if rate else None
    key.rate_seconds = rate.seconds if rate else None
    key.save(update_fields=["label", "rate_count", "rate_seconds"])


def switch_key(user: User, key: ProjectKey, is_active: bool) -> None:
    """What is sent with a key that is switched off is refused. Raises PermissionDenied."""
    require(user, key.project, Permission.MANAGE_PROJECT)
    key.is_active = is_active
    key.save(update_fields=["is_active"])
