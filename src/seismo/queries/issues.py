"""Single issues: found by their names, and what their titles say."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q

from seismo.catalog.access import Access
from seismo.catalog.models import EnvironmentName, Issue
from seismo.model.clock import from_unix
from seismo.model.issue import Substatus, parse_short_id, short_id

NEW_FOR = timedelta(days=7)


def find_issue(access: Access, name: str) -> Issue | None:
    """The issue with this short id, in any case; of one that was merged, the issue it is a part of."""
    parsed = parse_short_id(name)
    if parsed is None:
        return None
    prefix, number = parsed
    projects = {project.pk: project for project in access.projects}
    owners = [pk for pk, project in projects.items() if project.short_id_prefix == prefix]
    issues = Issue.objects.filter(project_id__in=owners).prefetch_related("hashes")
    merged = Q(merged_numbers__number=number, merged_numbers__project_id__in=owners)
    found = issues.filter(number=number).first() or issues.filter(merged).first()
    if found is not None:
        found.project = projects[found.project_id]
    return found


def name_of(issue: Issue) -> str:
    return short_id(issue.project.short_id_prefix, issue.number)


def environments(access: Access) -> list[str]:
    """By name, those that are offered for a choice."""
    names = EnvironmentName.objects.filter(is_hidden=False, project_id__in=access.project_ids)
    return sorted(set(names.values_list("name", flat=True)))


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
    places = [place for place in map(parse_short_id, names) if place is not None]
    if not places:
        return []
    wanted = Q()
    for prefix, number in places:
        own = Q(number=number) | Q(merged_numbers__number=number)
        wanted |= own & Q(project__short_id_prefix=prefix)
    found = Issue.objects.filter(wanted, project_id__in=access.project_ids).distinct()
    return list(found.select_related("project"))
