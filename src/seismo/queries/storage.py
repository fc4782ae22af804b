"""What is stored, of which project and kind, and what it takes on the disk."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Min, Sum

from seismo.catalog.access import Access
from seismo.catalog.models import Project, StoredDay
from seismo.model.ids import ProjectId
from seismo.model.retention import Kind

Holdings = dict[Kind, "Holding"]


@dataclass(frozen=True, slots=True)
class Holding:
    """What is stored of one kind."""

    items: int
    size: int
    """Bytes, as they were written."""
    since: date
    """The oldest day of which there is something."""


@dataclass(frozen=True, slots=True)
class OfProject:
    project: Project
    holdings: Holdings = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(holding.size for holding in self.holdings.values())


def of_projects(access: Access) -> list[OfProject]:
    """Every project, the largest first."""
    holdings = _holdings()
    projects = [
        OfProject(project, holdings.get(ProjectId(project.pk), {}))
        for project in sorted(access.projects, key=lambda project: project.slug)
    ]
    return sorted(projects, key=lambda each: -each.size)


def of_project(project: Project) -> Holdings:
    return _holdings().get(ProjectId(project.pk), {})


def _holdings() -> dict[ProjectId, Holdings]:
    found: dict[ProjectId, Holdings] = defaultdict(dict)
    rows = StoredDay.objects.filter(items__gt=0).values_list("project_id", "kind")
    for project_id, kind, items, size, since in rows.annotate(
        all_items=Sum("items"), all_bytes=Sum("size"), since=Min("day")
    ):
        found[ProjectId(project_id)][Kind(kind)] = Holding(items, size, since)
    return found
