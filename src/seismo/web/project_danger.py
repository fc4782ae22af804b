"""What cannot be taken back: giving a project to another organization, and deleting it."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from seismo.actions.projects import delete_project, transfer_project
from seismo.catalog.access import access_to
from seismo.catalog.models import Issue, Organization, Project
from seismo.model.access import Permission
from seismo.model.clock import from_unix
from seismo.queries.storage import of_project
from seismo.web.forms import PageForm
from seismo.web.http import access, allowed, signed_in_user, stores
from seismo.web.projects import project_of
from seismo.web.settings_frame import project_frame


class Deletion(PageForm):
    typed = forms.CharField(
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, project: Project, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]  # as forms.Form takes them
        self.fields["typed"].label = f"Type {project.name} to confirm"
        self._name = project.name

    def clean_typed(self) -> str:
        typed = str(self.cleaned_data["typed"])
        if typed != self._name:
            raise forms.ValidationError(f"This is not the name of the project: {self._name}")
        return typed


class Transfer(PageForm):
    to = forms.ChoiceField(label="New organization", widget=forms.Select(attrs={"class": "select"}))

    def __init__(self, choices: list[Organization], *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]  # as forms.Form takes them
        self.fields["to"] = forms.ChoiceField(
            label="New organization",
            choices=[(each.pk, each.name) for each in choices],
            widget=forms.Select(attrs={"class": "select"}),
        )


@dataclass(frozen=True, slots=True)
class DangerPage:
    project: Project
    may: bool
    refusal: str
    deletion: Deletion
    transfer: Transfer | None
    """None where there is no other organization for it."""

    @property
    def issues(self) -> int:
        return Issue.objects.filter(project=self.project).count()

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(holding.size for holding in of_project(self.project).values())


@require_http_methods(("GET", "HEAD", "POST"))
def danger(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_of(request, slug)
    if request.method == "POST":
        allowed(request, Permission.DELETE_PROJECT, project)
    user = signed_in_user(request)
    person = access(request)
    elsewhere = _elsewhere(request, project)
    wants_transfer = "to" in request.POST
    deletion = Deletion(project, *_posted(request, not wants_transfer))
    transfer = Transfer(elsewhere, *_posted(request, wants_transfer)) if elsewhere else None
    if wants_transfer and transfer and transfer.is_valid():
        chosen = {str(each.pk): each for each in elsewhere}[transfer.cleaned_data["to"]]
        transfer_project(user, project, chosen)
        return HttpResponseRedirect(reverse("projects"), status=303)
    if request.method == "POST" and not wants_transfer and deletion.is_valid():
        delete_project(user, project, from_unix(stores(request).clock.now()))
        return HttpResponseRedirect(reverse("projects"), status=303)
    page = DangerPage(
        project=project,
        may=person.may(Permission.DELETE_PROJECT, project),
        refusal=person.refusal(Permission.DELETE_PROJECT),
        deletion=deletion,
        transfer=transfer,
    )
    context = {"frame": project_frame(request, project), "page": page}
    status = 422 if request.method == "POST" else 200
    return render(request, "settings/danger.html", context, status=status)


def _posted(request: HttpRequest, is_meant: bool) -> list[object]:
    return [request.POST] if request.method == "POST" and is_meant else []


def _elsewhere(request: HttpRequest, project: Project) -> list[Organization]:
    """Where else the person may make projects."""
    user = signed_in_user(request)
    others = Organization.objects.filter(members__user=user).exclude(pk=project.organization_id)
    return [
        each
        for each in others.order_by("name")
        if (there := access_to(user, each.pk)) and there.may(Permission.CREATE_PROJECTS)
    ]
