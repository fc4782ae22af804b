"""Whose work which events are, what the rules would do before they are saved, and rules out of CODEOWNERS."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from seismo.actions.ownership import change_ownership, problems_of
from seismo.catalog.models import Project
from seismo.catalog.settings import section
from seismo.digest.codeowners import put_first
from seismo.model.access import Permission
from seismo.model.project import Ownership
from seismo.queries.ownership import OwnerTrial, from_codeowners, trials
from seismo.web.forms import PageForm, switch
from seismo.web.http import allowed, signed_in_user, stores
from seismo.web.projects import project_of
from seismo.web.rule_problems import ProblemView, problem_views
from seismo.web.settings_frame import project_frame

MAX_TEXT = 100_000
MAX_FILE = 500_000


class OwnershipForm(PageForm):
    rules = forms.CharField(
        label="Rules",
        required=False,
        max_length=MAX_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 9, "spellcheck": "false", "class": "code"}),
    )
    codeowners = forms.CharField(
        label="The file",
        required=False,
        max_length=MAX_FILE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "code"}),
    )
    source_root = forms.CharField(
        label="The application's folder in the repository",
        required=False,
        max_length=200,
        help_text="Where the paths of its stack traces begin, such as backend/. Empty is the repository.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    is_assigning = switch(
        "Assign issues by these rules",
        "A new issue, and one that comes back, goes to the first owner of the last rule that matches. "
        "Who has an issue already keeps it.",
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a CODEOWNERS file."""

    rules: int
    left_out: list[ProblemView]


@dataclass(frozen=True, slots=True)
class OwnershipPage:
    form: OwnershipForm
    problems: list[ProblemView]
    tried: list[OwnerTrial] | None
    taken: Taken | None


@require_http_methods(("GET", "HEAD", "POST"))
def project_ownership(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_of(request, slug)
    if request.method != "POST":
        saved = section(project, Ownership)
        values = {"rules": saved.rules, "is_assigning": saved.is_assigning}
        return _page(request, project, OwnershipForm(values), tries=False)
    if "take" in request.POST:
        return _take(request, project)
    tries = "try" in request.POST
    if not tries:
        allowed(request, Permission.MANAGE_PROJECT, project)
    form = OwnershipForm(request.POST)
    if tries or not form.is_valid() or problems_of(project, _rules(form)):
        return _page(request, project, form, tries=tries)
    own = Ownership(_rules(form), form.cleaned_data["is_assigning"])
    change_ownership(signed_in_user(request), project, own)
    return HttpResponseRedirect(f"{request.path}?saved", status=303)


def _take(request: HttpRequest, project: Project) -> HttpResponse:
    """Show the rules of a CODEOWNERS file above those that are edited. Nothing is saved."""
    form = OwnershipForm(request.POST)
    if not form.is_valid():
        return _page(request, project, form, tries=False)
    values = form.cleaned_data
    text: str = values["codeowners"].replace("\r\n", "\n")
    found = from_codeowners(project, text, values["source_root"])
    taken = Taken(len(found.rules), problem_views(text, found.left_out))
    if found.rules:
        values = {**values, "rules": put_first(found, _rules(form)), "codeowners": ""}
    return _page(request, project, OwnershipForm(values), tries=False, taken=taken)


def _rules(form: OwnershipForm) -> str:
    """As they are edited, with line breaks of one kind."""
    return str(form.cleaned_data.get("rules", "")).replace("\r\n", "\n").rstrip()


def _page(
    request: HttpRequest,
    project: Project,
    form: OwnershipForm,
    *,
    tries: bool,
    taken: Taken | None = None,
) -> HttpResponse:
    text = _rules(form) if form.is_valid() else ""
    problems = problem_views(text, problems_of(project, text))
    page = OwnershipPage(
        form=form,
        problems=problems,
        tried=trials(stores(request), project, text) if tries and form.is_valid() else None,
        taken=taken,
    )
    context = {"frame": project_frame(request, project), "page": page, "form": form}
    refused = request.method == "POST" and not tries and taken is None
    return render(request, "settings/ownership.html", context, status=422 if refused else 200)
