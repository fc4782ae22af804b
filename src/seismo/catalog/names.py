"""Releases and environments that projects have sent something from."""

from collections.abc import Mapping

from seismo.catalog.models import EnvironmentName, Project, ReleaseName
from seismo.model.clock import from_unix
from seismo.model.ids import ProjectId

Seen = Mapping[tuple[ProjectId, str], float]
"""When a name was first seen in a project, in unix seconds."""


def remember_releases(seen: Seen) -> None:
    ReleaseName.objects.bulk_create(
        (
            ReleaseName(project_id=project_id, name=name, first_seen=from_unix(time))
            for (project_id, name), time in seen.items()
        ),
        ignore_conflicts=True,
    )


def remember_environments(seen: Seen) -> None:
    EnvironmentName.objects.bulk_create(
        (
            EnvironmentName(project_id=project_id, name=name, first_seen=from_unix(time))
            for (project_id, name), time in seen.items()
        ),
        ignore_conflicts=True,
    )


def remember_first_events(received: Mapping[ProjectId, float]) -> None:
    """Note when a project got its first event, unless it has one."""
    for project in Project.objects.filter(pk__in=received, first_event=None):
        project.first_event = from_unix(received[ProjectId(project.pk)])
        project.save(update_fields=["first_event"])
