"""The frame around the settings of a project and of the organization: their sections, in one order."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from seismo.actions.settings import to_change
from seismo.catalog.models import Project
from seismo.web.http import access

PROJECT_SECTIONS = (
    ("General", "project_general"),
    ("Client keys", "project_keys"),
    ("Grouping", "project_grouping"),
    ("Scrubbing", "project_scrubbing"),
    ("Filters", "project_filters"),
    ("Limits & quota", "project_limits"),
    ("Retention", "project_retention"),
)
"""Label and route; each route takes the project's slug."""
ORGANIZATION_SECTIONS = (
    ("You", "preferences"),
    ("Scrubbing", "organization_scrubbing"),
    ("Storage", "storage"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    entries: list[Entry]
    project: Project | None
    can_change: bool
    """Others see the settings and cannot save them."""
    refusal: str
    """The sentence for those others."""
    saved: bool

    @property
    def section(self) -> str:
        return next((entry.label for entry in self.entries if entry.current), "")


def project_frame(request: HttpRequest, project: Project) -> Frame:
    return _frame(request, PROJECT_SECTIONS, project)


def organization_frame(request: HttpRequest) -> Frame:
    return _frame(request, ORGANIZATION_SECTIONS, None)


def _frame(
    request: HttpRequest, sections: tuple[tuple[str, str], ...], project: Project | None
) -> Frame:
    person = access(request)
    permission = to_change(project or person.organization)
    arguments = [project.slug] if project else []
    urls = [(label, reverse(route, args=arguments)) for label, route in sections]
    return Frame(
        entries=[Entry(label, url, request.path.startswith(url)) for label, url in urls],
        project=project,
        can_change=person.may(permission, project),
        refusal=person.refusal(permission),
        saved="saved" in request.GET,
    )
