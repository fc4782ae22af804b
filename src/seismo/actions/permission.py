"""Who may do what is asked for: every action begins here."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from seismo.catalog.access import Access, Place, access_to
from seismo.catalog.models import Issue, Organization, Project, User
from seismo.model.access import Permission

STRANGER = "Only members of the organization may do this."


def require(user: User, place: Place, permission: Permission) -> Access:
    """What the user may do around the place, among it this.

    Raises PermissionDenied, with a sentence that says who may.
    """
    owner_id = place.pk if isinstance(place, Organization) else place.organization_id
    return _checked(access_to(user, owner_id), place, permission)


def require_for(user: User, issues: Iterable[Issue], permission: Permission) -> None:
    """As `require`, for the projects of all these issues. Raises PermissionDenied."""
    projects = {issue.project_id: issue.project for issue in issues}.values()
    owners = {project.organization_id for project in projects}
    accesses = {owner_id: access_to(user, owner_id) for owner_id in owners}
    for project in projects:
        _checked(accesses[project.organization_id], project, permission)


def _checked(access: Access | None, place: Place, permission: Permission) -> Access:
    if access is None or (isinstance(place, Project) and place.pk not in access.project_ids):
        raise PermissionDenied(STRANGER)
    if not access.may(permission, place):
        raise PermissionDenied(access.refusal(permission))
    return access
