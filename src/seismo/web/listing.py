"""What the page of the stream is asked for, and everything that it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest

from seismo.catalog.access import Access
from seismo.catalog.models import Project
from seismo.model.issue import Level, Status, parse_short_id
from seismo.ports.stores import Stores
from seismo.queries.activity import DAY, FORTNIGHT, Span
from seismo.queries.issues import environments, find_issue
from seismo.queries.search.issues import mentions_status
from seismo.queries.search.parse import parse
from seismo.queries.search.syntax import Expression, Filter, Key, Pattern, SearchError
from seismo.queries.stream import IssueFilter, IssuePage, Sort, list_issues, parse_cursor

ALL = "all"
TABS = {
    Status.UNRESOLVED: "Unresolved",
    Status.RESOLVED: "Resolved",
    Status.IGNORED: "Archived",
    ALL: "All",
}
SPANS: Mapping[str, Span] = {"24h": DAY, "14d": FORTNIGHT}
SORTS = {
    Sort.LAST_SEEN: "Last seen",
    Sort.FIRST_SEEN: "First seen",
    Sort.EVENTS: "Events",
    Sort.USERS: "Users",
    Sort.TRENDS: "Trends",
}
NO_ISSUES = IssuePage(rows=[], older=None, newer=None, newest=None, counts={})
SHOWN_AROUND = 60
"""Characters of a search to either side of what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Tab:
    value: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Token:
    """One part of the filter, which the reader may drop."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SearchProblem:
    """What is wrong with a search, and where."""

    text: str
    caret: str
    """Spaces, and a caret below the first character that is wrong."""
    problem: str
    cure: str


@dataclass(frozen=True, slots=True)
class IssueList:
    """Everything that the page of the stream shows."""

    text: str
    """The search as it was typed."""
    problem: SearchProblem | None
    wanted: IssueFilter
    status: str
    span: str
    projects: list[Project]
    environments: list[str]
    page: IssuePage

    @property
    def tabs(self) -> list[Tab]:
        total = sum(self.page.counts.values())
        return [
            Tab(
                value,
                label,
                total if value == ALL else self.page.counts.get(value, 0),
                value == self.current,
            )
            for value, label in TABS.items()
        ]

    @property
    def levels(self) -> list[str]:
        return [level.value for level in Level]

    @property
    def sorts(self) -> list[tuple[str, str]]:
        return [(sort.value, label) for sort, label in SORTS.items()]

    @property
    def spans(self) -> list[str]:
        return list(SPANS)

    @property
    def tokens(self) -> list[Token]:
        named = {
            "q": self.text,
            "project": self.wanted.project,
            "environment": self.wanted.environment,
            "level": self.wanted.level,
        }
        return [Token(name, value) for name, value in named.items() if value]

    @property
    def is_resolved_tab(self) -> bool:
        return self.current == Status.RESOLVED

    @property
    def current(self) -> str:
        """The tab that is shown; none where the search itself names a status."""
        return "" if mentions_status(self.wanted.search) else self.status

    @property
    def nothing_ever(self) -> bool:
        """Whether there is no issue at all, under no filter."""
        return not self.tokens and not sum(self.page.counts.values())

    @property
    def nothing_matches(self) -> bool:
        """Whether no tab has anything under this filter."""
        return bool(self.tokens) and not sum(self.page.counts.values())

    @property
    def pulse_query(self) -> str:
        """Where the page ends in time; empty when it need not be kept up to date."""
        newest = self.page.newest
        if newest is None:
            return ""
        named = {token.name: token.value for token in self.tokens}
        since = {"since": f"{newest.issue_id}-{newest.last_seen:.6f}", "status": self.status}
        return urlencode(named | since)


def listing_of(request: HttpRequest, stores: Stores, access: Access) -> IssueList:
    text = request.GET.get("q", "").strip()
    span = request.GET.get("span", "")
    span = span if span in SPANS else "24h"
    problem, page = None, NO_ISSUES
    wanted = filter_without_search(request)
    try:
        wanted = filter_of(request, access)
        cursor = parse_cursor(request.GET.get("cursor", ""))
        page = list_issues(stores, access, wanted, cursor, span=SPANS[span])
    except SearchError as error:
        problem = problem_of(text, error)
    return IssueList(
        text=text,
        problem=problem,
        wanted=wanted,
        status=wanted.status or ALL,
        span=span,
        projects=access.projects,
        environments=environments(access),
        page=page,
    )


def filter_of(request: HttpRequest, access: Access) -> IssueFilter:
    """Raises SearchError."""
    search = _search(request.GET.get("q", "").strip(), access)
    return replace(filter_without_search(request), search=search)


def filter_without_search(request: HttpRequest) -> IssueFilter:
    status = request.GET.get("status", Status.UNRESOLVED)
    status = status if status in TABS else Status.UNRESOLVED
    sort = request.GET.get("sort", Sort.LAST_SEEN)
    return IssueFilter(
        project=request.GET.get("project", ""),
        environment=request.GET.get("environment", ""),
        status="" if status == ALL else status,
        level=request.GET.get("level", ""),
        sort=Sort(sort) if sort in SORTS else Sort.LAST_SEEN,
    )


def _search(text: str, access: Access) -> Expression | None:
    """A short id alone means that issue."""
    if parse_short_id(text) and find_issue(access, text):
        return Filter(Key("issue"), (Pattern((text,)),))
    return parse(text)


def problem_of(text: str, error: SearchError) -> SearchProblem:
    start = max(0, error.position - SHOWN_AROUND)
    shown = text[start : error.position + SHOWN_AROUND]
    caret = " " * (error.position - start) + "^"
    return SearchProblem(shown, caret, f"{error.problem}.", error.cure)
