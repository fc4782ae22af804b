"""What a person may change about projects. Every member of an organization may make one."""

from django.db import transaction

from seismo.catalog.models import Organization, Project
from seismo.catalog.projects import create_project


def add_project(organization: Organization, name: str, platform: str) -> Project:
    """A project with its first key, open to the organization's first team.

    Raises ValueError for a name without a letter or a digit.
    """
    with transaction.atomic():
        project = create_project(organization, name, platform)
        team = organization.teams.order_by("id").first()
        if team is not None:
            project.teams.add(team)
        return project
