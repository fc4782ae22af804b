"""What a person may set for a project or an organization."""

import msgspec
from django.db import transaction

from seismo.actions.permission import require
from seismo.catalog.models import Project, User
from seismo.catalog.settings import Owner, save_section
from seismo.model.access import Permission


def change_section(user: User, owner: Owner, value: msgspec.Struct) -> None:
    """Replace one section of the settings. Raises PermissionDenied."""
    require(user, owner, to_change(owner))
    save_section(owner, value)


def change_project(user: User, project: Project, name: str, platform: str) -> None:
    """Its name, and what set-up shows first; addresses and short ids stay. Raises PermissionDenied."""
    require(user, project, Permission.MANAGE_PROJECT)
    with transaction.atomic():
        project.name = name.strip()
        project.platform = platform
        project.save(update_fields=["name", "platform"])


def to_change(owner: Owner) -> Permission:
    """What the settings of a project, or of an organization, need."""
    if isinstance(owner, Project):
        return Permission.MANAGE_PROJECT
    return Permission.MANAGE_ORGANIZATION
