"""What becomes of a project's issues by itself, and which of them were discarded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from seismo.actions.removing import admit_again
from seismo.actions.settings import change_section
from seismo.catalog.models import Project
from seismo.catalog.releases import newest_release
from seismo.catalog.settings import section
from seismo.model.access import Permission
from seismo.model.issue import short_id
from seismo.model.project import Lifecycle
from seismo.model.release import Scheme
from seismo.web.forms import PageForm
from seismo.web.http import access, allowed, signed_in_user
from seismo.web.projects import project_of
from seismo.web.settings_frame import project_frame

LONGEST = 24 * 365
"""Hours."""
SCHEMES = [
    (
        Scheme.AUTOMATIC.value,
        "What fits: two versions by semver, two numbers by value, others by date",
    ),
    (Scheme.SEMVER.value, "Semver, such as 1.2.3, v1.2.3 or shop@1.2.3; others by date"),
    (Scheme.BUILD.value, "The number at the end of the name; others by date"),
    (Scheme.DATE.value, "The time at which the first event came from it"),
]


class LifecycleForm(PageForm):
    releases = forms.ChoiceField(label="Order", choices=SCHEMES, widget=forms.RadioSelect)
    resolve_after = forms.IntegerField(
        label="Hours without an event",
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text="After so many hours without a new event an issue counts as resolved, unless somebody has "
        "done something about it meanwhile. Empty: never. 336 is two weeks.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": "never"}),
    )


@dataclass(frozen=True, slots=True)
class DiscardRow:
    id: int
    name: str
    title: str
    culprit: str
    happened: datetime
    by: str
    times_dropped: int
    last_dropped: datetime | None


@dataclass(frozen=True, slots=True)
class IssuesPage:
    discards: list[DiscardRow]
    newest: str
    may_admit: bool


@require_http_methods(("GET", "HEAD", "POST"))
def project_issues(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_of(request, slug)
    if request.method == "POST" and "admit" in request.POST:
        return _admit(request, project)
    if request.method == "POST":
        allowed(request, Permission.MANAGE_PROJECT, project)
    form = LifecycleForm(
        request.POST if request.method == "POST" else None, initial=_values(project)
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        wanted = Lifecycle(Scheme(values["releases"]), values["resolve_after"])
        change_section(signed_in_user(request), project, wanted)
        return HttpResponseRedirect(f"{request.path}?saved", status=303)
    newest = newest_release(project)
    page = IssuesPage(
        discards=_discards(project),
        newest=newest.name if newest else "",
        may_admit=access(request).may(Permission.DELETE_EVENTS, project),
    )
    context = {"frame": project_frame(request, project, form), "form": form, "page": page}
    status = 422 if request.method == "POST" else 200
    return render(request, "settings/issues.html", context, status=status)


def _admit(request: HttpRequest, project: Project) -> HttpResponse:
    number = request.POST["admit"]
    wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0
    found = project.discards.filter(pk=wanted).select_related("project").first()
    if found is None:
        raise Http404("no such discarded issue")
    admit_again(found, signed_in_user(request))
    return HttpResponseRedirect(request.path, status=303)


def _values(project: Project) -> dict[str, Any]:
    own = section(project, Lifecycle)
    return {"releases": own.releases.value, "resolve_after": own.resolve_after}


def _discards(project: Project) -> list[DiscardRow]:
    rows = project.discards.select_related("user").order_by("-happened", "-pk")
    return [
        DiscardRow(
            id=row.pk,
            name=short_id(project.short_id_prefix, row.number),
            title=row.title,
            culprit=row.culprit,
            happened=row.happened,
            by=(row.user.name or row.user.email) if row.user else "",
            times_dropped=row.times_dropped,
            last_dropped=row.last_dropped,
        )
        for row in rows
    ]
