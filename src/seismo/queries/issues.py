"""The stream of issues: which ones, in which order, and what a row says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from seismo.catalog.models import EnvironmentName, Issue, Organization
from seismo.model.clock import from_unix
from seismo.model.issue import Status, Substatus, parse_short_id, short_id
from seismo.ports.stores import Stores
from seismo.queries.activity import DAY, Activity, Span, activity_of
from seismo.queries.projects import project_ids, projects_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NEW_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """What to leave out. An empty value leaves nothing out."""

    project: str = ""
    """A project's slug."""
    environment: str = ""
    status: str = Status.UNRESOLVED
    level: str = ""
    text: str = ""
    """Words that must all occur in the title or the culprit."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows, and which way to go on from it."""

    older: bool
    last_seen: datetime
    issue_id: int

    def __str__(self) -> str:
        microseconds = (self.last_seen - EPOCH) // MICROSECOND
        return f"{'older' if self.older else 'newer'}.{microseconds}.{self.issue_id}"


def parse_cursor(text: str) -> Cursor | None:
    """What `str(cursor)` wrote; None for anything else."""
    direction, _, place = text.partition(".")
    microseconds, _, issue_id = place.partition(".")
    if direction not in {"older", "newer"} or not (
        microseconds.isdecimal() and issue_id.isdecimal()
    ):
        return None
    try:
        last_seen = EPOCH + int(microseconds) * MICROSECOND
    except OverflowError:
        return None
    return Cursor(direction == "older", last_seen, int(issue_id))


@dataclass(frozen=True, slots=True)
class IssueRow:
    issue: Issue
    short_id: str
    headline: str
    """The type of the error, else the whole title."""
    message: str
    activity: Activity
    is_new: bool
    """Whether it appeared in the last days and nobody has touched it since."""


@dataclass(frozen=True, slots=True)
class Newest:
    """How far the stream went when a page was made: what comes later is new."""

    issue_id: int
    last_seen: float
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class IssuePage:
    rows: list[IssueRow]
    older: Cursor | None
    newer: Cursor | None
    newest: Newest | None
    """Only with the first page: the others do not change at their top."""
    counts: dict[str, int]
    """How many issues each status has under the rest of the filter."""


@dataclass(frozen=True, slots=True)
class News:
    """What happened in the stream since a page was made."""

    new: int
    """Issues that did not exist."""
    active: int
    """Issues with events since, the new ones included."""


def find_issue(organization: Organization, name: str) -> Issue | None:
    """The issue with this short id, in any case; of one that was merged, the issue it is a part of."""
    parsed = parse_short_id(name)
    if parsed is None:
        return None
    prefix, number = parsed
    projects = {project.pk: project for project in projects_of(organization)}
    owners = [pk for pk, project in projects.items() if project.short_id_prefix == prefix]
    issues = Issue.objects.filter(project_id__in=owners).prefetch_related("hashes")
    merged = Q(merged_numbers__number=number, merged_numbers__project_id__in=owners)
    found = issues.filter(number=number).first() or issues.filter(merged).first()
    if found is not None:
        found.project = projects[found.project_id]
    return found


def name_of(issue: Issue) -> str:
    return short_id(issue.project.short_id_prefix, issue.number)


def list_issues(
    stores: Stores,
    organization: Organization,
    wanted: IssueFilter,
    cursor: Cursor | None,
    *,
    span: Span = DAY,
    limit: int = 50,
) -> IssuePage:
    """A page of the stream, the issue that was seen last first."""
    of_any_status = _matching(organization, wanted)
    issues, more = _page(_with_status(of_any_status, wanted), cursor, limit)
    counts, newest_ids = _count_by_status(of_any_status)
    projects = {project.pk: project for project in projects_of(organization)}
    for issue in issues:
        issue.project = projects[issue.project_id]
    going_older = cursor is None or cursor.older
    has_older, has_newer = (more, cursor is not None) if going_older else (True, more)
    now = stores.clock.now()
    activity = activity_of(stores.eventstore, [issue.pk for issue in issues], span, now)
    return IssuePage(
        rows=[_row(issue, activity[issue.pk], now) for issue in issues],
        older=_cursor_at(issues[-1], older=True) if issues and has_older else None,
        newer=_cursor_at(issues[0], older=False) if issues and has_newer else None,
        newest=_newest(newest_ids, wanted, issues) if cursor is None else None,
        counts=counts,
    )


def _count_by_status(matching: QuerySet[Issue]) -> tuple[dict[str, int], dict[str, int]]:
    """Of each status: how many issues, and the largest id."""
    of_status = matching.order_by().values_list("status")
    rows = list(of_status.annotate(total=Count("pk"), newest=Max("pk")))
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def news_since(organization: Organization, wanted: IssueFilter, newest: Newest) -> News:
    matching = _with_status(_matching(organization, wanted), wanted).order_by()
    moment = EPOCH + timedelta(seconds=newest.last_seen)
    counts = matching.filter(Q(pk__gt=newest.issue_id) | Q(last_seen__gt=moment)).aggregate(
        active=Count("pk"), new=Count("pk", filter=Q(pk__gt=newest.issue_id))
    )
    return News(**counts)


def environments(organization: Organization) -> list[str]:
    names = EnvironmentName.objects.filter(project_id__in=project_ids(organization))
    return sorted(set(names.values_list("name", flat=True)))


def _matching(organization: Organization, wanted: IssueFilter) -> QuerySet[Issue]:
    """What matches all of the filter but the status."""
    # The ids as values: a subquery would keep the database from walking the stream's index.
    ids = [
        project.pk for project in projects_of(organization) if wanted.project in {"", project.slug}
    ]
    issues = Issue.objects.filter(project_id__in=ids)
    if wanted.level:
        issues = issues.filter(level=wanted.level)
    if wanted.environment:
        issues = issues.filter(environments__name=wanted.environment)
    for word in wanted.text.split():
        issues = issues.filter(Q(title__icontains=word) | Q(culprit__icontains=word))
    return issues.order_by("-last_seen", "-pk")


def _with_status(issues: QuerySet[Issue], wanted: IssueFilter) -> QuerySet[Issue]:
    return issues.filter(status=wanted.status) if wanted.status else issues


def _page(matching: QuerySet[Issue], cursor: Cursor | None, limit: int) -> tuple[list[Issue], bool]:
    """The issues next to the cursor, newest first, and whether there are more that way."""
    if cursor is None:
        found = list(matching[: limit + 1])
        return found[:limit], len(found) > limit
    same = Q(last_seen=cursor.last_seen)
    if cursor.older:
        place = Q(last_seen__lt=cursor.last_seen) | same & Q(pk__lt=cursor.issue_id)
        found = list(matching.filter(place)[: limit + 1])
        return found[:limit], len(found) > limit
    place = Q(last_seen__gt=cursor.last_seen) | same & Q(pk__gt=cursor.issue_id)
    found = list(matching.filter(place).order_by("last_seen", "pk")[: limit + 1])
    return found[:limit][::-1], len(found) > limit


def _cursor_at(issue: Issue, *, older: bool) -> Cursor:
    return Cursor(older, issue.last_seen, issue.pk)


def _newest(ids: dict[str, int], wanted: IssueFilter, first_page: Sequence[Issue]) -> Newest:
    newest_id = ids.get(wanted.status, 0) if wanted.status else max(ids.values(), default=0)
    return Newest(newest_id, first_page[0].last_seen.timestamp() if first_page else 0.0)


def _row(issue: Issue, activity: Activity, now: float) -> IssueRow:
    headline, message = title_parts(issue)
    return IssueRow(issue, name_of(issue), headline, message, activity, is_new(issue, now))


def is_new(issue: Issue, now: float) -> bool:
    """An issue is new for a week (semantics.md section 2.1)."""
    return issue.substatus == Substatus.NEW and issue.first_seen > from_unix(now) - NEW_FOR


def title_parts(issue: Issue) -> tuple[str, str]:
    """The type of an error and its message; a title without a type stands alone."""
    kind = issue.metadata.get("type")
    if isinstance(kind, str) and issue.title.startswith(f"{kind}: "):
        return kind, issue.title[len(kind) + 2 :]
    return issue.title, ""


def find_issues(organization: Organization, names: Sequence[str]) -> list[Issue]:
    """The issues with these short ids, as far as they exist."""
    places = [place for place in map(parse_short_id, names) if place is not None]
    if not places:
        return []
    wanted = Q()
    for prefix, number in places:
        own = Q(number=number) | Q(merged_numbers__number=number)
        wanted |= own & Q(project__short_id_prefix=prefix)
    found = Issue.objects.filter(wanted, project__organization=organization).distinct()
    return list(found.select_related("project"))
