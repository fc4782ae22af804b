"""What is kept for how long, and what it takes: a project's retention, and the server's disk."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from django import forms
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from seismo.actions.settings import change_section
from seismo.catalog.models import Project
from seismo.catalog.settings import section
from seismo.model.access import Permission
from seismo.model.retention import DAYS, MOST_DAYS, OUTCOME_DAYS, Kind, Retention
from seismo.queries.storage import Holding, Holdings, OfProject, of_project, of_projects
from seismo.web.forms import PageForm
from seismo.web.http import access, allowed, signed_in_user, stores
from seismo.web.projects import project_of
from seismo.web.settings_frame import organization_frame, project_frame

LABELS: dict[Kind, tuple[str, str]] = {
    Kind.ERRORS: ("Errors", "Issues go when nothing happened for as long."),
    Kind.PERFORMANCE: ("Performance", "Transactions and spans."),
    Kind.LOGS: ("Logs", ""),
    Kind.METRICS: ("Metrics", ""),
    Kind.SESSIONS: ("Sessions", "What release health is made from."),
    Kind.CHECK_INS: ("Check-ins", "The signs of life of cron jobs."),
    Kind.FEEDBACK: ("User feedback", ""),
    Kind.ATTACHMENTS: ("Attachments", "Screenshots, minidumps and other files."),
    Kind.PROFILES: ("Profiles", ""),
    Kind.REPLAYS: ("Replays", ""),
    Kind.DROPS: ("Dropped items", "The list of what was dropped and why; counts stay longer."),
}
PARTS = {
    "payloads": "Payloads, compressed, a file a day",
    "events": "Rows for search and statistics",
    "words": "Words for free text, a file a week",
    "catalog": "Issues, people, settings, counts",
    "journal": "What came in and is not digested yet",
    "blobs": "Attachments, profiles and replays",
}
"""What a person should know of each part of the data folder; anything else is small."""


class RetentionForm(PageForm):
    """One number of days for each kind."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # as forms.Form takes them
        for kind in Kind:
            label, note = LABELS[kind]
            self.fields[kind.value] = forms.IntegerField(
                label=label,
                help_text=note,
                min_value=1,
                max_value=MOST_DAYS,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "days"}),
            )


@dataclass(frozen=True, slots=True)
class Line:
    """One kind on the page of a project's retention."""

    field: BoundField
    holding: Holding | None


@require_http_methods(("GET", "HEAD", "POST"))
def retention(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_of(request, slug)
    if request.method == "POST":
        allowed(request, Permission.MANAGE_PROJECT, project)
        form = RetentionForm(request.POST)
        if form.is_valid():
            value = msgspec.convert(form.cleaned_data, Retention)
            change_section(signed_in_user(request), project, value)
            return HttpResponseRedirect(f"{request.path}?saved", status=303)
    else:
        form = RetentionForm(initial=msgspec.to_builtins(section(project, Retention)))
    context = {
        "frame": project_frame(request, project, form),
        "form": form,
        "lines": list(_lines(form, of_project(project))),
        "default": DAYS,
        "outcome_days": OUTCOME_DAYS,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "settings/retention.html", context, status=status)


def _lines(form: RetentionForm, holdings: Holdings) -> Iterator[Line]:
    for kind in Kind:
        yield Line(form[kind.value], holdings.get(kind))


@dataclass(frozen=True, slots=True)
class ShownProject:
    project: Project
    size: int
    kinds: list[tuple[str, Holding]]
    """By label, the largest first."""


def _shown(each: OfProject) -> ShownProject:
    kinds = sorted(each.holdings.items(), key=lambda pair: -pair[1].size)
    return ShownProject(
        each.project, each.size, [(LABELS[kind][0], holding) for kind, holding in kinds]
    )


@require_safe
def storage(request: HttpRequest) -> HttpResponse:
    facts = stores(request).disk.facts()
    named = [(PARTS[part], size) for part, size in facts.parts.items() if part in PARTS]
    rest = facts.used - sum(size for _, size in named)
    context = {
        "frame": organization_frame(request),
        "facts": facts,
        "parts": [*sorted(named, key=lambda part: -part[1]), ("Everything else", rest)],
        "projects": [_shown(each) for each in of_projects(access(request))],
    }
    return render(request, "settings/storage.html", context)
