"""The teams of a project, from the project's side."""

import httpx
import pytest
from support.app import App, TestProject, error, visible_text
from support.members import new_member

from seismo.actions.projects import transfer_project
from seismo.catalog.models import Issue, Member, Organization, Project, Team
from seismo.catalog.settings import save_section
from seismo.model.access import Membership, Role


def page_of(project: TestProject) -> str:
    return f"/projects/{project.slug}/settings/teams/"


@pytest.fixture
def red(app: App) -> Team:
    found, _ = Team.objects.get_or_create(
        organization=app.organization, slug="red", defaults={"name": "Red"}
    )
    return found


def test_the_teams_that_are_ticked_own_the_project(
    browser: httpx.Client, project: TestProject, red: Team
) -> None:
    browser.post(page_of(project), data={"team": ["red", "nowhere"]})

    assert list(Project.objects.get(pk=project.id).teams.all()) == [red]


def test_the_page_ticks_those_that_own_it(
    browser: httpx.Client, project: TestProject, red: Team
) -> None:
    browser.post(page_of(project), data={"team": ["red"]})

    page = browser.get(page_of(project)).text

    assert 'value="red" checked' in page
    assert 'value="everyone" checked' not in page


def test_with_closed_membership_the_page_counts_who_sees_it(
    app: App, browser: httpx.Client, project: TestProject, red: Team
) -> None:
    new_member(app.organization, Role.MEMBER, "red")
    browser.post(page_of(project), data={"team": ["red"]})
    save_section(app.organization, Membership(is_open=False))
    try:
        page = visible_text(browser.get(page_of(project)).text)
    finally:
        save_section(app.organization, Membership())

    powerful = Member.objects.filter(organization=app.organization, role__in=["owner", "manager"])
    people = powerful.count() + red.members.exclude(role__in=["owner", "manager"]).count()
    assert f"who is in one of its teams: {people} of" in page


def test_an_issue_that_moves_leaves_those_who_are_not_there(
    app: App, browser: httpx.Client, project: TestProject, red: Team
) -> None:
    app.send(project, error())
    somebody = new_member(app.organization, Role.MEMBER).user
    Issue.objects.filter(project_id=project.id).update(assigned_user=somebody, assigned_team=red)
    owner = app.organization.members.get(user__email="owner@example.test").user
    there = Organization.objects.create(slug="there", name="There")
    Member.objects.create(organization=there, user=owner, role=Role.OWNER)

    transfer_project(owner, Project.objects.get(pk=project.id), there)

    issue = Issue.objects.get(project_id=project.id)
    assert (issue.assigned_user, issue.assigned_team) == (None, None)
    there.delete()
