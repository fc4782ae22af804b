"""Who may do what in an organization: one table. Pure.

Roles contain each other: whatever a member may do, an admin may do, too. Some things are also allowed to a
lower role, but only in its own teams and their projects.
"""

from dataclasses import dataclass
from enum import StrEnum

import msgspec


class Role(StrEnum):
    """A member's role in an organization, the most powerful first."""

    OWNER = "owner"
    MANAGER = "manager"
    ADMIN = "admin"
    MEMBER = "member"
    READ_ONLY = "read_only"

    @property
    def label(self) -> str:
        return self.value.replace("_", "-").capitalize()

    @property
    def plural(self) -> str:
        return "read-only members" if self is Role.READ_ONLY else f"{self.value}s"

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_MEANINGS = {
    Role.OWNER: "May do everything, also make other owners and delete the organization.",
    Role.MANAGER: "Every project, team, member and setting; no owners.",
    Role.ADMIN: "Makes teams; manages the projects and members of the own teams.",
    Role.MEMBER: "Works on issues and makes projects; changes no settings.",
    Role.READ_ONLY: "Sees what a member sees, and changes nothing.",
}
_RANK = {role: rank for rank, role in enumerate(Role)}


class TeamRole(StrEnum):
    """A member's role in one team."""

    CONTRIBUTOR = "contributor"
    ADMIN = "admin"


class Membership(msgspec.Struct, frozen=True):
    """What an organization lets its members do, as its owners and managers set it."""

    is_open: bool = True
    """Every member sees every project and may join any team; else only the projects of the own teams."""
    members_create_projects: bool = True
    members_delete_events: bool = True


class Permission(StrEnum):
    """What has to be allowed. To see what one can reach needs no permission."""

    TRIAGE = "triage"
    COMMENT = "comment"
    DELETE_EVENTS = "delete_events"
    CREATE_PROJECTS = "create_projects"
    MANAGE_PROJECT = "manage_project"
    DELETE_PROJECT = "delete_project"
    JOIN_TEAMS = "join_teams"
    CREATE_TEAMS = "create_teams"
    MANAGE_TEAM = "manage_team"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_OWNERS = "manage_owners"
    MANAGE_ORGANIZATION = "manage_organization"
    DELETE_ORGANIZATION = "delete_organization"
    SEE_AUDIT_LOG = "see_audit_log"


@dataclass(frozen=True, slots=True)
class Grant:
    """Whom a permission is given to."""

    what: str
    """Ends the sentence "only ... may"."""
    least: Role
    """This role and those above it: wherever they see something."""
    least_in_own_team: Role | None = None
    """This role and those above it, in their own teams and the projects of these."""
    team_admins: bool = False
    """Whether admins of a team have it there, whatever their role is, unless that is read-only."""


GRANTS: dict[Permission, Grant] = {
    Permission.TRIAGE: Grant("change issues", Role.MEMBER),
    Permission.COMMENT: Grant("comment", Role.MEMBER),
    Permission.DELETE_EVENTS: Grant("delete issues and their events", Role.MEMBER),
    Permission.CREATE_PROJECTS: Grant("make projects", Role.MEMBER),
    Permission.MANAGE_PROJECT: Grant(
        "change the settings of this project", Role.MANAGER, Role.ADMIN, team_admins=True
    ),
    Permission.DELETE_PROJECT: Grant("delete or move this project", Role.MANAGER, Role.ADMIN),
    Permission.JOIN_TEAMS: Grant("join and leave teams", Role.MEMBER),
    Permission.CREATE_TEAMS: Grant("make teams", Role.ADMIN),
    Permission.MANAGE_TEAM: Grant("change this team", Role.MANAGER, Role.ADMIN, team_admins=True),
    Permission.MANAGE_MEMBERS: Grant("invite, change and remove members", Role.MANAGER),
    Permission.MANAGE_OWNERS: Grant("say who is an owner", Role.OWNER),
    Permission.MANAGE_ORGANIZATION: Grant("change the settings of the organization", Role.MANAGER),
    Permission.DELETE_ORGANIZATION: Grant("delete the organization", Role.OWNER),
    Permission.SEE_AUDIT_LOG: Grant("see the audit log", Role.MANAGER),
}
SWITCHED = {
    Permission.CREATE_PROJECTS: "members_create_projects",
    Permission.DELETE_EVENTS: "members_delete_events",
}
"""What an organization may take from its members, and by which of its settings."""


def is_allowed(
    permission: Permission, role: Role, membership: Membership, standing: TeamRole | None = None
) -> bool:
    """`standing` is the role in a team that owns the place, the highest one; None without such a team."""
    grant = granted(permission, membership)
    if _reaches(role, grant.least):
        return True
    if standing is None or role is Role.READ_ONLY:
        return False
    if grant.team_admins and standing is TeamRole.ADMIN:
        return True
    return grant.least_in_own_team is not None and _reaches(role, grant.least_in_own_team)


def granted(permission: Permission, membership: Membership) -> Grant:
    """Whom the permission is given to in an organization with these settings."""
    grant = GRANTS[permission]
    switch = SWITCHED.get(permission)
    if switch is None or getattr(membership, switch):
        return grant
    return Grant(grant.what, Role.ADMIN, grant.least_in_own_team, grant.team_admins)


def refusal(permission: Permission, membership: Membership) -> str:
    """The sentence that says who may."""
    grant = granted(permission, membership)
    named = [role.plural for role in Role if _reaches(role, grant.least)]
    if grant.team_admins:
        named.append("admins of its team")
    elif grant.least_in_own_team is not None:
        named.append(f"{grant.least_in_own_team.plural} in its team")
    who = f"{', '.join(named[:-1])} and {named[-1]}" if named[1:] else named[0]
    return f"Only {who} may {grant.what}."


def sees_every_project(role: Role, membership: Membership) -> bool:
    return membership.is_open or _reaches(role, Role.MANAGER)


def may_give(own: Role, given: Role) -> bool:
    """Whether somebody with a role may hand out another one: nobody gives more than they have."""
    return _reaches(own, given)


def _reaches(role: Role, least: Role) -> bool:
    return _RANK[role] <= _RANK[least]
