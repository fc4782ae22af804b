"""The audit log, as its page and its file show it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from seismo.catalog.models import AuditEntry, Organization

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class AuditQuestion:
    """What to show of the log. An empty value leaves nothing out."""

    actor: str = ""
    """A mail address."""
    event: str = ""
    """An event's name, or what it begins with: `member.`."""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    entries: list[AuditEntry]
    """The newest first."""
    older: int
    """The id from which the next page goes on; 0 where there is none."""


def audit_page(organization: Organization, question: AuditQuestion, before: int) -> AuditPage:
    """The entries older than the one with this id; 0 begins with the newest."""
    entries = _matching(organization, question)
    if before:
        entries = entries.filter(pk__lt=before)
    found = list(entries[: AT_ONCE + 1])
    shown = found[:AT_ONCE]
    return AuditPage(shown, shown[-1].pk if len(found) > AT_ONCE else 0)


def audit_entries(organization: Organization, question: AuditQuestion) -> Iterator[AuditEntry]:
    """All that match, the newest first."""
    return _matching(organization, question).iterator(chunk_size=1_000)


def actors(organization: Organization) -> list[str]:
    names = AuditEntry.objects.filter(organization=organization).order_by("actor_name")
    return list(names.values_list("actor_name", flat=True).distinct())


def _matching(organization: Organization, question: AuditQuestion) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.filter(organization=organization).order_by("-id")
    if question.actor:
        entries = entries.filter(actor_name=question.actor)
    if question.event:
        entries = entries.filter(event__startswith=question.event)
    if question.since is not None:
        entries = entries.filter(happened__gte=question.since)
    if question.until is not None:
        entries = entries.filter(happened__lte=question.until)
    return entries
