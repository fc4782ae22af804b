"""Whose work which events are, and what the rules would do before they are saved."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from seismo.actions.ownership import change_ownership, problems_of
from seismo.catalog.models import Project
from seismo.catalog.settings import section
from seismo.model.access import Permission
from seismo.model.project import Ownership
from seismo.queries.ownership import OwnerTrial, trials
from seismo.web.forms import PageForm, switch
from seismo.web.http import allowed, signed_in_user, stores
from seismo.web.projects import project_of
from seismo.web.rule_problems import ProblemView, problem_views
from seismo.web.settings_frame import project_frame

MAX_TEXT = 100_000


class OwnershipForm(PageForm):
    rules = forms.CharField(
        label="Rules",
        required=False,
        max_length=MAX_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "false", "class": "code"}),
    )
    is_assigning = switch(
        "Assign issues by these rules",
        "A new issue, and one that comes back, goes to the first owner of the last rule that matches. "
        "Who has an issue already keeps it.",
    )


@dataclass(frozen=True, slots=True)
class OwnershipPage:
    form: OwnershipForm
    problems: list[ProblemView]
    tried: list[OwnerTrial] | None


@require_http_methods(("GET", "HEAD", "POST"))
def project_ownership(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_of(request, slug)
    if request.method != "POST":
        saved = section(project, Ownership)
        values = {"rules": saved.rules, "is_assigning": saved.is_assigning}
        return _page(request, project, OwnershipForm(values), tries=False)
    tries = "try" in request.POST
    if not tries:
        allowed(request, Permission.MANAGE_PROJECT, project)
    form = OwnershipForm(request.POST)
    if tries or not form.is_valid() or problems_of(project, _rules(form)):
        return _page(request, project, form, tries=tries)
    own = Ownership(_rules(form), form.cleaned_data["is_assigning"])
    change_ownership(signed_in_user(request), project, own)
    return HttpResponseRedirect(f"{request.path}?saved", status=303)


def _rules(form: OwnershipForm) -> str:
    """As they are edited, with line breaks of one kind."""
    return str(form.cleaned_data.get("rules", "")).replace("\r\n", "\n").rstrip()


def _page(
    request: HttpRequest, project: Project, form: OwnershipForm, *, tries: bool
) -> HttpResponse:
    text = _rules(form) if form.is_valid() else ""
    problems = problem_views(text, problems_of(project, text))
    page = OwnershipPage(
        form=form,
        problems=problems,
        tried=trials(stores(request), project, text) if tries and form.is_valid() else None,
    )
    context = {"frame": project_frame(request, project), "page": page, "form": form}
    refused = request.method == "POST" and not tries
    return render(request, "settings/ownership.html", context, status=422 if refused else 200)
