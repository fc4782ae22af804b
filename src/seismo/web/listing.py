"""What the page of the stream is asked for, and everything that it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from seismo.catalog.access import Access
from seismo.catalog.models import Project
from seismo.model.issue import Level, parse_short_id
from seismo.ports.stores import Stores
from seismo.queries.activity import DAY, FORTNIGHT, Span
from seismo.queries.issues import environments, find_issue
from seismo.queries.search.issues import mentions_status
from seismo.queries.search.keys import mistaken
from seismo.queries.search.parse import parse
from seismo.queries.search.syntax import Expression, Filter, Key, Pattern, SearchError
from seismo.queries.stream import IssueFilter, IssuePage, Sort, list_issues, parse_cursor
from seismo.queries.views import View
from seismo.web.periods import BETWEEN, PERIODS, Between, between_of

TABS = {
    View.INBOX: "Inbox",
    View.REVIEW: "For review",
    View.UNRESOLVED: "Unresolved",
    View.REGRESSED: "Regressed",
    View.ESCALATING: "Escalating",
    View.ARCHIVED: "Archived",
    View.RESOLVED: "Resolved",
    View.ALL: "All",
}
FORMER_VIEWS = {"ignored": View.ARCHIVED}
SPANS: Mapping[str, Span] = {"24h": DAY, "14d": FORTNIGHT}
SORTS = {
    Sort.LAST_SEEN: "Last seen",
    Sort.FIRST_SEEN: "First seen",
    Sort.EVENTS: "Events",
    Sort.USERS: "Users",
    Sort.TRENDS: "Trends",
}
NO_ISSUES = IssuePage(rows=[], older=None, newer=None, newest=None, counts={})
NARROWING = ("q", "project", "environment", "period", "level")
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
class Repair:
    """A word that may have been meant, and the search with it."""

    word: str
    text: str


@dataclass(frozen=True, slots=True)
class SearchProblem:
    """What is wrong with a search, and where."""

    text: str
    caret: str
    """Spaces, and a caret below the first character that is wrong."""
    problem: str
    cure: str
    repairs: list[Repair]


@dataclass(frozen=True, slots=True)
class IssueList:
    """Everything that the page of the stream shows."""

    text: str
    """The search as it was typed."""
    problem: SearchProblem | None
    wanted: IssueFilter
    period: str
    """One of PERIODS, `between`, or empty: ever."""
    between: Between | None
    """With the period of this name."""
    span: str
    projects: list[Project]
    environments: list[str]
    page: IssuePage

    @property
    def tabs(self) -> list[Tab]:
        return [
            Tab(view.value, label, self.page.counts.get(view, 0), view == self.current)
            for view, label in TABS.items()
        ]

    @property
    def levels(self) -> list[str]:
        return [level.value for level in Level]

    @property
    def sorts(self) -> list[tuple[str, str]]:
        return [(sort.value, label) for sort, label in SORTS.items()]

    @property
    def drawn(self) -> str:
        """The time that the trends show."""
        return self.chosen_time or self.period or self.span

    @property
    def chosen_time(self) -> str:
        """In words, where it is between two moments; else empty."""
        return self.between.label if self.between else ""

    @property
    def spans(self) -> list[str]:
        return list(SPANS)

    @property
    def tokens(self) -> list[Token]:
        period = self.chosen_time if self.between else self.period
        named = self._chosen | {"period": period}
        return [Token(name, named[name]) for name in NARROWING if named[name]]

    @property
    def _chosen(self) -> dict[str, str]:
        return {
            "q": self.text,
            "project": self.wanted.project,
            "environment": self.wanted.environment,
            "level": self.wanted.level,
        }

    @property
    def is_resolved_tab(self) -> bool:
        return self.current == View.RESOLVED

    @property
    def current(self) -> str:
        """The tab that is shown; none where the search itself names a state."""
        return "" if mentions_status(self.wanted.search) else self.view

    @property
    def view(self) -> str:
        return self.wanted.view.value

    @property
    def periods(self) -> list[tuple[str, str]]:
        named = [(value, period.label) for value, period in PERIODS.items()]
        return [*named, (BETWEEN, "Between…")]

    @property
    def matching(self) -> int:
        """How many issues the view has; of a search that names a state, all that it finds."""
        return self.page.counts.get(View(self.current) if self.current else View.ALL, 0)

    @property
    def unresolved(self) -> int:
        return self.page.counts.get(View.UNRESOLVED, 0)

    @property
    def nothing_ever(self) -> bool:
        """Whether there is no issue at all, under no filter."""
        return not self.tokens and not self.page.counts.get(View.ALL)

    @property
    def silent_project(self) -> Project | None:
        """The only project that is asked for, when nothing has come from it."""
        asked = (each for each in self.projects if each.slug == self.wanted.project)
        project = next(asked, None)
        return project if project and project.first_event is None else None

    @property
    def mistaken(self) -> SearchProblem | None:
        """What may be wrong with a search that is right, and finds nothing."""
        error = mistaken(self.wanted.search)
        return problem_of(self.text, error) if error else None

    @property
    def nothing_matches(self) -> bool:
        """Whether no tab has anything under this filter."""
        return bool(self.tokens) and not self.page.counts.get(View.ALL)

    @property
    def pulse_query(self) -> str:
        """Where the page ends in time; empty when it need not be kept up to date."""
        newest = self.page.newest
        if newest is None:
            return ""
        since = {"since": f"{newest.issue_id}-{newest.last_seen:.6f}"}
        return urlencode(self._named | since)

    @property
    def address(self) -> str:
        """The query string of this view, without the page of it that is shown."""
        sort = {} if self.wanted.sort is Sort.LAST_SEEN else {"sort": self.wanted.sort.value}
        return urlencode(self._named | sort)

    @property
    def _named(self) -> dict[str, str]:
        time = self.between.fields if self.between else {"period": self.period}
        named = {name: value for name, value in (self._chosen | time).items() if value}
        return named | {"status": self.view}


def listing_of(request: HttpRequest, stores: Stores, access: Access) -> IssueList:
    text = request.GET.get("q", "").strip()
    period, between = _period(request.GET), between_of(request.GET)
    span = request.GET.get("span", "")
    span = span if span in SPANS else "24h"
    drawn = PERIODS[period].span if period in PERIODS else SPANS[span]
    if between and between.is_bound:
        drawn = between.span(stores.clock.now())
    problem, page = None, NO_ISSUES
    wanted = _filter_without_search(request.GET)
    try:
        wanted = filter_of(request, access)
        cursor = parse_cursor(request.GET.get("cursor", ""))
        page = list_issues(stores, access, wanted, cursor, span=drawn)
    except SearchError as error:
        problem = problem_of(text, error)
    return IssueList(
        text=text,
        problem=problem,
        wanted=wanted,
        period=period,
        between=between,
        span=span,
        projects=access.projects,
        environments=environments(access),
        page=page,
    )


def filter_of(request: HttpRequest, access: Access) -> IssueFilter:
    """Raises SearchError."""
    return filter_from(request.GET, access)


def filter_from(query: QueryDict, access: Access) -> IssueFilter:
    """What the query string of the stream asks for. Raises SearchError."""
    search = _search(query.get("q", "").strip(), access)
    return replace(_filter_without_search(query), search=search)


def _filter_without_search(query: QueryDict) -> IssueFilter:
    sort = query.get("sort", Sort.LAST_SEEN)
    period = PERIODS.get(query.get("period", ""))
    between = between_of(query)
    return IssueFilter(
        project=query.get("project", ""),
        environment=query.get("environment", ""),
        view=_view(query),
        period=period.seconds if period else 0.0,
        start=between.since if between else None,
        end=between.until if between else None,
        level=query.get("level", ""),
        sort=Sort(sort) if sort in SORTS else Sort.LAST_SEEN,
    )


def _view(query: QueryDict) -> View:
    """Who asks for nothing gets the inbox; who looks for something, what is open."""
    wanted = query.get("status")
    if wanted is None and not any(query.get(name) for name in NARROWING):
        return View.INBOX
    if wanted in FORMER_VIEWS:
        return FORMER_VIEWS[wanted]
    return View(wanted) if wanted in TABS else View.UNRESOLVED


def _period(query: QueryDict) -> str:
    wanted = query.get("period", "")
    return wanted if wanted in PERIODS or wanted == BETWEEN else ""


def _search(text: str, access: Access) -> Expression | None:
    """A short id alone means that issue."""
    if parse_short_id(text) and find_issue(access, text):
        return Filter(Key("issue"), (Pattern((text,)),))
    return parse(text)


def problem_of(text: str, error: SearchError) -> SearchProblem:
    start = max(0, error.position - SHOWN_AROUND)
    shown = text[start : error.position + SHOWN_AROUND]
    caret = " " * (error.position - start) + "^"
    return SearchProblem(shown, caret, f"{error.problem}.", error.cure, _repairs(text, error))


def _repairs(text: str, error: SearchError) -> list[Repair]:
    before, rest = text[: error.position], text[error.position :]
    if not rest.lower().startswith(error.wrong.lower()):
        return []
    after = rest[len(error.wrong) :]
    return [Repair(word, f"{before}{word}{after}") for word in error.meant]
