"""Members, teams and invitations, as their pages list them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from seismo.catalog.access import Access
from seismo.catalog.lookups import Given
from seismo.catalog.models import Invitation, Member, Project, Team, TeamMember, User
from seismo.catalog.prepared import Prepared
from seismo.model.access import Membership, Role, TeamRole, sees_every_project


@dataclass(frozen=True, slots=True)
class MemberRow:
    member: Member
    teams: list[Team]

    @property
    def name(self) -> str:
        return self.member.user.name or self.member.user.email

    @property
    def role(self) -> Role:
        return Role(self.member.role)


@dataclass(frozen=True, slots=True)
class TeamRow:
    team: Team
    members: int
    projects: int
    own_role: TeamRole | None
    """None for somebody who is not in it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A member of a team."""

    member: Member
    role: TeamRole

    @property
    def name(self) -> str:
        return self.member.user.name or self.member.user.email


@dataclass(frozen=True, slots=True)
class Assignees:
    """Who an issue can be assigned to."""

    teams: list[Team]
    people: list[User]


MOST_OFFERED = 200
"""Of teams, and of people: a longer list is nothing to choose from."""
_TEAMS = Prepared(
    lambda: Team.objects.filter(organization=Given("organization")).order_by("slug")[:MOST_OFFERED]
)
_OTHERS = Prepared(
    lambda: (
        User.objects.filter(memberships__organization=Given("organization"), is_active=True)
        .exclude(pk=Given("user"))
        .order_by("name", "email")[:MOST_OFFERED]
    )
)


def assignees(access: Access) -> Assignees:
    """By name, without the one who asks."""
    among = {"organization": access.organization.pk}
    return Assignees(_TEAMS.rows(**among), _OTHERS.rows(**among, user=access.member.user_id))


def list_members(access: Access) -> list[MemberRow]:
    """The most powerful first, then by name."""
    teams: dict[int, list[Team]] = defaultdict(list)
    places = TeamMember.objects.filter(team__organization=access.organization)
    for place in places.select_related("team").order_by("team__name", "team_id"):
        teams[place.member_id].append(place.team)
    members = access.organization.members.select_related("user")
    rows = [MemberRow(member, teams[member.pk]) for member in members]
    order = list(Role)
    return sorted(rows, key=lambda row: (order.index(row.role), row.name.casefold()))


def list_invitations(access: Access, now: datetime) -> list[Invitation]:
    """Those whose links still work, the newest first."""
    waiting = access.organization.invitations.filter(expires__gt=now)
    return list(waiting.select_related("invited_by").prefetch_related("teams").order_by("-id"))


def list_teams(access: Access) -> list[TeamRow]:
    """By name; the own ones first."""
    teams = access.organization.teams.annotate(
        member_count=Count("places", distinct=True), project_count=Count("projects", distinct=True)
    )
    rows = [
        TeamRow(team, team.member_count, team.project_count, access.teams.get(team.pk))
        for team in teams
    ]
    return sorted(rows, key=lambda row: (row.own_role is None, row.team.name.casefold()))


def find_team(access: Access, slug: str) -> Team | None:
    return access.organization.teams.filter(slug=slug).first()


def members_of(team: Team) -> list[Placed]:
    """Admins first, then by name."""
    places = team.places.select_related("member__user")
    placed = [Placed(place.member, TeamRole(place.role)) for place in places]
    return sorted(placed, key=lambda each: (each.role is not TeamRole.ADMIN, each.name.casefold()))


def others(team: Team) -> list[Member]:
    """Members of the organization who are not in the team, by mail address."""
    members = Member.objects.filter(organization=team.organization_id).exclude(places__team=team)
    return list(members.select_related("user").order_by("user__email"))


def projects_of_team(access: Access, team: Team) -> list[Project]:
    """Those of the team's projects that can be seen, by name."""
    owned = set(team.projects.values_list("pk", flat=True))
    return [project for project in access.projects if project.pk in owned]


def find_invitation(token_hash: str, now: datetime) -> Invitation | None:
    """The invitation whose link has a token with this hash, while it is good."""
    found = Invitation.objects.filter(token_hash=token_hash, expires__gt=now)
    return found.select_related("organization", "invited_by").first()


def teams_named(access: Access, slugs: Collection[str]) -> list[Team]:
    return list(access.organization.teams.filter(slug__in=list(slugs)))


@dataclass(frozen=True, slots=True)
class TeamShare:
    """A team of the organization, and whether a project is one of its own."""

    team: Team
    members: int
    owns: bool


def team_shares(project: Project) -> list[TeamShare]:
    """Every team of the project's organization, by name."""
    own = set(project.teams.values_list("pk", flat=True))
    teams = Team.objects.filter(organization_id=project.organization_id).order_by("name", "id")
    counted = teams.annotate(people=Count("members"))
    return [TeamShare(team, team.people, team.pk in own) for team in counted]


def seen_by(project: Project, membership: Membership) -> int:
    """How many members of its organization see a project."""
    members = Member.objects.filter(organization_id=project.organization_id)
    of_teams = set(members.filter(teams__projects=project).values_list("pk", flat=True))
    return sum(
        sees_every_project(Role(role), membership) or pk in of_teams
        for pk, role in members.values_list("pk", "role")
    )
