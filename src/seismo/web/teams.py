"""The teams of an organization: who is in them, and which projects they own."""

from dataclasses import dataclass

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from seismo.actions import teams as actions
from seismo.actions.refused import Refused
from seismo.catalog.models import Member, Project, Team
from seismo.model.access import Permission, TeamRole
from seismo.queries.people import (
    Placed,
    TeamRow,
    find_team,
    list_teams,
    members_of,
    others,
    projects_of_team,
)
from seismo.web.forms import PageForm
from seismo.web.http import access, signed_in_user
from seismo.web.settings_frame import organization_frame

PAGE = ("GET", "HEAD", "POST")


class TeamName(PageForm):
    name = forms.CharField(
        label="Name", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


@dataclass(frozen=True, slots=True)
class TeamsPage:
    rows: list[TeamRow]
    form: TeamName | None
    """None for those who may not make teams."""
    may_join: bool
    may_leave: bool
    error: str


@dataclass(frozen=True, slots=True)
class OwnedProject:
    project: Project
    is_owned: bool


@dataclass(frozen=True, slots=True)
class TeamPage:
    team: Team
    members: list[Placed]
    others: list[Member]
    projects: list[Project]
    choices: list[OwnedProject]
    """Projects that the reader may give to the team, or take from it."""
    roles: list[TeamRole]
    form: TeamName
    may_change: bool
    refusal: str


@require_http_methods(PAGE)
def teams(request: HttpRequest) -> HttpResponse:
    """All teams; a POST makes one."""
    if request.method != "POST":
        return _list(request, TeamName())
    form = TeamName(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    person = access(request)
    try:
        made = actions.create_team(
            signed_in_user(request), person.organization, form.cleaned_data["name"]
        )
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return _list(request, form, status=422)
    return _to(made)


@require_POST
def join(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        actions.join_team(signed_in_user(request), _team_of(request, slug))
    except Refused as refusal:
        return _list(request, TeamName(), error=str(refusal), status=422)
    return HttpResponseRedirect(reverse("teams"), status=303)


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    actions.leave_team(signed_in_user(request), _team_of(request, slug))
    return HttpResponseRedirect(reverse("teams"), status=303)


@require_http_methods(PAGE)
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """One team; a POST renames it."""
    found = _team_of(request, slug)
    if request.method != "POST":
        return _page(request, found, TeamName({"name": found.name}))
    form = TeamName(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    actions.rename_team(signed_in_user(request), found, form.cleaned_data["name"])
    return _to(found)


@require_POST
def team_members(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a member of the organization into the team, with a role, or take one out."""
    found = _team_of(request, slug)
    named = request.POST.get("member", "")
    members = access(request).organization.members.select_related("user")
    member = members.filter(pk=int(named)).first() if _is_number(named) else None
    if member is None:
        raise Http404("there is no such member")
    user = signed_in_user(request)
    if "remove" in request.POST:
        actions.take_member(user, found, member)
    else:
        is_admin = request.POST.get("role") == TeamRole.ADMIN
        role = TeamRole.ADMIN if is_admin else TeamRole.CONTRIBUTOR
        actions.put_member(user, found, member, role)
    return _to(found)


@require_POST
def team_projects(request: HttpRequest, slug: str) -> HttpResponse:
    """Which projects the team owns."""
    found = _team_of(request, slug)
    wanted = set(request.POST.getlist("project"))
    projects = [project for project in access(request).projects if project.slug in wanted]
    actions.set_projects(signed_in_user(request), found, projects)
    return _to(found)


@require_POST
def team_delete(request: HttpRequest, slug: str) -> HttpResponse:
    actions.delete_team(signed_in_user(request), _team_of(request, slug))
    return HttpResponseRedirect(reverse("teams"), status=303)


def _team_of(request: HttpRequest, slug: str) -> Team:
    found = find_team(access(request), slug)
    if found is None:
        raise Http404(f"there is no team {slug}")
    return found


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def _to(team: Team) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('team', args=[team.slug])}?saved", status=303)


def _list(
    request: HttpRequest, form: TeamName, *, error: str = "", status: int = 200
) -> HttpResponse:
    person = access(request)
    page = TeamsPage(
        rows=list_teams(person),
        form=form if person.may(Permission.CREATE_TEAMS) else None,
        may_join=actions.may_join(person),
        may_leave=person.may(Permission.JOIN_TEAMS),
        error=error,
    )
    context = {"frame": organization_frame(request), "page": page}
    return render(request, "people/teams.html", context, status=status)


def _page(request: HttpRequest, found: Team, form: TeamName, *, status: int = 200) -> HttpResponse:
    person = access(request)
    may_change = person.may(Permission.MANAGE_TEAM, found)
    owned = projects_of_team(person, found)
    page = TeamPage(
        team=found,
        members=members_of(found),
        others=others(found) if may_change else [],
        projects=owned,
        choices=[
            OwnedProject(project, project in owned)
            for project in (actions.managed_projects(person) if may_change else [])
        ],
        roles=list(TeamRole),
        form=form,
        may_change=may_change,
        refusal=person.refusal(Permission.MANAGE_TEAM),
    )
    context = {"frame": organization_frame(request), "page": page}
    return render(request, "people/team.html", context, status=status)
