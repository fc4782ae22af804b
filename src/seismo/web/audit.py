"""The audit log: who changed what, for those who manage the organization."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seismo.catalog.models import AuditEntry
from seismo.model.access import Permission
from seismo.model.audit import AUDIT_DAYS, AuditEvent
from seismo.queries.audit import AuditPage, AuditQuestion, actors, audit_entries, audit_page
from seismo.web.csv_lines import csv_line, plain
from seismo.web.http import allowed
from seismo.web.settings_frame import organization_frame

SENTENCES: Mapping[str, str] = {
    AuditEvent.MEMBER_INVITE: "invited",
    AuditEvent.MEMBER_REINVITE: "made a new link for",
    AuditEvent.MEMBER_ACCEPT_INVITE: "accepted an invitation as",
    AuditEvent.MEMBER_REVOKE_INVITE: "took back the invitation of",
    AuditEvent.MEMBER_ADD: "added",
    AuditEvent.MEMBER_EDIT: "changed the role of",
    AuditEvent.MEMBER_REMOVE: "removed",
    AuditEvent.MEMBER_JOIN_TEAM: "added to a team",
    AuditEvent.MEMBER_LEAVE_TEAM: "took out of a team",
    AuditEvent.ORG_CREATE: "made the organization",
    AuditEvent.ORG_EDIT: "changed the organization",
    AuditEvent.ORG_REMOVE: "deleted the organization",
    AuditEvent.TEAM_CREATE: "made the team",
    AuditEvent.TEAM_EDIT: "changed the team",
    AuditEvent.TEAM_REMOVE: "deleted the team",
    AuditEvent.PROJECT_CREATE: "made the project",
    AuditEvent.PROJECT_EDIT: "changed the project",
    AuditEvent.PROJECT_REMOVE: "deleted the project",
    AuditEvent.PROJECT_TRANSFER: "moved the project",
    AuditEvent.ISSUE_DELETE: "deleted issues of",
    AuditEvent.ISSUE_DISCARD: "deleted and discarded issues of",
    AuditEvent.ISSUE_ADMIT: "lets come in again",
    AuditEvent.KEY_CREATE: "made a key of",
    AuditEvent.KEY_EDIT: "changed a key of",
    AuditEvent.KEY_ENABLE: "switched on a key of",
    AuditEvent.KEY_DISABLE: "switched off a key of",
    AuditEvent.OWNERSHIP_EDIT: "changed the ownership rules of",
    AuditEvent.TOKEN_CREATE: "made the token",
    AuditEvent.TOKEN_REMOVE: "revoked the token",
}
"""What stands between the actor and the target."""
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class AuditLine:
    entry: AuditEntry

    @property
    def did(self) -> str:
        return SENTENCES.get(self.entry.event, self.entry.event)

    @property
    def facts(self) -> str:
        return facts_text(self.entry)


@dataclass(frozen=True, slots=True)
class AuditLogPage:
    lines: list[AuditLine]
    older: int
    asked: Mapping[str, str]
    """The filter as it was typed."""
    actors: list[str]
    events: list[str]
    days: int = AUDIT_DAYS

    @property
    def is_filtered(self) -> bool:
        return any(self.asked.values())


def facts_text(entry: AuditEntry) -> str:
    """`section: filters; changed: localhost`."""
    told = (
        f"{name.replace('_', ' ')}: {', '.join(value) if isinstance(value, list) else value}"
        for name, value in entry.facts.items()
        if value != []
    )
    return "; ".join(told)


@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    organization = allowed(request, Permission.SEE_AUDIT_LOG).organization
    asked = {name: request.GET.get(name, "").strip() for name in ("actor", "event", "from", "to")}
    before = request.GET.get("before", "")
    is_number = before.isdecimal() and len(before) <= MOST_DIGITS
    found: AuditPage = audit_page(organization, _question(asked), int(before) if is_number else 0)
    page = AuditLogPage(
        lines=[AuditLine(entry) for entry in found.entries],
        older=found.older,
        asked=asked,
        actors=actors(organization),
        events=[event.value for event in AuditEvent],
    )
    context = {"frame": organization_frame(request), "page": page}
    return render(request, "people/audit.html", context)


@require_safe
def audit_csv(request: HttpRequest) -> StreamingHttpResponse:
    organization = allowed(request, Permission.SEE_AUDIT_LOG).organization
    asked = {name: request.GET.get(name, "").strip() for name in ("actor", "event", "from", "to")}
    return StreamingHttpResponse(
        _csv_lines(audit_entries(organization, _question(asked))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="seismo-audit-log.csv"'},
    )


def _csv_lines(entries: Iterator[AuditEntry]) -> Iterator[str]:
    yield csv_line("time", "actor", "address", "event", "target", "facts")
    for entry in entries:
        yield csv_line(
            f"{entry.happened:%Y-%m-%dT%H:%M:%SZ}",
            plain(entry.actor_name),
            entry.address,
            entry.event,
            plain(entry.target),
            plain(facts_text(entry)),
        )


def _question(asked: Mapping[str, str]) -> AuditQuestion:
    """What makes no sense in the address is passed over."""
    return AuditQuestion(
        actor=asked["actor"],
        event=asked["event"],
        since=_day(asked["from"], time.min),
        until=_day(asked["to"], time.max),
    )


def _day(text: str, moment: time) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), moment, UTC)
    except ValueError:
        return None
