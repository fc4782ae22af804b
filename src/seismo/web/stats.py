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
from seismo.queries.stats import PERIODS, Line, Question, Stats
from seismo.web.categories import NAMES, OUTCOMES
from seismo.web.csv_lines import csv_line, plain
from seismo.web.http import access, stores
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
        return [Choice(key, name, key == self.period) for key, name in PERIOD_NAMES.items()]

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
        if self.project is None:
            return f"{reverse('stats_csv')}?{urlencode({'period': self.period})}"
        query = {"period": self.period}
        if self.key_id is not None:
            query["key"] = str(self.key_id)
        return f"{reverse('project_stats_csv', args=[self.project.slug])}?{urlencode(query)}"

    @property
    def chart_label(self) -> str:
        told = [f"{number.name} {number.quantity:,}" for number in self.numbers if number.quantity]
        return f"{self.group_name}, last {self.period_name}: {', '.join(told)}"

    @property
    def group_name(self) -> str:
        return NAMES[self.group]

    @property
    def period_name(self) -> str:
        return PERIOD_NAMES[self.period]

    @property
    def outcome_names(self) -> list[tuple[Outcome, str]]:
        return [(outcome, name) for outcome, (name, _) in OUTCOMES.items()]


@require_safe
def organization_stats(request: HttpRequest) -> HttpResponse:
    """All projects, or the way to the one that was chosen."""
    chosen = request.GET.get("project")
    if chosen:
        url = reverse("project_stats", args=[project_of(request, chosen).slug])
        query = {name: request.GET.get(name, "") for name in ("period", "category")}
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
        group=question.group,
        key_id=question.key_id,
        keys=keys if len(keys) > 1 else [],
        near=near_quotas(project, question.now) if project else [],
        ignored=(ignored(stores(request), project, question.since.timestamp()) if project else []),
    )
    return render(request, "stats/show.html", {"page": page})


def _question(request: HttpRequest, project: Project | None) -> Question:
    """What the address asks for; what makes no sense in it is passed over."""
    projects = access(request).projects if project is None else [project]
    group = request.GET.get("category", "")
    key = request.GET.get("key", "")
    return Question(
        projects=projects,
        period=PERIODS[_period(request)],
        now=stores(request).clock.now(),
        group=DataCategory(group) if group in queries.GROUPS else DataCategory.ERROR,
        key_id=int(key) if project and key.isdecimal() and len(key) < 19 else None,
    )


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
