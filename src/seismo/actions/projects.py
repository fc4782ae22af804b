"""What a person may do to whole projects."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from msgspec.structs import replace

from seismo.actions.permission import require
from seismo.catalog.access import Access
from seismo.catalog.audit import note
from seismo.catalog.models import FormerSlug, Issue, Organization, Project, Team, User
from seismo.catalog.projects import create_project
from seismo.catalog.settings import save_section, section
from seismo.catalog.slugs import change_slug, free_prefix, free_slug_like
from seismo.model.access import Permission, sees_every_project
from seismo.model.audit import AuditEvent
from seismo.model.project import Filters, Grouping, Limits, NewProjects, Scrubbing
from seismo.model.retention import Retention

COPIED = (Filters, Limits, Retention, Scrubbing)
"""Sections that a new project takes over as they are."""


def add_project(user: User, organization: Organization, name: str, platform: str) -> Project:
    """A project with its first key and the settings that new ones begin with, of the user's first team.

    Raises ValueError for a name without a letter or a digit, and PermissionDenied.
    """
    access = require(user, organization, Permission.CREATE_PROJECTS)
    with transaction.atomic():
        project = create_project(organization, name, platform, _own_team(access))
        like = section(organization, NewProjects).like
        if like is not None:
            _copy_settings(Project.objects.filter(organization=organization, pk=like), project)
        note(user, organization, AuditEvent.PROJECT_CREATE, project.slug)
        return project


def _own_team(access: Access) -> Team | None:
    """None where it need not be an own team for its maker to see the project."""
    own = access.organization.teams.filter(pk__in=list(access.teams)).order_by("id").first()
    if own is None and not sees_every_project(access.role, access.membership):
        raise PermissionDenied(
            "Join a team first: a project belongs to a team, and you see only yours."
        )
    return own


def _copy_settings(examples: QuerySet[Project], project: Project) -> None:
    for example in examples:
        for kind in COPIED:
            save_section(project, section(example, kind))
        save_section(project, replace(section(example, Grouping), previous=None))


def change_project(user: User, project: Project, name: str, slug: str, platform: str) -> None:
    """Its name, its address and what set-up shows first; short ids and old links stay.

    Raises PermissionDenied and SlugTaken.
    """
    access = require(user, project, Permission.MANAGE_PROJECT)
    was = project.slug
    with transaction.atomic():
        change_slug(project, slug)
        project.name = name.strip()
        project.platform = platform
        project.save(update_fields=["name", "platform"])
        facts = {"section": "general", "name": project.name, "was": was}
        note(user, access.organization, AuditEvent.PROJECT_EDIT, project.slug, **facts)


def change_teams(user: User, project: Project, teams: Sequence[Team]) -> None:
    """The teams of its organization that the project belongs to. Raises PermissionDenied."""
    access = require(user, project, Permission.MANAGE_PROJECT)
    with transaction.atomic():
        project.teams.set(teams)
        names = sorted(team.slug for team in teams)
        note(user, access.organization, AuditEvent.PROJECT_EDIT, project.slug, teams=names)


def transfer_project(user: User, project: Project, to: Organization) -> None:
    """Give it to another organization, with everything in it; its DSNs go on working.

    Its teams lose it, and issues leave who has no part there. Its slug and the prefix of its short ids
    change when they are taken there. Raises PermissionDenied for who may not do it here, or make
    projects there.
    """
    access = require(user, project, Permission.DELETE_PROJECT)
    receiving = require(user, to, Permission.CREATE_PROJECTS)
    team = _own_team(receiving) or to.teams.order_by("id").first()
    with transaction.atomic():
        event = AuditEvent.PROJECT_TRANSFER
        note(user, access.organization, event, project.slug, to=to.slug)
        FormerSlug.objects.filter(project=project).delete()
        project.slug = free_slug_like(to, project.slug)
        project.short_id_prefix = free_prefix(to, project.short_id_prefix)
        project.organization = to
        project.save(update_fields=["organization", "slug", "short_id_prefix"])
        project.teams.set([team] if team else [])
        issues = Issue.objects.filter(project=project)
        issues.exclude(assigned_team=None).update(assigned_team=None)
        issues.exclude(assigned_user__memberships__organization=to).update(assigned_user=None)
        note(user, to, event, project.slug, from_organization=access.organization.slug)


def delete_project(user: User, project: Project, now: datetime) -> None:
    """Nobody can see it from now on, and its keys take nothing; what it stored goes by the clock.

    Raises PermissionDenied.
    """
    access = require(user, project, Permission.DELETE_PROJECT)
    with transaction.atomic():
        FormerSlug.objects.filter(project=project).delete()
        project.deleted = now
        project.save(update_fields=["deleted"])
        note(user, access.organization, AuditEvent.PROJECT_REMOVE, project.slug)
