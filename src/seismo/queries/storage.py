"""What is stored, of which project and kind, and what it takes on the disk."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from seismo.catalog import stored
from seismo.catalog.models import Organization, Project
from seismo.catalog.stored import Amount
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


def of_projects(organization: Organization) -> list[OfProject]:
    """Every project, the largest first."""
    holdings = _holdings()
    projects = [
        OfProject(project, holdings.get(ProjectId(project.pk), {}))
        for project in organization.projects.order_by("slug")
    ]
    return sorted(projects, key=lambda each: -each.size)


def of_project(project: Project) -> Holdings:
    return _holdings().get(ProjectId(project.pk), {})


def _holdings() -> dict[ProjectId, Holdings]:
    found: dict[ProjectId, Holdings] = defaultdict(dict)
    for share, amount in sorted(stored.everything().items()):
        if amount.items:
            of_project = found[share.project_id]
            of_project[share.kind] = _joined(of_project.get(share.kind), share.day, amount)
    return found


def _joined(known: Holding | None, day: date, amount: Amount) -> Holding:
    """Days come oldest first."""
    if known is None:
        return Holding(amount.items, amount.size, day)
    return Holding(known.items + amount.items, known.size + amount.size, known.since)
