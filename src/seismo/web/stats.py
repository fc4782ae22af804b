"""What became of everything that came in, for all projects and for one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from seismo.catalog.models import Project, ProjectKey
from seismo.model.outcome import DataCategory, Outcome
from seismo.queries import stats as queries
from seismo.queries.ignored import MOST as MOST_IGNORED
from seismo.queries.ignored import IgnoredLine, ignored
from seismo.queries.stats import PERIODS, Line, Period, Question, Stats, period_of
from seismo.web.categories import NAMES, OUTCOMES
from seismo.web.csv_lines import csv_line, plain
from seismo.web.http import access, stores
from seismo.web.periods import FIELDS, Between, between_of
from seismo.web.projects import project_of
from seismo.web.quotas import NearQuota, near_quotas

FIRST_PERIOD = "7d"
PERIOD_NAMES = {"24h": "24 hours", "7d": "7 days", "30d": "30 days", "90d": "90 days"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes one thing about the page."""

    value: str
    name: str
    current: bool
    quantity: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    """One of the six sums."""

    outcome: Outcome
    name: str
    meaning: str
    quantity: int
    share: float


@dataclass(frozen=True, slots=True)
class StatsPage:
    project: Project | None
    """None for all of them."""
    stats: Stats
    period: str
    between: Between | None
    """With the period of this name."""
    group: DataCategory
    key_id: int | None
    keys: Sequence[ProjectKey]
    """Those of the project, when it has several."""
    near: list[NearQuota]
    ignored: list[IgnoredLine]
    """Of the project; none for all of them."""

    @property
    def has_more_ignored(self) -> bool:
        return len(self.ignored) == MOST_IGNORED

    @property
    def numbers(self) -> list[Number]:
        total = self.stats.total or 1
        return [
            Number(outcome, name, meaning, quantity, quantity / total)
            for outcome, (name, meaning) in OUTCOMES.items()
            for quantity in [self.stats.totals.get(outcome, 0)]
        ]

    @property
    def periods(self) -> list[Choice]:
        chosen = "" if self.between else self.period
        return [Choice(key, name, key == chosen) for key, name in PERIOD_NAMES.items()]

    @property
    def groups(self) -> list[Choice]:
        """Errors always; the rest when there were any."""
        return [
            Choice(group, NAMES[group], group is self.group, quantity)
            for group, quantity in self.stats.groups.items()
            if quantity or group in (self.group, DataCategory.ERROR)
        ]

    @property
    def csv_url(self) -> str:
        query = dict(self.time)
        if self.project is None:
            return f"{reverse('stats_csv')}?{urlencode(query)}"
        if self.key_id is not None:
            query["key"] = str(self.key_id)
        return f"{reverse('project_stats_csv', args=[self.project.slug])}?{urlencode(query)}"

    @property
    def chart_label(self) -> str:
        told = [f"{number.name} {number.quantity:,}" for number in self.numbers if number.quantity]
        return f"{self.group_name}, {self.time_name}: {', '.join(told)}"

    @property
    def time(self) -> dict[str, str]:
        """The fields of an address that asks for the same time."""
        return self.between.fields if self.between else {"period": self.period}

    @property
    def group_name(self) -> str:
        return NAMES[self.group]

    @property
    def time_name(self) -> str:
        """As a heading ends: `last 7 days`."""
        return self.between.label if self.between else f"last {PERIOD_NAMES[self.period]}"

    @property
    def outcome_names(self) -> list[tuple[Outcome, str]]:
        return [(outcome, name) for outcome, (name, _) in OUTCOMES.items()]


@require_safe
def organization_stats(request: HttpRequest) -> HttpResponse:
    """All projects, or the way to the one that was chosen."""
    chosen = request.GET.get("project")
    if chosen:
        url = reverse("project_stats", args=[project_of(request, chosen).slug])
        query = {name: request.GET[name] for name in (*FIELDS, "category") if request.GET.get(name)}
        return HttpResponseRedirect(f"{url}?{urlencode(query)}")
    return _page(request, None)


@require_safe
def project_stats(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, project_of(request, slug))


@require_safe
def organization_csv(request: HttpRequest) -> StreamingHttpResponse:
    return _csv(request, None)


@require_safe
def project_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    return _csv(request, project_of(request, slug))


def _page(request: HttpRequest, project: Project | None) -> HttpResponse:
    question = _question(request, project)
    keys = list(project.keys.order_by("id")) if project else []
    page = StatsPage(
        project=project,
        stats=queries.stats(question),
        period=_period(request),
        between=_between(request),
        group=question.group,
        key_id=question.key_id,
        keys=keys if len(keys) > 1 else [],
        near=near_quotas(project, stores(request).clock.now()) if project else [],
        ignored=_ignored(request, project, question) if project else [],
    )
    return render(request, "stats/show.html", {"page": page})


def _ignored(request: HttpRequest, project: Project, question: Question) -> list[IgnoredLine]:
    return ignored(stores(request), project, question.since.timestamp(), question.now)


def _question(request: HttpRequest, project: Project | None) -> Question:
    """What the address asks for; what makes no sense in it is passed over."""
    projects = access(request).projects if project is None else [project]
    group = request.GET.get("category", "")
    key = request.GET.get("key", "")
    period, end = _asked(_between(request), _period(request), stores(request).clock.now())
    return Question(
        projects=projects,
        period=period,
        now=end,
        group=DataCategory(group) if group in queries.GROUPS else DataCategory.ERROR,
        key_id=int(key) if project and key.isdecimal() and len(key) < 19 else None,
    )


def _between(request: HttpRequest) -> Between | None:
    asked = between_of(request.GET)
    return asked if asked and asked.is_bound else None


def _asked(between: Between | None, name: str, now: float) -> tuple[Period, float]:
    """How far to look back, and from when: the ledger has hours, and an hour that has begun counts."""
    if between is None:
        return PERIODS[name], now
    end = now if between.until is None else min(between.until - 1, now)
    first = end - PERIODS[name].hours * 3600 if between.since is None else between.since
    end = max(end, first)
    return period_of(end - first // 3600 * 3600), end


def _period(request: HttpRequest) -> str:
    wanted = request.GET.get("period", "")
    return wanted if wanted in PERIODS else FIRST_PERIOD


def _csv(request: HttpRequest, project: Project | None) -> StreamingHttpResponse:
    """Every kind of data: a spreadsheet filters better than we do."""
    question = _question(request, project)
    name = f"seismo-{project.slug if project else 'all-projects'}-{_period(request)}.csv"
    return StreamingHttpResponse(
        _csv_lines(queries.lines(question)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _csv_lines(lines: Iterator[Line]) -> Iterator[str]:
    yield csv_line("hour", "project", "key", "category", "outcome", "reason", "quantity")
    for line in lines:
        yield csv_line(
            f"{line.hour:%Y-%m-%dT%H:%M:%SZ}",
            line.project,
            plain(line.key),
            line.category,
            line.outcome,
            line.reason,
            line.quantity,
        )
