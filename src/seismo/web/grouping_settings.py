"""The grouping of a project: its version, its rules, and what they would do before they are saved."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from seismo.actions.grouping import InvalidRules, change_grouping
from seismo.catalog.models import Project
from seismo.catalog.settings import section
from seismo.digest.grouping import grouping_rules, rule_problems
from seismo.model.access import Permission
from seismo.model.clock import from_unix
from seismo.model.ids import EventId
from seismo.model.project import Grouping
from seismo.queries.events import load_event
from seismo.queries.grouping import Outlook, Trial, latest_event, outlook, trial_of
from seismo.queries.splitting import splits_of
from seismo.web.forms import PageForm
from seismo.web.http import allowed, named_event, signed_in_user, stores
from seismo.web.projects import project_of
from seismo.web.rule_problems import ProblemView, problem_views
from seismo.web.settings_frame import project_frame

MAX_TEXT = 100_000
VERSION_LABELS = {
    "newstyle:2026-11": "What varies in a message does not count: numbers, dates, ids, addresses",
    "newstyle-verbatim:2026-11": "Messages count as they are",
}


class Rules(PageForm):
    version = forms.ChoiceField(
        label="Messages without a stack trace",
        choices=list(VERSION_LABELS.items()),
        widget=forms.RadioSelect,
    )
    fingerprint = forms.CharField(
        label="Fingerprint rules",
        required=False,
        max_length=MAX_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "false", "class": "code"}),
    )
    stacktrace = forms.CharField(
        label="Stack trace rules",
        required=False,
        max_length=MAX_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "false", "class": "code"}),
    )
    together = forms.BooleanField(
        label="Keep issues together when this changes hashes", required=False, initial=True
    )
    event = forms.CharField(
        label="An event's id or address",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """What the rules that are in the form, saved or not, would do."""

    trial: Trial | None
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class GroupingPage:
    project: Project
    form: Rules
    fingerprint_problems: list[ProblemView]
    stacktrace_problems: list[ProblemView]
    tried: Tried | None
    grouping: Grouping
    now: float

    @property
    def has_problems(self) -> bool:
        return bool(self.fingerprint_problems or self.stacktrace_problems)

    @property
    def together_until(self) -> object:
        """Until when hashes from before the last change still count; None when they do not."""
        previous = self.grouping.previous
        return from_unix(previous.until) if previous and previous.until > self.now else None


@require_http_methods(("GET", "HEAD", "POST"))
def grouping(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_of(request, slug)
    if request.method != "POST":
        form, suggested = _beginning(request, project)
        return _page(request, project, form, tries=suggested)
    if "try" not in request.POST:
        allowed(request, Permission.MANAGE_PROJECT, project)
    form = Rules(request.POST)
    if not form.is_valid() or "try" in request.POST:
        return _page(request, project, form, tries="try" in request.POST)
    values = form.cleaned_data
    now = stores(request).clock.now()
    try:
        change_grouping(
            signed_in_user(request),
            project,
            values["version"],
            _own(form),
            together_from=now if values["together"] else None,
        )
    except InvalidRules:
        return _page(request, project, form, tries=False)
    return HttpResponseRedirect(f"{request.path}?saved", status=303)


def _own(form: Rules) -> Grouping:
    """The texts as they are edited, with line breaks of one kind."""
    texts = (form.cleaned_data[name] for name in ("fingerprint", "stacktrace"))
    return Grouping(*(text.replace("\r\n", "\n").rstrip() for text in texts))


def _beginning(request: HttpRequest, project: Project) -> tuple[Rules, bool]:
    """The form with what is saved, and with the rule that the address asks for, if it does."""
    saved = section(project, Grouping)
    event_id = named_event(request.GET.get("event", ""))
    rule = _split_rule(request, project, event_id) if "split" in request.GET else ""
    values = {
        "version": project.grouping_version,
        "fingerprint": f"{rule}\n{saved.fingerprint}".strip() if rule else saved.fingerprint,
        "stacktrace": saved.stacktrace,
        "together": True,
        "event": event_id or latest_event(project),
    }
    return Rules(values), bool(rule)


def _split_rule(request: HttpRequest, project: Project, event_id: EventId | None) -> str:
    loaded = load_event(stores(request), {project.pk}, event_id) if event_id else None
    wanted = request.GET.get("split", "")
    splits = splits_of(loaded.event) if loaded else []
    return next((split.rule for split in splits if split.label == wanted), "")


def _page(request: HttpRequest, project: Project, form: Rules, *, tries: bool) -> HttpResponse:
    is_valid = form.is_valid()
    own = _own(form) if is_valid else Grouping()
    problems = rule_problems(own.fingerprint, own.stacktrace)
    page = GroupingPage(
        project=project,
        form=form,
        fingerprint_problems=problem_views(own.fingerprint, problems.fingerprint),
        stacktrace_problems=problem_views(own.stacktrace, problems.stacktrace),
        tried=_tried(request, project, form, own) if tries and is_valid else None,
        grouping=section(project, Grouping),
        now=stores(request).clock.now(),
    )
    context = {"frame": project_frame(request, project), "page": page, "form": form}
    refused = not is_valid or (page.has_problems and not tries)
    status = 422 if request.method == "POST" and refused else 200
    return render(request, "settings/grouping.html", context, status=status)


def _tried(request: HttpRequest, project: Project, form: Rules, own: Grouping) -> Tried:
    rules = grouping_rules(form.cleaned_data["version"], own.fingerprint, own.stacktrace)
    event_id = named_event(form.cleaned_data["event"])
    parts = stores(request)
    trial = trial_of(parts, project, rules, event_id) if event_id else None
    return Tried(trial, outlook(parts, project, rules))
