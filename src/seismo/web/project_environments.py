"""Which environments of a project are offered for a choice."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from seismo.actions.environments import hide_environments
from seismo.queries.environments import environments_of
from seismo.web.http import signed_in_user
from seismo.web.projects import project_of
from seismo.web.settings_frame import project_frame


@require_http_methods(("GET", "HEAD", "POST"))
def environments(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_of(request, slug)
    rows = environments_of(project)
    if request.method == "POST":
        hidden = {row.name for row in rows}.intersection(request.POST.getlist("hidden"))
        hide_environments(signed_in_user(request), project, hidden)
        return HttpResponseRedirect(f"{request.path}?saved", status=303)
    context = {"frame": project_frame(request, project), "rows": rows, "project": project}
    return render(request, "settings/environments.html", context)
