"""Single issues: found by their names, and what their titles say."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q

from seismo.catalog.access import Access
from seismo.catalog.lookups import Given, Values
from seismo.catalog.models import EnvironmentName, Issue, MergedNumber
from seismo.catalog.prepared import Prepared
from seismo.model.clock import from_unix
from seismo.model.issue import Substatus, parse_short_id, short_id

NEW_FOR = timedelta(days=7)

_NUMBERED = Prepared(
    lambda: Issue.objects.filter(project_id__among=Given("projects"), number=Given("number"))[:1]
)
_MERGED = Prepared(
    lambda: Issue.objects.filter(
        merged_numbers__project_id__among=Given("projects"),
        merged_numbers__number=Given("number"),
    )[:1]
)
_ENVIRONMENTS = Prepared(
    lambda: EnvironmentName.objects.filter(
        is_hidden=False, project_id__among=Given("projects")
    ).values_list("name")
)


def find_issue(access: Access, name: str) -> Issue | None:
    """The issue with this short id, in any case; of one that was merged, the issue it is a part of."""
    parsed = parse_short_id(name)
    if parsed is None:
        return None
    prefix, number = parsed
    projects = {project.pk: project for project in access.projects}
    owners = [pk for pk, project in projects.items() if project.short_id_prefix == prefix]
    named = {"projects": Values(owners), "number": number}
    found = _NUMBERED.first(**named) or _MERGED.first(**named)
    if found is not None:
        found.project = projects[found.project_id]
    return found


def seen_at(issue: Issue) -> tuple[float, float]:
    """Near when its last and its first event were received, in unix seconds."""
    return issue.last_seen.timestamp(), issue.first_seen.timestamp()


def name_of(issue: Issue) -> str:
    return short_id(issue.project.short_id_prefix, issue.number)


def assignee_of(issue: Issue) -> str:
    """The name of a person, or a team's with a #; empty where it is nobody's."""
    if issue.assigned_team is not None:
        return f"#{issue.assigned_team.slug}"
    person = issue.assigned_user
    return (person.name or person.email) if person is not None else ""


def environments(access: Access) -> list[str]:
    """By name, those that are offered for a choice."""
    return sorted({name for (name,) in _ENVIRONMENTS.rows(projects=Values(access.project_ids))})


def is_new(issue: Issue, now: float) -> bool:
    """An issue is new for a week (semantics.md section 2.1)."""
    return issue.substatus == Substatus.NEW and issue.first_seen > from_unix(now) - NEW_FOR


def title_parts(issue: Issue) -> tuple[str, str]:
    """The type of an error and its message; a title without a type stands alone."""
    kind = issue.metadata.get("type")
    if isinstance(kind, str) and issue.title.startswith(f"{kind}: "):
        return kind, issue.title[len(kind) + 2 :]
    return issue.title, ""


def find_issues(access: Access, names: Sequence[str]) -> list[Issue]:
    """The issues with these short ids, as far as they exist."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for prefix, number in filter(None, map(parse_short_id, names)):
        numbers[prefix].append(number)
    wanted = Q()
    for project in access.projects:
        if own := numbers.get(project.short_id_prefix):
            merged = MergedNumber.objects.filter(project=project, number__in=own).values("issue")
            wanted |= Q(project=project) & (Q(number__in=own) | Q(pk__in=merged))
    found = Issue.objects.filter(wanted).select_related("project") if wanted else []
    return list(found)
