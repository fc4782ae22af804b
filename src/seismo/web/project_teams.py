"""Which teams a project belongs to, and who sees it because of that."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from seismo.actions.projects import change_teams
from seismo.queries.people import TeamShare, seen_by, team_shares
from seismo.web.http import access, signed_in_user
from seismo.web.projects import project_of
from seismo.web.settings_frame import project_frame


@dataclass(frozen=True, slots=True)
class TeamsPage:
    teams: list[TeamShare]
    people: int
    """Who can see the project."""
    of_organization: int
    is_open: bool


@require_http_methods(("GET", "HEAD", "POST"))
def project_teams(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_of(request, slug)
    person = access(request)
    teams = team_shares(project)
    if request.method == "POST":
        chosen = set(request.POST.getlist("team"))
        wanted = [each.team for each in teams if each.team.slug in chosen]
        change_teams(signed_in_user(request), project, wanted)
        return HttpResponseRedirect(f"{request.path}?saved", status=303)
    page = TeamsPage(
        teams,
        seen_by(project, person.membership),
        person.organization.members.count(),
        person.membership.is_open,
    )
    context = {"frame": project_frame(request, project), "page": page, "project": project}
    return render(request, "settings/project_teams.html", context)
