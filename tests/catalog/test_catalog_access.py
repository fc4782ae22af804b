"""What a member sees of an organization, and may do in it."""

import uuid

import pytest
from support.app import App

from seismo.catalog.access import Access
from seismo.catalog.models import Member, Organization, Project, Team, TeamMember, User
from seismo.catalog.projects import create_project
from seismo.catalog.settings import save_section
from seismo.model.access import Membership, Permission, Role, TeamRole


@pytest.fixture
def organization(app: App) -> Organization:
    """An organization of its own, closed, with two teams."""
    name = uuid.uuid4().hex[:12]
    made = Organization.objects.create(slug=name, name=name)
    for slug in ("red", "blue"):
        Team.objects.create(organization=made, slug=slug, name=slug)
    save_section(made, Membership(is_open=False))
    return made


@pytest.fixture
def red(organization: Organization) -> Project:
    return create_project(organization, "Red", team=organization.teams.get(slug="red"))


@pytest.fixture
def blue(organization: Organization) -> Project:
    return create_project(organization, "Blue", team=organization.teams.get(slug="blue"))


def access_of(
    organization: Organization, role: Role, team_role: TeamRole | None = TeamRole.CONTRIBUTOR
) -> Access:
    """Somebody in the red team, unless `team_role` is None."""
    user = User.objects.create_user(f"{uuid.uuid4().hex}@example.test", None)
    member = Member.objects.create(organization=organization, user=user, role=role)
    if team_role is not None:
        team = organization.teams.get(slug="red")
        TeamMember.objects.create(team=team, member=member, role=team_role)
    return Access(member)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER, Role.READ_ONLY])
def test_in_a_closed_organization_one_sees_the_projects_of_the_own_teams(
    organization: Organization, red: Project, blue: Project, role: Role
) -> None:
    assert access_of(organization, role).projects == [red]


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER])
def test_owners_and_managers_see_projects_of_teams_that_they_are_not_in(
    organization: Organization, red: Project, blue: Project, role: Role
) -> None:
    assert access_of(organization, role, None).projects == [blue, red]


def test_an_open_organization_shows_its_projects_to_every_member(
    organization: Organization, red: Project, blue: Project
) -> None:
    save_section(organization, Membership(is_open=True))

    assert access_of(organization, Role.READ_ONLY, None).projects == [blue, red]


def test_a_project_of_two_own_teams_is_seen_once(organization: Organization, red: Project) -> None:
    red.teams.add(organization.teams.get(slug="blue"))
    access = access_of(organization, Role.MEMBER)
    TeamMember.objects.create(team=organization.teams.get(slug="blue"), member=access.member)

    assert access.projects == [red]


@pytest.mark.parametrize(
    ("role", "team_role", "may"),
    [
        (Role.MANAGER, None, True),
        (Role.ADMIN, TeamRole.CONTRIBUTOR, True),
        (Role.ADMIN, None, False),
        (Role.MEMBER, TeamRole.ADMIN, True),
        (Role.MEMBER, TeamRole.CONTRIBUTOR, False),
        (Role.READ_ONLY, TeamRole.ADMIN, False),
    ],
    ids=["manager", "admin of it", "admin elsewhere", "team admin", "member", "read-only"],
)
def test_the_settings_of_a_project_are_for_those_who_manage_it(
    organization: Organization, red: Project, role: Role, team_role: TeamRole | None, may: bool
) -> None:
    access = access_of(organization, role, team_role)

    assert access.may(Permission.MANAGE_PROJECT, red) is may
