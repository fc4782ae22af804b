"""What a person may do to the client keys of a project."""

import secrets

from django.db import transaction

from seismo.actions.permission import require
from seismo.catalog.access import Access
from seismo.catalog.audit import note
from seismo.catalog.models import Project, ProjectKey, User
from seismo.model.access import Permission
from seismo.model.audit import AuditEvent
from seismo.model.project import Rate


def add_key(user: User, project: Project, label: str) -> ProjectKey:
    """Raises PermissionDenied."""
    access = require(user, project, Permission.MANAGE_PROJECT)
    with transaction.atomic():
        made = ProjectKey.objects.create(
            project=project, public_key=secrets.token_hex(16), label=label.strip()
        )
        _note(user, access, AuditEvent.KEY_CREATE, made)
    return made


def change_key(user: User, key: ProjectKey, label: str, rate: Rate | None) -> None:
    """Its label and its rate limit; None is no limit. Raises PermissionDenied."""
    access = require(user, key.project, Permission.MANAGE_PROJECT)
    key.label = label.strip()
    key.rate_count = rate.count if rate else None
    key.rate_seconds = rate.seconds if rate else None
    with transaction.atomic():
        key.save(update_fields=["label", "rate_count", "rate_seconds"])
        _note(user, access, AuditEvent.KEY_EDIT, key)


def switch_key(user: User, key: ProjectKey, is_active: bool) -> None:
    """What is sent with a key that is switched off is refused. Raises PermissionDenied."""
    access = require(user, key.project, Permission.MANAGE_PROJECT)
    key.is_active = is_active
    with transaction.atomic():
        key.save(update_fields=["is_active"])
        _note(user, access, AuditEvent.KEY_ENABLE if is_active else AuditEvent.KEY_DISABLE, key)


def _note(user: User, access: Access, event: AuditEvent, key: ProjectKey) -> None:
    note(user, access.organization, event, key.project.slug, key=key.label)
