"""The pages of teams: who is in them, and what they own."""

import pytest
from support.app import App
from support.members import client_as, new_member, new_organization

from seismo.catalog.models import AuditEntry, Member, Organization, Project, Team, TeamMember
from seismo.catalog.projects import create_project
from seismo.catalog.settings import save_section
from seismo.model.access import Membership, Role, TeamRole

TEAMS = "/settings/teams/"


@pytest.fixture
def organization(app: App) -> Organization:
    return new_organization()


@pytest.fixture
def owner(organization: Organization) -> Member:
    return new_member(organization, Role.OWNER)


@pytest.fixture
def red(organization: Organization) -> Team:
    return organization.teams.get(slug="red")


def close(organization: Organization) -> None:
    save_section(organization, Membership(is_open=False))


def test_who_makes_a_team_is_its_admin(app: App, owner: Member) -> None:
    answer = client_as(app, owner.user).post(TEAMS, {"name": "Back end"})

    assert answer.headers["Location"] == "/settings/teams/back-end/?saved"
    assert TeamMember.objects.get(team__slug="back-end", member=owner).role == TeamRole.ADMIN


def test_a_second_team_of_a_name_gets_a_slug_of_its_own(app: App, owner: Member) -> None:
    client_as(app, owner.user).post(TEAMS, {"name": "Red"})

    assert owner.organization.teams.filter(slug="red-2").exists()


def test_a_name_without_letters_is_refused(app: App, owner: Member) -> None:
    answer = client_as(app, owner.user).post(TEAMS, {"name": "!?"})

    assert answer.status_code == 422
    assert "at least one letter" in answer.content.decode()


def test_a_team_of_another_script_is_named_by_what_it_is(app: App, owner: Member) -> None:
    client_as(app, owner.user).post(TEAMS, {"name": "\u041f\u043b\u0430\u0442\u0435\u0436\u0438"})

    assert owner.organization.teams.filter(slug="team").exists()


def test_a_member_joins_and_leaves(app: App, organization: Organization, red: Team) -> None:
    member = new_member(organization, Role.MEMBER)
    browser = client_as(app, member.user)

    browser.post(f"{TEAMS}red/join/")
    was_in_it = red.members.filter(pk=member.pk).exists()
    browser.post(f"{TEAMS}red/leave/")

    assert was_in_it
    assert not red.members.filter(pk=member.pk).exists()


def test_nobody_walks_into_a_closed_team(app: App, organization: Organization, red: Team) -> None:
    close(organization)
    member = new_member(organization, Role.MEMBER)

    answer = client_as(app, member.user).post(f"{TEAMS}red/join/")

    assert answer.status_code == 422
    assert "an admin of the team, a manager or an owner has to add you" in answer.content.decode()
    assert not red.members.exists()


def test_an_admin_of_a_team_adds_and_removes_its_members(
    app: App, organization: Organization, red: Team
) -> None:
    admin = new_member(organization, Role.MEMBER, "red", TeamRole.ADMIN)
    other = new_member(organization, Role.MEMBER)
    browser = client_as(app, admin.user)

    browser.post(f"{TEAMS}red/members/", {"member": other.pk, "role": "admin"})
    role = TeamMember.objects.get(team=red, member=other).role
    browser.post(f"{TEAMS}red/members/", {"member": other.pk, "remove": "yes"})

    assert role == TeamRole.ADMIN
    assert not TeamMember.objects.filter(team=red, member=other).exists()


def test_a_member_of_another_organization_cannot_be_added(app: App, owner: Member) -> None:
    stranger = new_member(new_organization(), Role.MEMBER)

    answer = client_as(app, owner.user).post(f"{TEAMS}red/members/", {"member": stranger.pk})

    assert answer.status_code == 404


def test_a_team_is_given_projects(app: App, owner: Member, red: Team) -> None:
    shop = create_project(
        owner.organization, "Shop", team=owner.organization.teams.get(slug="blue")
    )

    client_as(app, owner.user).post(f"{TEAMS}red/projects/", {"project": [shop.slug]})

    assert list(red.projects.all()) == [shop]
    entry = AuditEntry.objects.latest("id")
    assert (entry.event, entry.facts["projects_added"]) == ("team.edit", [shop.slug])


def test_an_admin_of_a_team_gives_it_only_projects_that_are_theirs_to_give(
    app: App, organization: Organization, red: Team
) -> None:
    own = create_project(organization, "Own", team=red)
    theirs = create_project(organization, "Theirs", team=organization.teams.get(slug="blue"))
    admin = new_member(organization, Role.MEMBER, "red", TeamRole.ADMIN)

    client_as(app, admin.user).post(f"{TEAMS}red/projects/", {"project": [own.slug, theirs.slug]})

    assert list(red.projects.all()) == [own]


def test_a_deleted_team_leaves_its_projects(app: App, owner: Member, red: Team) -> None:
    shop = create_project(owner.organization, "Shop", team=red)

    client_as(app, owner.user).post(f"{TEAMS}red/delete/")

    assert not Team.objects.filter(pk=red.pk).exists()
    assert Project.objects.filter(pk=shop.pk).exists()


def test_a_new_name_leaves_the_slug(app: App, owner: Member, red: Team) -> None:
    client_as(app, owner.user).post(f"{TEAMS}red/", {"name": "Crimson"})

    red.refresh_from_db()
    assert (red.slug, red.name) == ("red", "Crimson")


def test_a_new_project_belongs_to_a_team_of_its_maker(app: App, organization: Organization) -> None:
    close(organization)
    member = new_member(organization, Role.MEMBER, "blue")
    browser = client_as(app, member.user)

    browser.post("/projects/new/", {"name": "Mine", "platform": "python"})

    made = organization.projects.get()
    assert [team.slug for team in made.teams.all()] == ["blue"]
    assert browser.get(f"/projects/{made.slug}/").status_code == 200


def test_somebody_who_would_not_see_a_project_cannot_make_it(
    app: App, organization: Organization
) -> None:
    close(organization)
    member = new_member(organization, Role.MEMBER)

    answer = client_as(app, member.user).post(
        "/projects/new/", {"name": "Lost", "platform": "python"}
    )

    assert answer.status_code == 403
    assert "Join a team first" in answer.content.decode()
