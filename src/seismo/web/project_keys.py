"""The client keys of a project: the DSNs, who may still use them, and how much."""

from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from seismo.actions.keys import add_key, change_key, switch_key
from seismo.catalog.models import Project, ProjectKey
from seismo.catalog.projects import rate_of
from seismo.model.project import Rate
from seismo.web.endpoints import Endpoint, endpoints_of
from seismo.web.forms import PageForm
from seismo.web.http import signed_in_user
from seismo.web.projects import dsn_of, project_of
from seismo.web.settings_frame import project_frame

WINDOWS = ((60, "minute"), (3600, "hour"), (86_400, "day"))
"""Seconds, and their name."""
MAX_COUNT = 1_000_000_000


def number_field(label: str) -> forms.IntegerField:
    """How many items; empty is no limit."""
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MAX_COUNT,
        widget=forms.NumberInput(attrs={"placeholder": "no limit"}),
    )


def window_field(label: str) -> forms.TypedChoiceField:
    """The length of a window, in seconds."""
    widget = forms.Select(attrs={"class": "select"})
    return forms.TypedChoiceField(label=label, choices=WINDOWS, coerce=int, widget=widget)


class NewKey(PageForm):
    label = forms.CharField(
        label="Label",
        max_length=64,
        help_text="Who or what will use it: a deployment, a customer, a website.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class KeyForm(PageForm):
    label = forms.CharField(
        label="Label", max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    count = number_field("At most")
    seconds = window_field("per")

    def __init__(self, key: ProjectKey, data: QueryDict | None = None) -> None:
        rate = rate_of(key)
        initial = {
            "label": key.label,
            "count": rate.count if rate else None,
            "seconds": rate.seconds if rate else WINDOWS[0][0],
        }
        super().__init__(data, initial=initial, auto_id=f"key-{key.pk}-%s")

    def rate(self) -> Rate | None:
        """What was chosen in a valid form."""
        count = self.cleaned_data["count"]
        return None if count is None else Rate(count, self.cleaned_data["seconds"])


@dataclass(frozen=True, slots=True)
class KeyCard:
    key: ProjectKey
    dsn: str
    endpoints: list[Endpoint]
    form: KeyForm


@require_http_methods(("GET", "HEAD", "POST"))
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    """All keys; a POST makes one more."""
    project = project_of(request, slug)
    form = NewKey(request.POST) if request.method == "POST" else NewKey()
    if request.method == "POST" and form.is_valid():
        made = add_key(signed_in_user(request), project, form.cleaned_data["label"])
        return _back(project, made)
    return _page(request, project, new=form)


@require_POST
def key(request: HttpRequest, slug: str, key_id: int) -> HttpResponse:
    """Save one key, or switch it on or off."""
    project = project_of(request, slug)
    found = project.keys.filter(pk=key_id).first()
    if found is None:
        raise Http404(f"project {slug} has no key {key_id}")
    person = signed_in_user(request)
    if "active" in request.POST:
        switch_key(person, found, request.POST["active"] == "on")
        return _back(project, found)
    form = KeyForm(found, request.POST)
    if not form.is_valid():
        return _page(request, project, changed=form, of=found.pk)
    change_key(person, found, form.cleaned_data["label"], form.rate())
    return _back(project, found)


def _back(project: Project, key: ProjectKey) -> HttpResponse:
    url = f"{reverse('project_keys', args=[project.slug])}?saved#key-{key.pk}"
    return HttpResponseRedirect(url, status=303)


def _page(
    request: HttpRequest,
    project: Project,
    new: NewKey | None = None,
    changed: KeyForm | None = None,
    of: int | None = None,
) -> HttpResponse:
    cards = [
        KeyCard(
            key,
            dsn_of(project, key.public_key),
            endpoints_of(project, key.public_key),
            changed if changed is not None and key.pk == of else KeyForm(key),
        )
        for key in project.keys.order_by("id")
    ]
    context = {
        "frame": project_frame(request, project, *(card.form for card in cards)),
        "cards": cards,
        "new": new or NewKey(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "settings/keys.html", context, status=status)
