"""The settings of the whole organization: its name, who sees and makes what, how projects begin."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods
from msgspec.structs import asdict

from seismo.actions.organizations import change_organization
from seismo.catalog.access import Access
from seismo.catalog.settings import section
from seismo.catalog.slugs import SlugTaken
from seismo.model.access import Membership
from seismo.model.project import NewProjects
from seismo.web.forms import PageForm, switch
from seismo.web.http import access, signed_in_user
from seismo.web.settings_frame import organization_frame

DEFAULTS = ("", "The defaults of Seismo")


class General(PageForm):
    name = forms.CharField(
        label="Name", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    slug = forms.SlugField(
        label="Address",
        max_length=50,
        help_text="The word by which command line tools, and addresses as Sentry has them, name it.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": "Use letters, digits, - and _."},
    )
    is_open = switch(
        "Open membership",
        "Every member sees every project and may join any team; without it, only those of the own teams.",
    )
    members_create_projects = switch(
        "Members make projects", "Without it admins, managers and owners do."
    )
    members_delete_events = switch(
        "Members delete issues and events", "Without it admins, managers and owners do."
    )
    like = forms.ChoiceField(
        label="New projects begin with the settings of",
        required=False,
        help_text="Filters, limits, retention, scrubbing and grouping rules are copied once.",
        widget=forms.Select(attrs={"class": "select"}),
    )

    def __init__(self, person: Access, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        projects = [(str(each.pk), each.name) for each in person.projects]
        self.fields["like"] = forms.ChoiceField(
            label=self.fields["like"].label,
            required=False,
            choices=[DEFAULTS, *projects],
            help_text=self.fields["like"].help_text,
            widget=self.fields["like"].widget,
        )

    def switches(self) -> list[BoundField]:
        return [self[name] for name in Membership.__struct_fields__]

    def sections(self) -> tuple[Membership, NewProjects]:
        """What was chosen in a valid form."""
        values = self.cleaned_data
        chosen = {name: values[name] for name in Membership.__struct_fields__}
        return Membership(**chosen), NewProjects(int(values["like"]) if values["like"] else None)


@require_http_methods(("GET", "HEAD", "POST"))
def general(request: HttpRequest) -> HttpResponse:
    person = access(request)
    form = General(
        person, request.POST if request.method == "POST" else None, initial=_values(person)
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            change_organization(
                signed_in_user(request),
                person.organization,
                values["name"],
                values["slug"],
                form.sections(),
            )
        except SlugTaken as taken:
            form.add_error("slug", str(taken))
        else:
            return HttpResponseRedirect(f"{request.path}?saved", status=303)
    context = {"frame": organization_frame(request, form), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "settings/organization.html", context, status=status)


def _values(person: Access) -> dict[str, Any]:
    like = section(person.organization, NewProjects).like
    return asdict(person.membership) | {
        "name": person.organization.name,
        "slug": person.organization.slug,
        "like": str(like) if like in person.project_ids else "",
    }
