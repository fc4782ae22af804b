"""What one user sees, and may do, in one organization."""

from functools import cached_property
from typing import TypeAlias

from seismo.catalog.lookups import Given, Values
from seismo.catalog.models import Member, Organization, Project, Team, TeamMember, User
from seismo.catalog.prepared import Prepared
from seismo.catalog.settings import section
from seismo.model.access import (
    Membership,
    Permission,
    Role,
    TeamRole,
    is_allowed,
    refusal,
    sees_every_project,
)

Place: TypeAlias = Organization | Project | Team

_MEMBERSHIPS = Prepared(
    lambda: Member.objects.filter(user=Given("user")).select_related("organization").order_by("id")
)
_TEAMS = Prepared(
    lambda: TeamMember.objects.filter(member=Given("member")).values_list("team_id", "role")
)
_PROJECTS = Prepared(
    lambda: Project.objects.filter(organization=Given("organization")).order_by("name", "id")
)
_PROJECTS_OF_TEAMS = Prepared(
    lambda: (
        Project.objects.filter(organization=Given("organization"), teams__among=Given("teams"))
        .order_by("name", "id")
        .distinct()
    )
)


def memberships_of(user: User) -> list[Member]:
    """With their organizations, the oldest first."""
    return _MEMBERSHIPS.rows(user=user.pk)


class Access:
    """Made for one request or one action: what it has looked up it does not look up again."""

    def __init__(self, member: Member) -> None:
        self.member = member
        self.organization: Organization = member.organization

    @property
    def role(self) -> Role:
        return Role(self.member.role)

    @cached_property
    def membership(self) -> Membership:
        return section(self.organization, Membership)

    @cached_property
    def teams(self) -> dict[int, TeamRole]:
        """The own teams, by their id."""
        rows = _TEAMS.rows(member=self.member.pk)
        return {team_id: TeamRole(role) for team_id, role in rows}

    @cached_property
    def projects(self) -> list[Project]:
        """All that this user may know of, by name."""
        if sees_every_project(self.role, self.membership):
            found = _PROJECTS.rows(organization=self.organization.pk)
        else:
            own = Values(list(self.teams))
            found = _PROJECTS_OF_TEAMS.rows(organization=self.organization.pk, teams=own)
        for project in found:
            project.organization = self.organization
        return found

    @cached_property
    def project_ids(self) -> list[int]:
        return sorted(project.pk for project in self.projects)

    def may(self, permission: Permission, place: Place | None = None) -> bool:
        """Whether it is allowed in the organization, or in a project or team of it that the user sees."""
        if is_allowed(permission, self.role, self.membership):
            return True
        standing = self._standing(place)
        return is_allowed(permission, self.role, self.membership, standing)

    def refusal(self, permission: Permission) -> str:
        """The sentence for somebody who may not."""
        return refusal(permission, self.membership)

    def _standing(self, place: Place | None) -> TeamRole | None:
        if isinstance(place, Team):
            return self.teams.get(place.pk)
        if not isinstance(place, Project):
            return None
        return self._in_projects.get(place.pk)

    @cached_property
    def _in_projects(self) -> dict[int, TeamRole]:
        """The highest role in a team that owns a project, by the project's id."""
        owned = Project.teams.through.objects.filter(team_id__in=list(self.teams))
        found: dict[int, TeamRole] = {}
        for project_id, team_id in owned.values_list("project_id", "team_id"):
            role = self.teams[team_id]
            if role is TeamRole.ADMIN or project_id not in found:
                found[project_id] = role
        return found


def access_to(user: User, organization_id: int) -> Access | None:
    """None for somebody who is no member."""
    member = (
        Member.objects.filter(user=user, organization_id=organization_id)
        .select_related("organization")
        .first()
    )
    return Access(member) if member else None
