"""What the project pages show."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet, Sum
from sqlglot import exp

from seismo.catalog.access import Access
from seismo.catalog.models import FormerSlug, GroupingHash, Issue, OutcomeCount, Project
from seismo.model.ids import EventId, ProjectId
from seismo.model.issue import Status, short_id
from seismo.model.outcome import EXPLANATIONS, IN_BYTES, Reason
from seismo.ports.payloads import Drop
from seismo.ports.stores import Stores
from seismo.queries.outcomes import EVENTS, totals

HOURS = 24

CURABLE = frozenset(
    {
        Reason.DUPLICATE,
        Reason.INTERNAL,
        Reason.AUTH_MISSING,
        Reason.AUTH_INVALID,
        Reason.AUTH_UNKNOWN_KEY,
        Reason.AUTH_DISABLED_KEY,
        Reason.PROJECT_MISMATCH,
        Reason.EMPTY_BODY,
        Reason.INVALID_COMPRESSION,
        Reason.INVALID_ENVELOPE,
        Reason.INVALID_JSON,
        Reason.INVALID_EVENT,
        Reason.TOO_LARGE,
        Reason.OVERLOADED,
    }
)
"""Reasons that someone who is setting up an SDK must hear about at once."""


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One line of the list of projects."""

    project: Project
    trend: list[int]
    """Accepted events of each of the last 24 hours, oldest first; the current hour is the last."""
    open_issues: int
    last_event: datetime | None

    @property
    def events(self) -> int:
        return sum(self.trend)


@dataclass(frozen=True, slots=True)
class ReasonSum:
    reason: Reason
    quantity: int
    share: float
    """Of all that was dropped, between 0 and 1."""

    @property
    def explanation(self) -> str:
        return EXPLANATIONS[self.reason]


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a project took and did not take in one period."""

    accepted: int
    reasons: list[ReasonSum]
    """Why items were dropped, the most frequent reason first."""

    @property
    def dropped(self) -> int:
        return sum(row.quantity for row in self.reasons)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event that came in, and the page where it can be seen."""

    event_id: EventId
    issue: str
    title: str
    received: datetime


def find_project(access: Access, slug: str) -> Project | None:
    """One that can be seen, by its slug or one that it had."""
    found = next((project for project in access.projects if project.slug == slug), None)
    return found or _formerly(access, slug)


def _formerly(access: Access, slug: str) -> Project | None:
    former = FormerSlug.objects.filter(organization=access.organization, slug=slug).first()
    return next((each for each in access.projects if former and each.pk == former.project_id), None)


def leaving(access: Access) -> list[str]:
    """The names of deleted projects of which something is still stored."""
    own = Project.with_deleted.filter(organization=access.organization).exclude(deleted=None)
    return list(own.order_by("name").values_list("name", flat=True))


def list_projects(access: Access, now: float) -> list[ProjectRow]:
    """Every project that can be seen, by name, with what the last 24 hours brought."""
    visible = Project.objects.filter(pk__in=access.project_ids)
    return _rows(visible.order_by("name", "id"), now)


def project_row(project: Project, now: float) -> ProjectRow:
    return _rows(Project.objects.filter(pk=project.pk), now)[0]


def _rows(projects: QuerySet[Project], now: float) -> list[ProjectRow]:
    found = list(
        projects.annotate(
            open_issues=Count("issues", filter=Q(issues__status=Status.UNRESOLVED)),
            last_event=Max("issues__last_seen"),
        )
    )
    trends = _trends([project.pk for project in found], now)
    return [
        ProjectRow(project, trends[project.pk], project.open_issues, project.last_event)
        for project in found
    ]


def _trends(ids: Sequence[int], now: float) -> defaultdict[int, list[int]]:
    start = hours_back(now, HOURS)
    trends: defaultdict[int, list[int]] = defaultdict(lambda: [0] * HOURS)
    rows = (
        OutcomeCount.objects.filter(
            project__in=ids, hour__gte=start, reason="", category__in=EVENTS
        )
        .values_list("project_id", "hour")
        .annotate(total=Sum("quantity"))
    )
    for project_id, hour, quantity in rows:
        slot = int((hour - start) / timedelta(hours=1))
        trends[project_id][min(slot, HOURS - 1)] += quantity
    return trends


def hours_back(now: float, hours: int) -> datetime:
    """The start of the period of that many hours that ends with the current one."""
    current = datetime.fromtimestamp(now, UTC).replace(minute=0, second=0, microsecond=0)
    return current - timedelta(hours=hours - 1)


def traffic(project: Project, now: float, hours: int) -> Traffic:
    """Counts are kept by the hour, so the period begins with a full hour."""
    sums = totals(project, hours_back(now, hours))
    quantities = {
        Reason(reason): _items(by_category) for reason, by_category in sums["dropped"].items()
    }
    dropped = sum(quantities.values())
    reasons = [
        ReasonSum(reason, quantity, quantity / dropped) for reason, quantity in quantities.items()
    ]
    return Traffic(
        accepted=_items(sums["accepted"]),
        reasons=sorted(reasons, key=lambda row: -row.quantity),
    )


def _items(by_category: Mapping[str, int]) -> int:
    return sum(n for category, n in by_category.items() if category not in IN_BYTES)


def times_seen(project: Project) -> int:
    """How many events the project's issues have counted."""
    return Issue.objects.filter(project=project).aggregate(n=Sum("times_seen"))["n"] or 0


def newest_event(stores: Stores, project: Project) -> Arrival | None:
    """The event that came in last, once its issue is known."""
    query = (
        exp.select("event_id", "hash", "title", "received")
        .from_("events")
        .where(exp.column("project_id").eq(exp.Placeholder(this="project_id")))
        .order_by("received DESC")
        .limit(1)
    )
    for event_id, hash_, title, received in stores.eventstore.select(
        query, {"project_id": project.pk}
    ):
        owner = GroupingHash.objects.filter(project=project, hash=hash_).select_related("issue")
        issues = [short_id(project.short_id_prefix, found.issue.number) for found in owner]
        if issues:
            return Arrival(EventId(event_id), issues[0], title, received.replace(tzinfo=UTC))
    return None


def drops(stores: Stores, project: Project, limit: int) -> list[Drop]:
    """The newest drops, newest first."""
    return stores.payloads.drops(ProjectId(project.pk), limit)


def refusals(stores: Stores, project: Project, since: float) -> list[Drop]:
    """What was refused since a time because of the sender, newest first: what set-up can cure."""
    recent = drops(stores, project, 20)
    return [drop for drop in recent if drop.received > since and drop.reason in CURABLE]
