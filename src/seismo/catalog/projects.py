"""Projects and their keys."""

import secrets
from typing import Any

from django.db.models import F

from seismo.catalog.models import Organization, Project, ProjectKey, Team
from seismo.catalog.quotas import usages
from seismo.catalog.removing import discarded_hashes
from seismo.catalog.settings import section_of
from seismo.catalog.slugs import free_prefix, free_slug
from seismo.model import project as values
from seismo.model.ids import NO_PROJECT, ProjectId, ProjectKeyId
from seismo.model.project import (
    Filters,
    Grouping,
    Limits,
    OrganizationScrubbing,
    Ownership,
    ProjectRules,
    Rate,
    Scrubbing,
    within,
)
from seismo.model.retention import Retention

GROUPING_VERSION = "newstyle:2026-11"
"""What a new project is grouped by. A project keeps its version for life."""


def create_project(
    organization: Organization, name: str, platform: str = "", team: Team | None = None
) -> Project:
    """A new project with one active key, of that team or else of the organization's first one.

    Raises ValueError for a name without a letter or digit.
    """
    slug = free_slug(organization, name)
    project = Project.objects.create(
        organization=organization,
        slug=slug,
        name=name.strip()[:100],
        platform=platform,
        short_id_prefix=free_prefix(organization, slug.upper()),
        grouping_version=GROUPING_VERSION,
    )
    ProjectKey.objects.create(project=project, public_key=secrets.token_hex(16))
    first = team or organization.teams.order_by("id").first()
    if first is not None:
        project.teams.add(first)
    return project


def active_key(project: Project) -> str:
    """The public key that set-up shows: the oldest active one, else the oldest."""
    key = project.keys.order_by("-is_active", "id").first()
    if key is None:
        raise LookupError(f"project {project.slug} has no key")
    return key.public_key


def project_keys(now: float) -> list[values.ProjectKey]:
    """Every key of every project, with what its sender may send, for ingest's cache."""
    keys = list(ProjectKey.objects.filter(project__deleted=None).select_related("project"))
    limits = {ProjectId(key.project_id): section_of(key.project.settings, Limits) for key in keys}
    quotas = usages(limits, now)
    return [
        values.ProjectKey(
            ProjectKeyId(key.pk),
            ProjectId(key.project_id),
            key.public_key,
            key.is_active,
            rate=rate_of(key),
            limits=limits[ProjectId(key.project_id)],
            quotas=quotas.get(ProjectId(key.project_id), ()),
        )
        for key in keys
    ]


def rate_of(key: ProjectKey) -> Rate | None:
    if key.rate_count is None or key.rate_seconds is None:
        return None
    return Rate(key.rate_count, key.rate_seconds)


def project_rules() -> dict[ProjectId, ProjectRules]:
    """The rules of every project, for digest."""
    discarded = discarded_hashes()
    rows = Project.objects.values_list(
        "id", "grouping_version", "settings", "organization__settings"
    )
    return {
        ProjectId(id_): ProjectRules(
            ProjectId(id_),
            version,
            scrubbing=within(
                section_of(around, OrganizationScrubbing), section_of(settings, Scrubbing)
            ),
            grouping=section_of(settings, Grouping),
            filters=section_of(settings, Filters),
            ownership=_ownership(settings),
            discarded=discarded.get(ProjectId(id_), frozenset()),
        )
        for id_, version, settings, around in rows
    }


def _ownership(settings: dict[str, Any]) -> str:
    own = section_of(settings, Ownership)
    return own.rules if own.is_assigning else ""


def retentions() -> dict[ProjectId, Retention]:
    """How long every project keeps what; also what came for no project at all."""
    rows = Project.objects.values_list("id", "settings")
    own = {ProjectId(id_): section_of(settings, Retention) for id_, settings in rows}
    return {NO_PROJECT: Retention()} | own


def next_number(project_id: ProjectId) -> int:
    """The next issue's number in a project. Call inside the transaction that makes the issue."""
    Project.objects.filter(pk=project_id).update(last_short_id=F("last_short_id") + 1)
    return Project.objects.values_list("last_short_id", flat=True).get(pk=project_id)
