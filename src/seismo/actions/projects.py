"""What a person may change about projects."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from seismo.actions.permission import require
from seismo.catalog.access import Access
from seismo.catalog.audit import note
from seismo.catalog.models import Organization, Project, Team, User
from seismo.catalog.projects import create_project
from seismo.model.access import Permission, sees_every_project
from seismo.model.audit import AuditEvent


def add_project(user: User, organization: Organization, name: str, platform: str) -> Project:
    """A project with its first key, of the user's first team.

    Raises ValueError for a name without a letter or a digit, and PermissionDenied.
    """
    access = require(user, organization, Permission.CREATE_PROJECTS)
    with transaction.atomic():
        made = create_project(organization, name, platform, _own_team(access))
        note(user, organization, AuditEvent.PROJECT_CREATE, made.slug)
    return made


def _own_team(access: Access) -> Team | None:
    """None where it need not be an own team for its maker to see the project."""
    own = access.organization.teams.filter(pk__in=list(access.teams)).order_by("id").first()
    if own is None and not sees_every_project(access.role, access.membership):
        raise PermissionDenied(
            "Join a team first: a project belongs to a team, and you see only yours."
        )
    return own
