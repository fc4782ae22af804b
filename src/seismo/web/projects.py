"""The list of projects, one project's page, and a new project."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from seismo.actions.projects import add_project
from seismo.catalog.models import Project
from seismo.catalog.projects import active_key
from seismo.model.access import Permission
from seismo.model.outcome import EXPLANATIONS, beyond_explanation
from seismo.ports.payloads import Drop
from seismo.protocol.dsn import format_dsn
from seismo.queries import projects as queries
from seismo.queries.applications import Application, running
from seismo.queries.projects import ProjectRow, Traffic
from seismo.web.forms import PageForm
from seismo.web.http import access, allowed, signed_in_user, stores
from seismo.web.quotas import NearQuota, near_quotas
from seismo.web.snippets import FIRST_PLATFORM, PLATFORMS

DROPS_SHOWN = 50
WEEK = 7 * 24
"""Hours."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    label: str
    public_key: str
    is_active: bool
    created: datetime


@dataclass(frozen=True, slots=True)
class DropRow:
    """One line of the dropped panel, in words."""

    drop: Drop

    @property
    def what(self) -> str:
        return self.drop.category.replace("_", " ")

    @property
    def explanation(self) -> str:
        return EXPLANATIONS[self.drop.reason]

    @property
    def detail(self) -> str:
        return beyond_explanation(self.drop.reason, self.drop.detail)


@dataclass(frozen=True, slots=True)
class ProjectPage:
    row: ProjectRow
    dsn: str
    keys: list[KeyRow]
    day: Traffic
    week: Traffic
    drops: list[DropRow]
    near: list[NearQuota]
    running: list[Application]

    @property
    def project(self) -> Project:
        return self.row.project

    @property
    def platform(self) -> str:
        """The set-up page to begin with."""
        return self.project.platform if self.project.platform in PLATFORMS else FIRST_PLATFORM

    @property
    def has_more_drops(self) -> bool:
        return len(self.drops) == DROPS_SHOWN

    @property
    def only_this_machine(self) -> bool:
        return is_loopback(settings.PUBLIC_URL)


class NewProject(PageForm):
    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="One per application is usual: “Shop backend”, “Shop website”.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    platform = forms.ChoiceField(
        label="Platform",
        choices=[(platform.slug, platform.name) for platform in PLATFORMS.values()],
        initial=FIRST_PLATFORM,
        help_text="What set-up shows first. A project takes events from every SDK.",
        widget=forms.RadioSelect,
    )


class ProjectMoved(Http404):
    """A project's page is asked for by a slug that it had."""

    def __init__(self, address: str) -> None:
        super().__init__(f"it is at {address}")
        self.address = address


def project_of(request: HttpRequest, slug: str) -> Project:
    """A project that the person sees. Raises Http404; for a former slug, ProjectMoved."""
    found = queries.find_project(access(request), slug)
    if found is None:
        raise Http404(f"no project {slug}")
    former = reverse("project", args=[slug])
    if found.slug != slug and request.path.startswith(former):
        behind = request.get_full_path().removeprefix(former)
        raise ProjectMoved(reverse("project", args=[found.slug]) + behind)
    return found


def with_new_slug(request: HttpRequest) -> str | None:
    """This address with the slug that the project has now; None where it names no former one."""
    slug = request.GET.get("project", "")
    projects = access(request).projects
    if not slug or any(each.slug == slug for each in projects):
        return None
    found = queries.find_project(access(request), slug)
    if found is None:
        return None
    query = request.GET.copy()
    query["project"] = found.slug
    return f"{request.path}?{query.urlencode()}"


def dsn_of(project: Project, public_key: str) -> str:
    return format_dsn(settings.PUBLIC_URL, public_key, project.pk)


def is_loopback(url: str) -> bool:
    """Whether only programs on the server's own machine reach this address."""
    host = urlsplit(url).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    person = access(request)
    rows = queries.list_projects(person, stores(request).clock.now())
    leaving = queries.leaving(person) if person.may(Permission.DELETE_PROJECT) else []
    return render(request, "projects/list.html", {"rows": rows, "leaving": leaving})


@require_http_methods(("GET", "HEAD", "POST"))
def project_new(request: HttpRequest) -> HttpResponse:
    """Leads to the set-up page of what was made."""
    owner = allowed(request, Permission.CREATE_PROJECTS).organization
    form = NewProject(request.POST) if request.method == "POST" else NewProject()
    if form.is_valid():
        name, platform = form.cleaned_data["name"], form.cleaned_data["platform"]
        try:
            made = add_project(signed_in_user(request), owner, name, platform)
        except ValueError:
            form.add_error("name", "A name needs at least one letter or digit.")
        else:
            url = reverse("project_setup", args=[made.slug, platform])
            return HttpResponseRedirect(url, status=303)
    status = 422 if form.is_bound else 200
    return render(request, "projects/new.html", {"form": form}, status=status)


@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """The DSN, what came in, and what was dropped and why."""
    found = project_of(request, slug)
    parts = stores(request)
    now = parts.clock.now()
    page = ProjectPage(
        row=queries.project_row(found, now),
        dsn=dsn_of(found, active_key(found)),
        keys=_keys(found),
        day=queries.traffic(found, now, queries.HOURS),
        week=queries.traffic(found, now, WEEK),
        drops=[DropRow(drop) for drop in queries.drops(parts, found, DROPS_SHOWN)],
        near=near_quotas(found, now),
        running=running(parts, found, now),
    )
    return render(request, "projects/show.html", {"page": page})


def _keys(project: Project) -> list[KeyRow]:
    return [
        KeyRow(key.label, key.public_key, key.is_active, key.created)
        for key in project.keys.order_by("id")
    ]
