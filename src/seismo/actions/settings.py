"""What a person may set for a project or an organization."""

import msgspec
from django.db import transaction

from seismo.actions.permission import require
from seismo.catalog.audit import note
from seismo.catalog.models import Project, User
from seismo.catalog.settings import NAMES, Owner, save_section, section
from seismo.model.access import Permission
from seismo.model.audit import AuditEvent


def change_section(user: User, owner: Owner, value: msgspec.Struct) -> None:
    """Replace one section of the settings. Raises PermissionDenied."""
    access = require(user, owner, to_change(owner))
    before = msgspec.to_builtins(section(owner, type(value)))
    after = msgspec.to_builtins(value)
    changed = [name for name in after if after[name] != before[name]]
    with transaction.atomic():
        save_section(owner, value)
        if changed:
            event = AuditEvent.PROJECT_EDIT if isinstance(owner, Project) else AuditEvent.ORG_EDIT
            name = NAMES[type(value)]
            note(user, access.organization, event, owner.slug, section=name, changed=changed)


def to_change(owner: Owner) -> Permission:
    """What the settings of a project, or of an organization, need."""
    if isinstance(owner, Project):
        return Permission.MANAGE_PROJECT
    return Permission.MANAGE_ORGANIZATION
