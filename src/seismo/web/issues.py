"""The stream of issues, and what one does to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from seismo.actions import issues as actions
from seismo.catalog.models import Issue, Organization, Project
from seismo.model.issue import Level, Status
from seismo.queries import issues as queries
from seismo.queries.activity import DAY, FORTNIGHT, Span
from seismo.queries.issues import IssueFilter, IssuePage, Newest, News
from seismo.queries.projects import projects_of
from seismo.web.http import is_prefetch, organization, signed_in_user, stores

ALL = "all"
TABS = {Status.UNRESOLVED: "Unresolved", Status.RESOLVED: "Resolved", ALL: "All"}
SPANS: Mapping[str, Span] = {"24h": DAY, "14d": FORTNIGHT}
CHANGED_AT_ONCE = 1_000
DONE = "issues_done"


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
class Done:
    """What the last action did, so that it can be undone."""

    status: str
    names: list[str]

    @property
    def opposite(self) -> str:
        return Status.UNRESOLVED if self.status == Status.RESOLVED else Status.RESOLVED

    @property
    def sentence(self) -> str:
        what = self.names[0] if len(self.names) == 1 else f"{len(self.names)} issues"
        return f"{what} {'resolved' if self.status == Status.RESOLVED else 'reopened'}."


@dataclass(frozen=True, slots=True)
class IssueList:
    """Everything that the page of the stream shows."""

    wanted: IssueFilter
    status: str
    span: str
    projects: list[Project]
    environments: list[str]
    page: IssuePage
    done: Done | None

    @property
    def tabs(self) -> list[Tab]:
        total = sum(self.page.counts.values())
        return [
            Tab(
                value,
                label,
                total if value == ALL else self.page.counts.get(value, 0),
                value == self.status,
            )
            for value, label in TABS.items()
        ]

    @property
    def levels(self) -> list[str]:
        return [level.value for level in Level]

    @property
    def spans(self) -> list[str]:
        return list(SPANS)

    @property
    def tokens(self) -> list[Token]:
        named = {
            "q": self.wanted.text,
            "project": self.wanted.project,
            "environment": self.wanted.environment,
            "level": self.wanted.level,
        }
        return [Token(name, value) for name, value in named.items() if value]

    @property
    def is_resolved_tab(self) -> bool:
        return self.status == Status.RESOLVED

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


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The stream; set-up as long as there is nothing to see in it."""
    owner = organization(request)
    if Issue.objects.filter(project__organization=owner).exists():
        return HttpResponseRedirect(reverse("issues"))
    return HttpResponseRedirect(_first_step(owner))


def _first_step(owner: Organization) -> str:
    project = owner.projects.order_by("id").first()
    if project is None:
        return reverse("project_new")
    return reverse("project_setup", args=[project.slug, project.platform or "python"])


@require_safe
def issue_list(request: HttpRequest) -> HttpResponse:
    owner = organization(request)
    listing = _listing(request, owner)
    first_step = _first_step(owner) if listing.nothing_ever else ""
    context = {"listing": listing, "first_step": first_step}
    return render(request, "issues/list.html", context)


def _listing(request: HttpRequest, owner: Organization) -> IssueList:
    wanted = _filter_of(request)
    cursor = queries.parse_cursor(request.GET.get("cursor", ""))
    span = request.GET.get("span", "")
    span = span if span in SPANS else "24h"
    return IssueList(
        wanted=wanted,
        status=wanted.status or ALL,
        span=span,
        projects=projects_of(owner),
        environments=queries.environments(owner),
        page=queries.list_issues(stores(request), owner, wanted, cursor, span=SPANS[span]),
        done=last_action(request),
    )


def _filter_of(request: HttpRequest) -> IssueFilter:
    status = request.GET.get("status", Status.UNRESOLVED)
    status = status if status in TABS else Status.UNRESOLVED
    return IssueFilter(
        project=request.GET.get("project", ""),
        environment=request.GET.get("environment", ""),
        status="" if status == ALL else status,
        level=request.GET.get("level", ""),
        text=request.GET.get("q", "").strip(),
    )


@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """204 as long as a page of the stream is up to date, else what it lacks."""
    issue_id, _, last_seen = request.GET.get("since", "").partition("-")
    try:
        newest = Newest(int(issue_id), float(last_seen))
        news = queries.news_since(organization(request), _filter_of(request), newest)
    except (ValueError, OverflowError):
        raise Http404("`since` names no place in the stream") from None
    if not news.active:
        return HttpResponse(status=204)
    query = request.GET.copy()
    query.pop("since")
    context = {"sentence": _sentence(news), "url": f"{reverse('issues')}?{query.urlencode()}"}
    return render(request, "issues/pulse.html", context)


def _sentence(news: News) -> str:
    if news.new:
        return f"{news.new} new"
    return f"{news.active} with new events"


@require_POST
def resolve(request: HttpRequest, short_id: str) -> HttpResponse:
    return _change(request, [short_id], Status.RESOLVED)


@require_POST
def reopen(request: HttpRequest, short_id: str) -> HttpResponse:
    return _change(request, [short_id], Status.UNRESOLVED)


@require_POST
def change_many(request: HttpRequest) -> HttpResponse:
    """Resolve or reopen the issues that `id` names, once each."""
    status = request.POST.get("to", "")
    if status not in {Status.RESOLVED, Status.UNRESOLVED}:
        return HttpResponse("`to` must be resolved or unresolved", status=400)
    return _change(request, request.POST.getlist("id")[:CHANGED_AT_ONCE], status)


def _change(request: HttpRequest, names: list[str], status: str) -> HttpResponse:
    found = queries.find_issues(organization(request), names)
    if names and not found:
        raise Http404("no such issue")
    act = actions.resolve if status == Status.RESOLVED else actions.reopen
    changed = {
        issue.pk for issue in act(found, signed_in_user(request), stores(request).clock.now())
    }
    done = [queries.name_of(issue) for issue in found if issue.pk in changed]
    if done:
        request.session[DONE] = {"status": status, "names": done}
    answer = HttpResponseRedirect(_way_back(request))
    answer.status_code = 303
    return answer


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("issues")


def last_action(request: HttpRequest) -> Done | None:
    """What the last action did. Told once, and not to a page that is only fetched in advance."""
    if is_prefetch(request):
        return None
    told = request.session.pop(DONE, None)
    return Done(told["status"], told["names"]) if told else None
