"""The addresses of Sentry's own pages lead to ours, with what their query asks for.

SDKs, command line tools, mails, tickets and people's fingers know them. An organization that is unknown here
is taken for the reader's own: it had another name where the link was made.
"""

from collections.abc import Callable, Container, Iterable
from datetime import UTC
from typing import NoReturn, TypeAlias
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from seismo.catalog.access import Access
from seismo.catalog.models import Issue, Organization, Project
from seismo.model.ids import parse_event_id
from seismo.model.outcome import DataCategory
from seismo.queries.issues import find_issue, name_of
from seismo.queries.projects import find_project
from seismo.queries.search.issues import mentions_status
from seismo.queries.search.parse import parse
from seismo.queries.search.syntax import SearchError
from seismo.queries.stats import PERIODS
from seismo.queries.stream import Sort
from seismo.queries.views import View
from seismo.web import periods, zones
from seismo.web.http import access
from seismo.web.snippets import FIRST_PLATFORM, PLATFORMS

Query: TypeAlias = dict[str, str]

_ORG = "organizations/<slug:org>/"
_ISSUE = f"{_ORG}issues/<slug:issue>/"
_PROJECT = f"{_ORG}projects/<slug:project>/"
_ORG_SETTINGS = "settings/<slug:org>/"
_PROJECT_SETTINGS = (
    f"{_ORG_SETTINGS}projects/<slug:project>/",
    "settings/projects/<slug:project>/",
)
_SETTINGS_PAGES = (
    ("keys/", "project_keys"),
    ("keys/<path:rest>", "project_keys"),
    ("issue-grouping/", "project_grouping"),
    ("security-and-privacy/", "project_scrubbing"),
    ("security-and-privacy/<path:rest>", "project_scrubbing"),
    ("data-privacy/", "project_scrubbing"),
    ("teams/", "project_teams"),
    ("environments/", "project_environments"),
    ("environments/<path:rest>", "project_environments"),
    ("filters/", "project_filters"),
    ("filters/<path:rest>", "project_filters"),
    ("install/", "project_setup"),
    ("install/<slug:platform>/", "project_setup"),
    ("", "project_general"),
    ("<path:rest>", "project_general"),
)
"""What stands behind the address of a project's settings."""

NUMBERED = (
    ("issues/<int:issue>/", "issue"),
    ("issues/<int:issue>/events/", "issue_events"),
    ("issues/<int:issue>/events/<str:event>/", "issue_event"),
    ("issues/<int:issue>/<path:rest>", "issue"),
)
"""Issues by their number, which a short id never is."""
ADDRESSES: tuple[tuple[str, str], ...] = (
    ("account/settings/", "preferences"),
    ("account/settings/<path:rest>", "preferences"),
    ("settings/account/", "preferences"),
    ("settings/account/security/", "security"),
    ("settings/account/security/<path:rest>", "security"),
    ("settings/account/api/", "own_tokens"),
    ("settings/account/api/<path:rest>", "own_tokens"),
    ("settings/account/<path:rest>", "preferences"),
    (_ORG, "issues"),
    (f"{_ORG}issues/", "issues"),
    (_ISSUE, "issue"),
    (f"{_ISSUE}events/", "issue_events"),
    (f"{_ISSUE}events/<str:event>/", "issue_event"),
    (f"{_ISSUE}events/<str:event>/<path:rest>", "issue_event"),
    (f"{_ISSUE}<path:rest>", "issue"),
    (f"{_ORG}projects/", "projects"),
    (f"{_ORG}projects/new/", "project_new"),
    (_PROJECT, "project"),
    (f"{_PROJECT}events/<str:event>/", "event"),
    (f"{_PROJECT}getting-started/", "project_setup"),
    (f"{_PROJECT}getting-started/<slug:platform>/", "project_setup"),
    (f"{_PROJECT}<path:rest>", "project"),
    (f"{_ORG}discover/<slug:project>:<str:event>/", "event"),
    (f"{_ORG}releases/", "issues"),
    (f"{_ORG}releases/<str:release>/", "issues"),
    ("releases/<str:release>/", "issues"),
    (f"{_ORG}stats/", "stats"),
    (f"{_ORG}teams/", "teams"),
    (f"{_ORG}members/", "members"),
    (f"{_ORG}settings/", "organization_general"),
    ("onboarding/<slug:org>/", "project_new"),
    ("onboarding/<slug:org>/<path:rest>", "project_new"),
    *(
        (f"{start}{behind}", page)
        for start in _PROJECT_SETTINGS
        for behind, page in _SETTINGS_PAGES
    ),
    (f"{_ORG_SETTINGS}projects/", "projects"),
    (f"{_ORG_SETTINGS}stats/", "stats"),
    (f"{_ORG_SETTINGS}usage/", "usage"),
    (f"{_ORG_SETTINGS}members/", "members"),
    (f"{_ORG_SETTINGS}members/<path:rest>", "members"),
    (f"{_ORG_SETTINGS}teams/", "teams"),
    (f"{_ORG_SETTINGS}teams/<slug:team>/", "team"),
    (f"{_ORG_SETTINGS}teams/<slug:team>/<path:rest>", "team"),
    (f"{_ORG_SETTINGS}audit-log/", "audit_log"),
    (f"{_ORG_SETTINGS}auth/", "organization_sign_in"),
    (f"{_ORG_SETTINGS}auth-tokens/", "organization_tokens"),
    (f"{_ORG_SETTINGS}auth-tokens/<path:rest>", "organization_tokens"),
    (f"{_ORG_SETTINGS}security-and-privacy/", "organization_scrubbing"),
    (f"{_ORG_SETTINGS}data-privacy/", "organization_scrubbing"),
    (_ORG_SETTINGS, "organization_general"),
    (f"{_ORG_SETTINGS}<path:rest>", "organization_general"),
    ("<slug:org>/<slug:project>/", "project"),
    ("<slug:org>/<slug:project>/issues/", "issues"),
    ("<slug:org>/<slug:project>/issues/<slug:issue>/", "issue"),
    ("<slug:org>/<slug:project>/issues/<slug:issue>/events/", "issue_events"),
    ("<slug:org>/<slug:project>/issues/<slug:issue>/events/<str:event>/", "issue_event"),
    ("<slug:org>/<slug:project>/issues/<slug:issue>/<path:rest>", "issue"),
    ("<slug:org>/<slug:project>/getting-started/", "project_setup"),
    ("<slug:org>/<slug:project>/getting-started/<slug:platform>/", "project_setup"),
    ("<slug:org>/<slug:project>/settings/", "project_general"),
    ("<slug:org>/<slug:project>/settings/<path:rest>", "project_general"),
)
"""The shape of an address there, and our page."""
SIGN_INS = ("auth/login/", "auth/login/<path:rest>", "auth/register/")
NOWHERE = (f"{_ORG}<path:rest>",)
"""What has no page here, and may be told so."""

CATEGORIES = {
    "errors": DataCategory.ERROR,
    "transactions": DataCategory.TRANSACTION,
    "spans": DataCategory.SPAN,
    "attachments": DataCategory.ATTACHMENT,
    "replays": DataCategory.REPLAY,
    "profiles": DataCategory.PROFILE,
    "monitors": DataCategory.MONITOR,
    "feedback": DataCategory.FEEDBACK,
    "logBytes": DataCategory.LOG_ITEM,
    "log_bytes": DataCategory.LOG_ITEM,
}


def numbered_issues() -> list[URLPattern]:
    """They come before our own pages of issues."""
    return _leading(NUMBERED)


def sentry_addresses() -> list[URLPattern]:
    """They come after all of ours: where a shape is both, ours stands."""
    return [
        *(path(shape, sign_in, name="sentry_sign_in") for shape in SIGN_INS),
        *_leading(ADDRESSES),
        *(path(shape, nowhere, name="sentry_address") for shape in NOWHERE),
    ]


def _leading(addresses: Iterable[tuple[str, str]]) -> list[URLPattern]:
    return [path(shape, lead, {"page": page}, "sentry_address") for shape, page in addresses]


@require_safe
def sign_in(request: HttpRequest, rest: str = "") -> HttpResponse:
    return HttpResponseRedirect(_with(reverse("login"), request.GET.dict()))


@require_safe
def lead(request: HttpRequest, page: str, **captured: str | int) -> HttpResponse:
    """To the page, with the same meaning. Raises Http404 for what it names and we do not have."""
    named = {name: str(value) for name, value in captured.items()}
    person = _access(request, named.get("org"))
    arguments = _arguments(person, page, named)
    if page == "issue_event" and arguments[-1] == "":
        page, arguments = "issue", arguments[:1]
    query = _QUERIES[page](person, request.GET, named) if page in _QUERIES else {}
    return HttpResponseRedirect(_with(reverse(page, args=arguments), query))


def _with(address: str, query: dict[str, str]) -> str:
    return f"{address}?{urlencode(query)}" if query else address


@require_safe
def nowhere(request: HttpRequest, org: str, rest: str) -> HttpResponse:
    return render(request, "errors/404.html", {"of_sentry": True}, status=404)


def _access(request: HttpRequest, slug: str | None) -> Access:
    """To the reader's organization, unless the address names another one that is here."""
    own = access(request)
    if (
        slug not in (None, own.organization.slug)
        and Organization.objects.filter(slug=slug).exists()
    ):
        raise Http404("that is another organization")
    return own


def _arguments(person: Access, page: str, named: dict[str, str]) -> list[str]:
    """What our page's address takes."""
    if page in ("issue", "issue_events", "issue_event"):
        issue = _issue(person, named)
        return [name_of(issue), *([_event(named["event"])] if page == "issue_event" else [])]
    if page == "event":
        return [_event(named["event"]) or _missing("an event id has 32 hexadecimal digits")]
    if page == "team":
        return [named["team"]]
    if "project" not in named or page in _QUERIES:
        return []
    project = _project(person, named["project"])
    return [project.slug, *([_platform(project, named)] if page == "project_setup" else [])]


def _issue(person: Access, named: dict[str, str]) -> Issue:
    """By short id, or by the number that the API gives it, which means nothing from elsewhere."""
    name = named["issue"]
    if not name.isdecimal():
        return find_issue(person, name) or _missing(f"no issue {name}")
    ours = named.get("org") in (None, person.organization.slug) and len(name) < 19
    projects = person.projects
    found = (
        Issue.objects.filter(pk=int(name), project__in=projects) if ours else Issue.objects.none()
    )
    return found.select_related("project").first() or _missing(f"no issue {name}")


def _event(name: str) -> str:
    """Empty for `latest` and its like: the page of the issue shows one of them."""
    return parse_event_id(name) or ""


def _project(person: Access, name: str) -> Project:
    """By slug, also a former one, or number."""
    numbered = next((project for project in person.projects if name == str(project.pk)), None)
    return numbered or find_project(person, name) or _missing(f"no project {name}")


def _platform(project: Project, named: dict[str, str]) -> str:
    """Sentry's names are as long as `python-django`."""
    wanted = (*reversed(named.get("platform", "").split("-")), project.platform)
    return next((name for name in wanted if name in PLATFORMS), FIRST_PLATFORM)


def _missing(what: str) -> NoReturn:
    raise Http404(what)


def _issues_query(person: Access, asked: QueryDict, named: dict[str, str]) -> Query:
    """Sentry shows every state where a search names none, and the unresolved without a search."""
    words = [asked.get("query", "").strip()]
    words += [f'release:"{named["release"]}"'] if "release" in named else []
    period = asked.get("statsPeriod", "")
    words += [f"lastSeen:-{period}"] if period and period not in periods.PERIODS else []
    projects = [_slug(person, name) for name in asked.getlist("project") if name != "-1"]
    if "project" in named:
        projects = [_project(person, named["project"]).slug]
    environments = [name for name in asked.getlist("environment") if name]
    found = {
        "project": _only(projects),
        "environment": _only(environments),
        "sort": asked.get("sort", "") if asked.get("sort") in set(Sort) else "",
        **_time(asked, periods.PERIODS),
    }
    words += [_among("project", projects), _among("environment", environments)]
    text = " ".join(word for word in words if word)
    without = View.ALL if "query" in asked else View.UNRESOLVED
    found |= {"q": text, "status": "" if _names_status(text) else without.value}
    return {name: value for name, value in found.items() if value}


def _time(asked: QueryDict, known: Container[str]) -> Query:
    """The fields of our time: the last hours or days, or two moments, in UTC where the address says so."""
    zone = UTC if asked.get("utc") == "true" else zones.current()
    chosen = periods.between(asked.get("start", ""), asked.get("end", ""), zone)
    if chosen.is_bound:
        return chosen.fields
    period = asked.get("statsPeriod", "")
    return {"period": period} if period in known else {}


def _slug(person: Access, name: str) -> str:
    return _project(person, name).slug


def _only(values: list[str]) -> str:
    return values[0] if len(values) == 1 else ""


def _among(key: str, values: list[str]) -> str:
    """A search for any of several values."""
    quoted = ", ".join(f'"{value}"' for value in values)
    return f"{key}:[{quoted}]" if len(values) > 1 else ""


def _names_status(text: str) -> bool:
    try:
        return mentions_status(parse(text))
    except SearchError:
        return False


def _stats_query(person: Access, asked: QueryDict, named: dict[str, str]) -> Query:
    projects = [name for name in asked.getlist("project") if name != "-1"]
    found = {
        "project": _slug(person, projects[0]) if len(projects) == 1 else "",
        **_time(asked, PERIODS),
        "category": CATEGORIES.get(asked.get("dataCategory", ""), ""),
    }
    return {name: value for name, value in found.items() if value}


_QUERIES: dict[str, Callable[[Access, QueryDict, dict[str, str]], Query]] = {
    "issues": _issues_query,
    "stats": _stats_query,
}
"""What a page's query keeps of the one it came with."""
