"""The jobs whose check-ins a project expects."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec

from seismo.catalog.models import Monitor
from seismo.model.ids import ProjectId
from seismo.model.monitor import MonitorConfig

MonitorOfProject = tuple[ProjectId, str]
"""A project and the slug of its monitor."""


def known(wanted: Collection[MonitorOfProject]) -> set[MonitorOfProject]:
    """Those that are there."""
    by_project: dict[ProjectId, list[str]] = defaultdict(list)
    for project_id, slug in wanted:
        by_project[project_id].append(slug)
    return {
        (project_id, slug)
        for project_id, slugs in by_project.items()
        for slug in Monitor.objects.filter(project_id=project_id, slug__in=slugs).values_list(
            "slug", flat=True
        )
    }


def save(configs: Mapping[MonitorOfProject, MonitorConfig], now: datetime) -> None:
    """Make these monitors, or change those that are there."""
    Monitor.objects.bulk_create(
        (
            Monitor(
                project_id=project_id,
                slug=slug,
                config=msgspec.to_builtins(config),
                created=now,
            )
            for (project_id, slug), config in configs.items()
        ),
        update_conflicts=True,
        unique_fields=["project", "slug"],
        update_fields=["config"],
    )
