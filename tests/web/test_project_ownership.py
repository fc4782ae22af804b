"""Ownership rules: saved, tried, and followed."""

import re
import uuid

import httpx
import pytest
from support.app import App, TestProject, error, visible_text

from seismo.actions import issues as actions
from seismo.catalog.models import Issue, Project, Team, User
from seismo.catalog.settings import save_section, section
from seismo.model.project import Ownership


@pytest.fixture
def team(app: App) -> Team:
    slug = f"team-{uuid.uuid4().hex[:8]}"
    return Team.objects.create(organization=app.organization, slug=slug, name="Team")


def place_of(project: TestProject) -> str:
    return f"/projects/{project.slug}/settings/ownership/"


def save(browser: httpx.Client, project: TestProject, rules: str, **more: str) -> httpx.Response:
    return browser.post(place_of(project), data={"rules": rules, "is_assigning": "on", **more})


def issue_of(project: TestProject) -> Issue:
    return Issue.objects.select_related("project").get(project_id=project.id)


def test_a_new_issue_goes_to_the_owner_of_the_last_rule(
    app: App, project: TestProject, browser: httpx.Client, team: Team
) -> None:
    save(browser, project, f"path:** owner@example.test\r\npath:shop/* #nobody #{team.slug}")
    refused = section(Project.objects.get(pk=project.id), Ownership).rules
    save(browser, project, f"path:** owner@example.test\r\npath:shop/* #{team.slug}")

    app.send(project, error())

    issue = issue_of(project)
    change = issue.changes.order_by("-pk").first()
    assert refused == ""
    assert issue.assigned_team == team
    assert change is not None
    assert change.said == f"Assigned to #{team.slug} by the project's ownership rules."


def test_who_has_an_issue_keeps_it(app: App, project: TestProject, team: Team) -> None:
    person = User.objects.get(email="owner@example.test")
    app.send(project, error())
    issue = issue_of(project)
    actions.assign([issue], person, app.clock.now() - 9, person)
    actions.resolve([issue_of(project)], person, app.clock.now() - 5)
    save_section(issue.project, Ownership(f"path:** #{team.slug}"))

    app.send(project, error())

    issue = issue_of(project)
    assert (issue.substatus, issue.assigned_user) == ("regressed", person)


def test_rules_that_do_not_assign_leave_issues_alone(
    app: App, project: TestProject, team: Team
) -> None:
    save_section(
        Project.objects.get(pk=project.id), Ownership(f"path:** #{team.slug}", is_assigning=False)
    )

    app.send(project, error())

    assert issue_of(project).assigned_team is None


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ("path:** nobody@example.test", "Line 1, column 9 : nobody here is called"),
        ("path:** #everyone\nfile:x #everyone", "Line 2, column 1 : there is no"),
    ],
    ids=["an owner nobody knows", "no place"],
)
def test_a_wrong_line_is_named_and_nothing_is_saved(
    project: TestProject, browser: httpx.Client, rules: str, problem: str
) -> None:
    page = save(browser, project, rules)

    assert page.status_code == 422
    assert problem in " ".join(visible_text(page.text).split())
    assert section(Project.objects.get(pk=project.id), Ownership) == Ownership()


def test_rules_are_tried_before_they_are_saved(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    app.send(project, error())

    page = save(browser, project, "path:** #everyone", **{"try": "1"})

    assert page.status_code == 200
    assert "to #everyone by path:** #everyone" in " ".join(visible_text(page.text).split())
    assert section(Project.objects.get(pk=project.id), Ownership) == Ownership()


def test_a_codeowners_file_becomes_rules_above_the_own_ones_and_saves_nothing(
    project: TestProject, browser: httpx.Client, team: Team
) -> None:
    file = f"/backend/shop/ @acme/{team.slug}\r\n*.py @ghost\r\n"
    fields = {"codeowners": file, "source_root": "backend", "take": "1"}
    page = save(browser, project, "path:mine owner@example.test", **fields)

    assert page.status_code == 200
    assert (
        f"# From CODEOWNERS\npath:**/shop/** #{team.slug}\n# End of CODEOWNERS\n\npath:mine "
    ) in page.text
    assert re.search("Line 2 *: nobody here is +@ghost", visible_text(page.text))
    assert section(Project.objects.get(pk=project.id), Ownership).rules == ""


def test_a_file_of_strangers_leaves_the_rules_and_itself_as_they_are(
    project: TestProject, browser: httpx.Client
) -> None:
    page = save(browser, project, "path:mine owner@example.test", codeowners="* @ghost", take="1")

    assert "No line of the file became a rule." in visible_text(page.text)
    assert "* @ghost</textarea>" in page.text
    assert "From CODEOWNERS\n" not in page.text
