"""What a person may set for a project or an organization: its owners may."""

import msgspec
from django.core.exceptions import PermissionDenied
from django.db import transaction

from seismo.catalog.models import Organization, Project, User
from seismo.catalog.models.organization import Role
from seismo.catalog.settings import Owner, save_section


def may_change(user: User, organization: Organization) -> bool:
    return organization.members.filter(user=user, role=Role.OWNER).exists()


def change_section(user: User, owner: Owner, value: msgspec.Struct) -> None:
    """Replace one section of the settings. Raises PermissionDenied."""
    require_owner(user, owner)
    save_section(owner, value)


def change_project(user: User, project: Project, name: str, platform: str) -> None:
    """Its name, and what set-up shows first; addresses and short ids stay. Raises PermissionDenied."""
    require_owner(user, project)
    with transaction.atomic():
        project.name = name.strip()
        project.platform = platform
        project.save(update_fields=["name", "platform"])


def require_owner(user: User, owner: Owner) -> None:
    organization = owner.organization if isinstance(owner, Project) else owner
    if not may_change(user, organization):
        raise PermissionDenied("only an owner of the organization may change its settings")
