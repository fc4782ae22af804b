"""What is removed before anything is kept: of a project and of the whole organization, with a tester."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods
from msgspec.structs import asdict, replace

from seismo.actions.scrubbing import (
    InvalidScrubbingRules,
    change_organization_scrubbing,
    change_scrubbing,
)
from seismo.catalog.models import Project
from seismo.catalog.settings import section
from seismo.digest.scrub.advanced.detectors import TYPES
from seismo.digest.scrub.advanced.language import parse_rules
from seismo.digest.scrub.advanced.selectors import is_selector, parse_selector
from seismo.model.project import OrganizationScrubbing, Scrubbing, within
from seismo.queries.scrubbing import ScrubbingTrial, try_event, try_text
from seismo.web.forms import LinesField, PageForm, switch
from seismo.web.http import named_event, organization, signed_in_user, stores
from seismo.web.projects import project_of
from seismo.web.rule_problems import ProblemView, problem_views
from seismo.web.settings_frame import Frame, organization_frame, project_frame

MAX_RULES = 100_000
MAX_SAMPLE = 1_000_000
SWITCHES = ("enabled", "defaults", "ip_addresses")


def _safe(text: str) -> object:
    return parse_selector(text) if is_selector(text) else text


def _word(text: str) -> object:
    if len(text) < 2:
        raise ValueError
    return text


class _ScrubbingForm(PageForm):
    sensitive_fields = LinesField(
        label="Also secret",
        check=_word,
        complaint="one letter stands in almost every text; write two at least.",
        help_text="A key or value that contains one of these, in any case, is removed.",
    )
    safe_fields = LinesField(
        label="Safe",
        check=_safe,
        complaint="this is no place; write a key such as author, or a selector such as extra.db.author.",
        help_text="Keys such as author, or places such as extra.db.author. Only advanced rules touch them.",
    )
    rules = forms.CharField(
        label="Advanced rules",
        required=False,
        max_length=MAX_RULES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "code"}),
    )
    sample = forms.CharField(
        label="A text, JSON, or an event's id or address",
        required=False,
        max_length=MAX_SAMPLE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "code"}),
    )

    def clean_rules(self) -> str:
        """The text with line breaks of one kind."""
        return str(self.cleaned_data["rules"]).replace("\r\n", "\n").rstrip()


class ProjectForm(_ScrubbingForm):
    enabled = switch("Remove secrets", "Without it everything is kept as it came.")
    defaults = switch(
        "Use the default rules",
        "Passwords, tokens, keys, cookies of sessions, cards and accounts, by name and by form.",
    )
    ip_addresses = switch("Remove IP addresses", "Of users, and wherever else one stands.")

    def value(self) -> Scrubbing:
        """What was chosen in a valid form."""
        return Scrubbing(**_without_sample(self.cleaned_data))

    def in_effect(self, around: OrganizationScrubbing) -> Scrubbing:
        """With what the organization adds."""
        return within(around, self.value())


class OrganizationForm(_ScrubbingForm):
    require_enabled = switch("Secrets must be removed", "No project can switch that off.")
    require_defaults = switch(
        "The default rules must be used", "No project can keep what these know."
    )
    require_ip_addresses = switch(
        "IP addresses must be removed", "Also where a project has not asked for it."
    )

    def value(self) -> OrganizationScrubbing:
        """What was chosen in a valid form."""
        return OrganizationScrubbing(**_without_sample(self.cleaned_data))

    def in_effect(self, around: OrganizationScrubbing) -> Scrubbing:
        """For a project that adds nothing."""
        return within(self.value(), Scrubbing())


def _without_sample(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "sample"}


@dataclass(frozen=True, slots=True)
class ScrubbingPage:
    frame: Frame
    form: ProjectForm | OrganizationForm
    problems: list[ProblemView]
    trial: ScrubbingTrial | None
    is_tried: bool
    around: OrganizationScrubbing
    """What the organization adds to a project; nothing on the organization's own page."""

    @property
    def switches(self) -> list[object]:
        return [
            self.form[name]
            for name, field in self.form.fields.items()
            if isinstance(field, forms.BooleanField)
        ]

    @property
    def types(self) -> list[str]:
        return sorted(TYPES)

    @property
    def is_extended(self) -> bool:
        return self.around != OrganizationScrubbing()


@require_http_methods(("GET", "HEAD", "POST"))
def project_scrubbing(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_of(request, slug)
    around = section(organization(request), OrganizationScrubbing)
    is_change = request.method == "POST"
    form = ProjectForm(request.POST) if is_change else ProjectForm(_values(request, project))
    if is_change and form.is_valid() and "try" not in request.POST:
        try:
            change_scrubbing(signed_in_user(request), project, form.value())
        except InvalidScrubbingRules:
            return _page(request, project_frame(request, project), form, {project.pk}, around)
        return HttpResponseRedirect(f"{request.path}?saved", status=303)
    return _page(request, project_frame(request, project), form, {project.pk}, around)


@require_http_methods(("GET", "HEAD", "POST"))
def organization_scrubbing(request: HttpRequest) -> HttpResponse:
    owner = organization(request)
    saved = asdict(section(owner, OrganizationScrubbing))
    is_change = request.method == "POST"
    form = OrganizationForm(request.POST if is_change else saved)
    frame = organization_frame(request)
    ids = {project.pk for project in owner.projects.all()}
    if is_change and form.is_valid() and "try" not in request.POST:
        try:
            change_organization_scrubbing(signed_in_user(request), owner, form.value())
        except InvalidScrubbingRules:
            return _page(request, frame, form, ids, OrganizationScrubbing())
        return HttpResponseRedirect(f"{request.path}?saved", status=303)
    return _page(request, frame, form, ids, OrganizationScrubbing())


def _values(request: HttpRequest, project: Project) -> dict[str, Any]:
    """What is saved, and the safe place and the event that the address names."""
    saved = section(project, Scrubbing)
    safe = request.GET.get("safe", "").strip()
    if safe and safe not in saved.safe_fields:
        saved = replace(saved, safe_fields=(*saved.safe_fields, safe))
    return asdict(saved) | {"sample": request.GET.get("event", "")}


def _page(
    request: HttpRequest,
    frame: Frame,
    form: ProjectForm | OrganizationForm,
    project_ids: set[int],
    around: OrganizationScrubbing,
) -> HttpResponse:
    is_valid = form.is_valid()
    rules = form.cleaned_data.get("rules", "")
    problems = problem_views(rules, parse_rules(rules).problems)
    is_tried = "try" in request.POST
    trial = _trial(request, form, project_ids, around) if is_tried and is_valid else None
    page = ScrubbingPage(frame, form, problems, trial, is_tried and is_valid, around)
    refused = not is_valid or (problems and not is_tried)
    status = 422 if request.method == "POST" and refused else 200
    return render(request, "settings/scrubbing.html", {"frame": frame, "page": page}, status=status)


def _trial(
    request: HttpRequest,
    form: ProjectForm | OrganizationForm,
    project_ids: set[int],
    around: OrganizationScrubbing,
) -> ScrubbingTrial | None:
    """None when the sample names an event that is not stored."""
    scrubbing = form.in_effect(around)
    sample = form.cleaned_data["sample"]
    event_id = named_event(sample) if len(sample) < 500 and "\n" not in sample.strip() else None
    if event_id is None:
        return try_text(sample, scrubbing)
    return try_event(stores(request), project_ids, event_id, scrubbing)
