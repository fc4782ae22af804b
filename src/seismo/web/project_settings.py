"""The settings of one project: its name, its address and what set-up shows first."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from seismo.actions.projects import change_project
from seismo.catalog.models import Project
from seismo.catalog.slugs import MAX_SLUG, SlugTaken
from seismo.web.forms import PageForm
from seismo.web.http import signed_in_user
from seismo.web.projects import project_of
from seismo.web.settings_frame import project_frame
from seismo.web.snippets import FIRST_PLATFORM, PLATFORMS


class General(PageForm):
    name = forms.CharField(
        label="Name", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    slug = forms.CharField(
        label="Address",
        max_length=MAX_SLUG,
        help_text="The word in addresses of pages and in searches. Old links lead to the new one.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    platform = forms.ChoiceField(
        label="Platform",
        choices=[(platform.slug, platform.name) for platform in PLATFORMS.values()],
        help_text="What set-up shows first. A project takes events from every SDK.",
        widget=forms.RadioSelect,
    )


@require_safe
def project_settings(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("project_general", args=[project_of(request, slug).slug]))


@require_http_methods(("GET", "HEAD", "POST"))
def general(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_of(request, slug)
    form = General(request.POST if request.method == "POST" else None, initial=_values(project))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        user = signed_in_user(request)
        try:
            change_project(user, project, values["name"], values["slug"], values["platform"])
        except SlugTaken as taken:
            form.add_error("slug", str(taken))
        else:
            url = reverse("project_general", args=[project.slug])
            return HttpResponseRedirect(f"{url}?saved", status=303)
    context = {"frame": project_frame(request, project, form), "form": form, "project": project}
    status = 422 if request.method == "POST" else 200
    return render(request, "settings/general.html", context, status=status)


def _values(project: Project) -> dict[str, str]:
    return {
        "name": project.name,
        "slug": project.slug,
        "platform": project.platform or FIRST_PLATFORM,
    }
