"""The environments of one project, as its settings list them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Sum

from seismo.catalog.models import EnvironmentName, IssueEnvironment, Project


@dataclass(frozen=True, slots=True)
class EnvironmentRow:
    name: str
    is_hidden: bool
    first_seen: datetime
    events: int
    """Of the issues that are kept."""
    last_seen: datetime | None
    """When an issue was last seen in it."""


def environments_of(project: Project) -> list[EnvironmentRow]:
    """By name."""
    seen = {
        name: (events, last)
        for name, events, last in IssueEnvironment.objects.filter(issue__project=project)
        .values("name")
        .annotate(events=Sum("times_seen"), last=Max("last_seen"))
        .values_list("name", "events", "last")
    }
    return [
        EnvironmentRow(each.name, each.is_hidden, each.first_seen, *seen.get(each.name, (0, None)))
        for each in EnvironmentName.objects.filter(project=project).order_by("name")
    ]
