"""The releases of projects, in their order."""

from collections.abc import Mapping, Sequence

from seismo.catalog.lookups import Given
from seismo.catalog.models import Issue, Project, ReleaseName
from seismo.catalog.prepared import Prepared
from seismo.catalog.settings import section, section_of
from seismo.model.digested import DigestedEvent
from seismo.model.issue import IssueState
from seismo.model.project import Lifecycle
from seismo.model.release import SeenRelease, newest, package_of
from seismo.model.terms import ReleaseOrder

CANDIDATES = 200
"""The newest release is looked for among so many that were first seen last."""

_NEWEST = Prepared(
    lambda: (
        ReleaseName.objects.filter(project=Given("project"))
        .order_by("-first_seen")
        .values_list("name", "first_seen")[:CANDIDATES]
    )
)
_OF_PACKAGE = Prepared(
    lambda: (
        ReleaseName.objects.filter(project=Given("project"), name__startswith=Given("beginning"))
        .order_by("-first_seen")
        .values_list("name", "first_seen")[:CANDIDATES]
    )
)


def orders(
    issues: Mapping[int, Issue], states: Mapping[int, IssueState], events: Sequence[DigestedEvent]
) -> dict[int, ReleaseOrder]:
    """By project, for those that have an issue whose next event is compared with a release."""
    projects = {issues[issue_id].project_id for issue_id, s in states.items() if s.asks_for_order}
    if not projects:
        return {}
    names = {event.row.release for event in events if event.row.project_id in projects}
    seen: dict[int, dict[str, float]] = {project_id: {} for project_id in projects}
    known = ReleaseName.objects.filter(project_id__in=projects, name__in=names - {None})
    for project_id, name, first_seen in known.values_list("project_id", "name", "first_seen"):
        seen[project_id][name] = first_seen.timestamp()
    rows = Project.objects.filter(pk__in=projects).values_list("pk", "settings")
    return {
        project_id: ReleaseOrder(section_of(settings, Lifecycle).releases, seen[project_id])
        for project_id, settings in rows
    }


def newest_release(project: Project, like: str = "") -> SeenRelease | None:
    """Of a project; where `like` names a package, of that package. None when it has had none."""
    if package := package_of(like):
        rows = _OF_PACKAGE.rows(project=project.pk, beginning=f"{package}@")
    else:
        rows = _NEWEST.rows(project=project.pk)
    found = [SeenRelease(name, first_seen.timestamp()) for name, first_seen in rows]
    return newest(found, section(project, Lifecycle).releases)


def seen_release(project: Project, name: str, now: float) -> SeenRelease:
    """The release of this name; one that nobody has seen yet counts as first seen now (unix seconds)."""
    row = ReleaseName.objects.filter(project=project, name=name).first()
    return SeenRelease(name, row.first_seen.timestamp() if row else now)
