"""What the catalog lets go of by age, and the room that it gives back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection

from seismo.catalog.models import (
    AuditEntry,
    EnvironmentName,
    GroupingHash,
    Issue,
    IssueEnvironment,
    OutcomeCount,
    Project,
    ReleaseName,
)
from seismo.model.ids import ProjectId

AT_ONCE = 500
"""Issues deleted in one transaction: commits wait for it."""
PAGES_AT_ONCE = 2_000


def quiet_issues(project_id: ProjectId, before: datetime) -> dict[int, list[str]]:
    """Issues that nothing happened to since, with their grouping hashes."""
    found: dict[int, list[str]] = {
        issue_id: []
        for issue_id in Issue.objects.filter(
            project_id=project_id, last_seen__lt=before
        ).values_list("pk", flat=True)
    }
    rows = GroupingHash.objects.filter(issue__project_id=project_id, issue__last_seen__lt=before)
    for issue_id, hash_ in rows.values_list("issue_id", "hash"):
        found.setdefault(issue_id, []).append(hash_)
    return found


def delete_issues(issue_ids: Collection[int], before: datetime) -> int:
    """Delete those to which nothing happened meanwhile, with all that is known of them."""
    ordered = sorted(issue_ids)
    deleted = 0
    for start in range(0, len(ordered), AT_ONCE):
        chosen = Issue.objects.filter(pk__in=ordered[start : start + AT_ONCE], last_seen__lt=before)
        _, by_model = chosen.delete()
        deleted += by_model.get("catalog.Issue", 0)
    return deleted


def deleted_projects() -> set[ProjectId]:
    """Projects that people deleted and of which something is left."""
    left = Project.with_deleted.exclude(deleted=None).values_list("pk", flat=True)
    return {ProjectId(pk) for pk in left}


def delete_project(project_id: ProjectId) -> None:
    """A project with all that the catalog knows of it, its many issues in pieces."""
    own = Issue.objects.filter(project_id=project_id).order_by("pk")
    while chosen := list(own.values_list("pk", flat=True)[:AT_ONCE]):
        Issue.objects.filter(pk__in=chosen).delete()
    Project.with_deleted.filter(pk=project_id).delete()


def old_releases(project_id: ProjectId, before: datetime) -> set[str]:
    """Names of releases that came up before then and that no issue names."""
    issues = Issue.objects.filter(project_id=project_id)
    named = {
        name
        for names in issues.values_list("first_release", "last_release").distinct()
        for name in names
    }
    old = ReleaseName.objects.filter(project_id=project_id, first_seen__lt=before)
    return set(old.values_list("name", flat=True)) - named


def old_environments(project_id: ProjectId, before: datetime) -> set[str]:
    """Names of environments that came up before then and in which no issue was seen.

    A hidden one stays, so that it is hidden when it comes up again.
    """
    seen = IssueEnvironment.objects.filter(issue__project_id=project_id).values("name")
    old = EnvironmentName.objects.filter(
        project_id=project_id, first_seen__lt=before, is_hidden=False
    )
    return set(old.exclude(name__in=seen).values_list("name", flat=True))


def delete_releases(project_id: ProjectId, names: Collection[str]) -> None:
    ReleaseName.objects.filter(project_id=project_id, name__in=names).delete()


def delete_environments(project_id: ProjectId, names: Collection[str]) -> None:
    EnvironmentName.objects.filter(project_id=project_id, name__in=names).delete()


def delete_outcomes(before: datetime) -> None:
    OutcomeCount.objects.filter(hour__lt=before).delete()


def delete_audit_entries(before: datetime) -> None:
    AuditEntry.objects.filter(happened__lt=before).delete()


def delete_ended_logins(now: datetime) -> None:
    Session.objects.filter(expire_date__lt=now).delete()


def give_back() -> None:
    """Give free pages back to the disk, some at a time so that commits get their turn in between.

    Only SQLite has to be asked.
    """
    if connection.vendor != "sqlite":
        return
    connection.ensure_connection()
    raw = connection.connection
    free = _free_pages(raw)
    while free:
        raw.executescript(f"PRAGMA incremental_vacuum({PAGES_AT_ONCE})")
        before, free = free, _free_pages(raw)
        if free >= before:
            break
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _free_pages(raw: Any) -> int:
    return int(raw.execute("PRAGMA freelist_count").fetchone()[0])
