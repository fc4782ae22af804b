"""What people may do about teams: their members, and the projects that they own."""

from collections.abc import Sequence

from django.db import transaction

from seismo.actions.permission import require
from seismo.actions.refused import Refused
from seismo.catalog.access import Access
from seismo.catalog.audit import note
from seismo.catalog.models import Member, Organization, Project, Team, TeamMember, User
from seismo.catalog.slugs import slug_like
from seismo.model.access import Permission, TeamRole, sees_every_project
from seismo.model.audit import AuditEvent


def create_team(user: User, organization: Organization, name: str) -> Team:
    """A team with its maker as the first member and admin. Raises PermissionDenied and Refused."""
    access = require(user, organization, Permission.CREATE_TEAMS)
    slug = slug_like(name, organization.teams.values_list("slug", flat=True), "team")
    if not slug:
        raise Refused("A name needs at least one letter or digit.")
    with transaction.atomic():
        made = Team.objects.create(organization=organization, slug=slug, name=name.strip()[:100])
        TeamMember.objects.create(team=made, member=access.member, role=TeamRole.ADMIN)
        note(user, organization, AuditEvent.TEAM_CREATE, made.slug)
    return made


def rename_team(user: User, team: Team, name: str) -> None:
    """What people read; the slug stays. Raises PermissionDenied."""
    access = require(user, team, Permission.MANAGE_TEAM)
    was, team.name = team.name, name.strip()[:100]
    with transaction.atomic():
        team.save(update_fields=["name"])
        note(user, access.organization, AuditEvent.TEAM_EDIT, team.slug, name=team.name, was=was)


def delete_team(user: User, team: Team) -> None:
    """Its projects stay, and belong to the other teams that they have. Raises PermissionDenied."""
    access = require(user, team, Permission.MANAGE_TEAM)
    with transaction.atomic():
        note(user, access.organization, AuditEvent.TEAM_REMOVE, team.slug)
        team.delete()


def join_team(user: User, team: Team) -> None:
    """Raises PermissionDenied, and Refused where only its admins let somebody in."""
    access = require(user, team, Permission.JOIN_TEAMS)
    if not may_join(access):
        raise Refused(
            "Teams are closed here: an admin of the team, a manager or an owner has to add you."
        )
    with transaction.atomic():
        _, is_new = TeamMember.objects.get_or_create(team=team, member=access.member)
        if is_new:
            note(user, access.organization, AuditEvent.MEMBER_JOIN_TEAM, user.email, team=team.slug)


def may_join(access: Access) -> bool:
    """Whether one may enter any team by oneself."""
    sees_all = sees_every_project(access.role, access.membership)
    return sees_all and access.may(Permission.JOIN_TEAMS)


def leave_team(user: User, team: Team) -> None:
    """Raises PermissionDenied."""
    access = require(user, team, Permission.JOIN_TEAMS)
    _take_out(user, access, team, access.member)


def put_member(user: User, team: Team, member: Member, role: TeamRole) -> None:
    """Add somebody to the team, or give another role in it. Raises PermissionDenied."""
    access = require(user, team, Permission.MANAGE_TEAM)
    with transaction.atomic():
        place, is_new = TeamMember.objects.get_or_create(
            team=team, member=member, defaults={"role": role}
        )
        if not is_new and place.role == role:
            return
        place.role = role
        place.save(update_fields=["role"])
        event = AuditEvent.MEMBER_JOIN_TEAM if is_new else AuditEvent.MEMBER_EDIT
        facts = {"team": team.slug, "role": role.value}
        note(user, access.organization, event, member.user.email, **facts)


def take_member(user: User, team: Team, member: Member) -> None:
    """Take somebody out of the team. Raises PermissionDenied."""
    access = require(user, team, Permission.MANAGE_TEAM)
    _take_out(user, access, team, member)


def set_projects(user: User, team: Team, projects: Sequence[Project]) -> None:
    """Which of the projects that the user manages the team owns; it keeps those of others.

    Raises PermissionDenied.
    """
    access = require(user, team, Permission.MANAGE_TEAM)
    managed = set(managed_projects(access))
    with transaction.atomic():
        before = managed & set(team.projects.all())
        wanted = managed & set(projects)
        gone, new = before - wanted, wanted - before
        team.projects.remove(*gone)
        team.projects.add(*new)
        if gone or new:
            note(
                user,
                access.organization,
                AuditEvent.TEAM_EDIT,
                team.slug,
                projects_added=sorted(project.slug for project in new),
                projects_removed=sorted(project.slug for project in gone),
            )


def managed_projects(access: Access) -> list[Project]:
    """Those whose settings the user may change, by name."""
    may = Permission.MANAGE_PROJECT
    return [project for project in access.projects if access.may(may, project)]


def _take_out(user: User, access: Access, team: Team, member: Member) -> None:
    with transaction.atomic():
        gone, _ = TeamMember.objects.filter(team=team, member=member).delete()
        if gone:
            facts = {"team": team.slug}
            event = AuditEvent.MEMBER_LEAVE_TEAM
            note(user, access.organization, event, member.user.email, **facts)
