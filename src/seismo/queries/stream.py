"""The stream of issues: which ones, in which order, and what a row says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from django.db.models import Count, Q, QuerySet, prefetch_related_objects

from seismo.catalog.access import Access
from seismo.catalog.lookups import Given, Values, numbers
from seismo.catalog.models import Issue
from seismo.catalog.prepared import Prepared
from seismo.model.clock import from_unix
from seismo.ports.stores import Stores
from seismo.queries.activity import DAY, Activity, Span, Window, activity_of
from seismo.queries.issues import assignee_of, is_new, name_of, title_parts
from seismo.queries.ranking import by_events, by_trend, by_users, seen_in
from seismo.queries.search.issues import IssueSearch, has_words, mentions_status
from seismo.queries.search.scope import Scope
from seismo.queries.search.syntax import Expression
from seismo.queries.views import View, count_all, count_views, of_view, prepared_view

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MOST_DIGITS = 16
"""Of a number in a cursor: microseconds until the year 2286."""


class Sort(StrEnum):
    """The values stand in addresses; they are those of Sentry."""

    LAST_SEEN = "date"
    FIRST_SEEN = "new"
    EVENTS = "freq"
    USERS = "user"
    TRENDS = "trends"


_FIELDS = {
    Sort.LAST_SEEN: "last_seen",
    Sort.FIRST_SEEN: "first_seen",
    Sort.EVENTS: "times_seen",
}
"""What the catalog can sort by; for the others the event store counts."""
_ASSIGNEES = ("assigned_user", "assigned_team")
_RANKINGS = {Sort.EVENTS: by_events, Sort.USERS: by_users, Sort.TRENDS: by_trend}


@dataclass(frozen=True, slots=True)
class IssueFilter:
    """What to leave out. An empty value leaves nothing out."""

    project: str = ""
    """A project's slug."""
    environment: str = ""
    view: View = View.UNRESOLVED
    """Does not count when the search itself names a state."""
    period: float = 0.0
    """Only what was seen in so many seconds until now; 0 is ever."""
    start: float | None = None
    """Only what was seen since; unix seconds."""
    end: float | None = None
    """Only what was seen before; unix seconds."""
    level: str = ""
    search: Expression | None = None
    sort: Sort = Sort.LAST_SEEN

    def window(self, now: float) -> Window:
        """The events that count. `now` in unix seconds."""
        return Window(now - self.period if self.period else self.start, self.environment, self.end)

    @property
    def has_end(self) -> bool:
        return self.end is not None


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows, and which way to go on from it."""

    older: bool
    value: int
    """Of what the stream is sorted by: microseconds or events; where it is ranked, the row."""
    issue_id: int

    def __str__(self) -> str:
        return f"{'older' if self.older else 'newer'}.{self.value}.{self.issue_id}"


def parse_cursor(text: str) -> Cursor | None:
    """What `str(cursor)` wrote; None for anything else."""
    direction, _, place = text.partition(".")
    value, _, issue_id = place.partition(".")
    if direction not in {"older", "newer"} or not (value.isdecimal() and issue_id.isdecimal()):
        return None
    if max(len(value), len(issue_id)) > MOST_DIGITS:
        return None
    return Cursor(direction == "older", int(value), int(issue_id))


@dataclass(frozen=True, slots=True)
class IssueRow:
    issue: Issue
    short_id: str
    headline: str
    """The type of the error, else the whole title."""
    message: str
    activity: Activity
    assignee: str
    """The name of a person, or a team's with a #; empty for nobody's."""
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
    """Only with the first page, by last seen: the others do not change at their top."""
    counts: dict[View, int]
    """How many issues each view has under the rest of the filter; none, where that is 0."""


@dataclass(frozen=True, slots=True)
class News:
    """What happened in the stream since a page was made."""

    new: int
    """Issues that did not exist."""
    active: int
    """Issues with events since, the new ones included."""


def list_issues(
    stores: Stores,
    access: Access,
    wanted: IssueFilter,
    cursor: Cursor | None,
    *,
    span: Span = DAY,
    limit: int = 50,
) -> IssuePage:
    """A page of the stream. Raises SearchError for a search that asks too much."""
    now = stores.clock.now()
    window = wanted.window(now)
    is_top = cursor is None and wanted.sort is Sort.LAST_SEEN
    if is_top and wanted == IssueFilter(view=wanted.view):
        issues, older, newer = _top(wanted.view, access, limit)
        found = count_all(access)
    else:
        of_any_view = _matching(stores, access, wanted)
        matching = _in_view(of_any_view, access, wanted)
        issues, older, newer = _place(stores, matching, wanted, cursor, limit)
        found = count_views(of_any_view, access)
    _in_projects(issues, access)
    prefetch_related_objects([each for each in issues if _is_assigned(each)], *_ASSIGNEES)
    activity = activity_of(stores.eventstore, issues, span, now, window)
    return IssuePage(
        rows=[_row(issue, activity[issue.pk], now) for issue in issues],
        older=older,
        newer=newer,
        newest=_newest(found.newest_id, issues) if is_top and not wanted.has_end else None,
        counts=found.counts,
    )


def _place(
    stores: Stores,
    matching: QuerySet[Issue],
    wanted: IssueFilter,
    cursor: Cursor | None,
    limit: int,
) -> "Place":
    if _is_ranked(wanted):
        window = wanted.window(stores.clock.now())
        return _ranked(_RANKINGS[wanted.sort](stores, matching, window), cursor, limit)
    return _page(matching, _FIELDS[wanted.sort], cursor, limit)


def _is_assigned(issue: Issue) -> bool:
    return issue.assigned_user_id is not None or issue.assigned_team_id is not None


def news_since(stores: Stores, access: Access, wanted: IssueFilter, newest: Newest) -> News:
    matching = _in_view(_matching(stores, access, wanted), access, wanted)
    moment = EPOCH + timedelta(seconds=newest.last_seen)
    counts = matching.filter(Q(pk__gt=newest.issue_id) | Q(last_seen__gt=moment)).aggregate(
        active=Count("pk"), new=Count("pk", filter=Q(pk__gt=newest.issue_id))
    )
    return News(**counts)


def matching_issues(stores: Stores, access: Access, wanted: IssueFilter, limit: int) -> list[Issue]:
    """Of the whole stream, not of one page: those that were seen last. Raises SearchError."""
    matching = _in_view(_matching(stores, access, wanted), access, wanted)
    return _in_projects(list(matching.order_by("-last_seen", "-pk")[:limit]), access)


def neighbours(
    stores: Stores, access: Access, wanted: IssueFilter, issue: Issue
) -> tuple[Issue | None, Issue | None]:
    """The issues before and after this one in the stream. Raises SearchError.

    Where the stream is ranked, those that were seen next to it.
    """
    matching = _in_view(_matching(stores, access, wanted), access, wanted)
    field = "last_seen" if _is_ranked(wanted) else _FIELDS[wanted.sort]
    before = _page(matching, field, _cursor_at(issue, field, older=False), 1)[0]
    after = _page(matching, field, _cursor_at(issue, field, older=True), 1)[0]
    _in_projects([*before, *after], access)
    return next(iter(before), None), next(iter(after), None)


def _in_projects(issues: list[Issue], access: Access) -> list[Issue]:
    """The projects are known: each issue gets its own."""
    projects = {project.pk: project for project in access.projects}
    for issue in issues:
        issue.project = projects[issue.project_id]
    return issues


def _is_ranked(wanted: IssueFilter) -> bool:
    """What the catalog counts are events of all times and environments."""
    is_narrow = bool(wanted.period or wanted.start or wanted.has_end or wanted.environment)
    return wanted.sort not in _FIELDS or (wanted.sort is Sort.EVENTS and is_narrow)


def _matching(stores: Stores, access: Access, wanted: IssueFilter) -> QuerySet[Issue]:
    """What matches all of the filter but the view, in no order."""
    projects = [p for p in access.projects if wanted.project in {"", p.slug}]
    now = stores.clock.now()
    window = wanted.window(now)
    scope = Scope(projects, now, window.environment, window.since, access, window.until)
    # The ids as values: a subquery would keep the database from walking the stream's index.
    issues = Issue.objects.filter(project_id__in=scope.project_ids)
    if wanted.level:
        issues = issues.filter(level=wanted.level)
    issues = issues.filter(_seen_in(window.environment, window.since))
    if wanted.has_end:  # the catalog knows only when an issue was seen first and last
        seen = seen_in(stores, scope.project_ids, window)
        issues = issues.filter(pk__among=Values(seen))
    if wanted.search is None:
        return issues
    found = issues.filter(IssueSearch(stores, scope).condition(wanted.search))
    if not has_words(wanted.search):
        return found
    # A page asks twice, for its rows and for the counts, and words are looked for in every title.
    ids = Values(numbers(found, "pk"))
    return Issue.objects.filter(project_id__in=scope.project_ids, pk__among=ids)


def _seen_in(environment: str, since: float | None) -> Q:
    if environment:
        seen = Q(environments__name=environment)
        return seen & Q(environments__last_seen__gte=from_unix(since)) if since else seen
    return Q(last_seen__gte=from_unix(since)) if since else Q()


def _in_view(issues: QuerySet[Issue], access: Access, wanted: IssueFilter) -> QuerySet[Issue]:
    return issues if mentions_status(wanted.search) else issues.filter(of_view(wanted.view, access))


Place = tuple[list[Issue], Cursor | None, Cursor | None]
"""Issues, and the ways on to those after and before them."""


def _top(view: View, access: Access, limit: int) -> Place:
    """The first page of a whole view, which is what people open."""
    seen = Values(access.project_ids)
    project = seen.values[0] if len(seen.values) == 1 else None
    own = {"user": access.member.user_id, "teams": Values(list(access.teams))}
    prepared = _top_of(view, limit + 1, is_of_one=project is not None)
    found = prepared.rows(project=project, projects=seen, **own)
    issues = found[:limit]
    has_older = len(found) > limit
    return issues, _cursor_at(issues[-1], "last_seen", older=True) if has_older else None, None


@lru_cache(maxsize=64)
def _top_of(view: View, most: int, *, is_of_one: bool) -> Prepared[Issue]:
    # By a list of projects the database would not walk the index of the stream of one.
    of = {"project": Given("project")} if is_of_one else {"project__among": Given("projects")}
    return Prepared(
        lambda: Issue.objects.filter(
            prepared_view(view, Given("user"), Given("teams")), **of
        ).order_by("-last_seen", "-pk")[:most]
    )


def _page(matching: QuerySet[Issue], field: str, cursor: Cursor | None, limit: int) -> Place:
    """The issues next to the cursor, the largest value first."""
    if cursor is None or cursor.older:
        found = list(_after(matching, field, cursor).order_by(f"-{field}", "-pk")[: limit + 1])
        issues, has_older, has_newer = found[:limit], len(found) > limit, cursor is not None
    else:
        found = list(_before(matching, field, cursor).order_by(field, "pk")[: limit + 1])
        issues, has_older, has_newer = found[:limit][::-1], True, len(found) > limit
    return (
        issues,
        _cursor_at(issues[-1], field, older=True) if issues and has_older else None,
        _cursor_at(issues[0], field, older=False) if issues and has_newer else None,
    )


def _after(matching: QuerySet[Issue], field: str, cursor: Cursor | None) -> QuerySet[Issue]:
    if cursor is None:
        return matching
    value = _value_at(cursor, field)
    same = Q(**{field: value}) & Q(pk__lt=cursor.issue_id)
    return matching.filter(Q(**{f"{field}__lt": value}) | same)


def _before(matching: QuerySet[Issue], field: str, cursor: Cursor) -> QuerySet[Issue]:
    value = _value_at(cursor, field)
    same = Q(**{field: value}) & Q(pk__gt=cursor.issue_id)
    return matching.filter(Q(**{f"{field}__gt": value}) | same)


def _value_at(cursor: Cursor, field: str) -> datetime | int:
    return cursor.value if field == "times_seen" else EPOCH + cursor.value * MICROSECOND


def _cursor_at(issue: Issue, field: str, *, older: bool) -> Cursor:
    value = getattr(issue, field)
    number = value if isinstance(value, int) else (value - EPOCH) // MICROSECOND
    return Cursor(older, number, issue.pk)


def _ranked(ids: Sequence[int], cursor: Cursor | None, limit: int) -> Place:
    """The issues at the rows that the cursor names, in the order of the ranking."""
    start = max(0, cursor.value) if cursor else 0
    shown = ids[start : start + limit]
    found = Issue.objects.in_bulk(shown)
    return (
        [found[pk] for pk in shown if pk in found],
        Cursor(True, start + limit, 0) if start + limit < len(ids) else None,
        Cursor(False, max(0, start - limit), 0) if start else None,
    )


def _newest(newest_id: int, first_page: Sequence[Issue]) -> Newest:
    return Newest(newest_id, first_page[0].last_seen.timestamp() if first_page else 0.0)


def _row(issue: Issue, activity: Activity, now: float) -> IssueRow:
    headline, message = title_parts(issue)
    return IssueRow(
        issue=issue,
        short_id=name_of(issue),
        headline=headline,
        message=message,
        activity=activity,
        assignee=assignee_of(issue),
        is_new=is_new(issue, now),
    )
