"""A new address, another organization, the end: what becomes of a project and of what it stored."""

from collections.abc import Iterator

import httpx
import pytest
from support import telemetry
from support.app import App, TestProject, error, visible_text, wait_until

from seismo.catalog import projects as catalog
from seismo.catalog.models import (
    AuditEntry,
    FormerSlug,
    Issue,
    Member,
    Organization,
    Project,
    StoredDay,
    Team,
)
from seismo.catalog.settings import save_section, section
from seismo.model.access import Role
from seismo.model.project import Filters, NewProjects
from seismo.runtime.clockwork import remove_deleted_now


@pytest.fixture
def other(app: App) -> Iterator[Organization]:
    """Another organization of the same person."""
    made = Organization.objects.create(slug="second", name="Second")
    Team.objects.create(organization=made, slug="everyone", name="Everyone")
    owner = app.organization.members.get(user__email="owner@example.test").user
    Member.objects.create(organization=made, user=owner, role=Role.OWNER)
    yield made
    made.delete()


def general(project: TestProject) -> str:
    return f"/projects/{project.slug}/settings/general/"


def danger(project: TestProject) -> str:
    return f"/projects/{project.slug}/settings/danger/"


def rename(browser: httpx.Client, project: TestProject, slug: str) -> httpx.Response:
    values = {"name": "Renamed", "slug": slug, "platform": "python"}
    return browser.post(general(project), data=values)


def delete(browser: httpx.Client, project: TestProject) -> httpx.Response:
    return browser.post(danger(project), data={"typed": name_of(project)})


def name_of(project: TestProject) -> str:
    return Project.with_deleted.get(pk=project.id).name


def test_the_former_address_leads_to_the_new_one(
    browser: httpx.Client, project: TestProject
) -> None:
    rename(browser, project, f"new-{project.slug}")

    answer = browser.get(f"/projects/{project.slug}/settings/keys/?a=1", follow_redirects=False)

    assert answer.headers["location"] == f"/projects/new-{project.slug}/settings/keys/?a=1"


@pytest.mark.parametrize("page", ["/issues/", "/stats/"])
def test_a_link_that_filters_by_the_former_slug_leads_to_the_new_one(
    browser: httpx.Client, project: TestProject, page: str
) -> None:
    rename(browser, project, f"new-{project.slug}")

    answer = browser.get(f"{page}?project={project.slug}&level=error")

    assert answer.status_code == 200
    assert f"new-{project.slug}" in str(answer.url)


def test_short_ids_stay_when_the_address_changes(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    app.send(project, error())
    rename(browser, project, f"new-{project.slug}")

    assert browser.get(f"/issues/{project.slug.upper()}-1/").status_code == 200


def test_a_project_can_have_its_former_address_back(
    browser: httpx.Client, project: TestProject
) -> None:
    rename(browser, project, f"new-{project.slug}")
    values = {"name": "Back", "slug": project.slug, "platform": "python"}
    browser.post(f"/projects/new-{project.slug}/settings/general/", data=values)

    assert browser.get(f"/projects/{project.slug}/", follow_redirects=False).status_code == 200
    assert FormerSlug.objects.get(project_id=project.id).slug == f"new-{project.slug}"


WRONG = {
    "new": "The address of another page",
    "Shop": "small letters",
    "-a": "small letters",
    "a" * 41: "at most 40 characters",
    "12": "taken for a project&#x27;s id",
    "": "required",
    "{other}": "Another project has",
    "{former}": "lead to Renamed",
}


@pytest.mark.parametrize(("slug", "complaint"), WRONG.items(), ids=WRONG)
def test_an_address_is_refused_with_the_reason(
    app: App, browser: httpx.Client, project: TestProject, slug: str, complaint: str
) -> None:
    other, renamed = app.project(), app.project()
    rename(browser, renamed, f"new-{renamed.slug}")

    answer = rename(browser, project, slug.format(other=other.slug, former=renamed.slug))

    assert answer.status_code == 422
    assert complaint in answer.text


def test_a_new_project_takes_no_address_or_prefix_that_another_one_had(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    rename(browser, project, f"new-{project.slug}")

    made = catalog.create_project(app.organization, project.slug)

    assert made.slug == f"{project.slug}-2"
    assert made.short_id_prefix == f"{project.slug.upper()}-2"


def test_a_deleted_project_leaves_every_page_at_once(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = app.send(project, error())
    delete(browser, project)

    for address in (
        f"/projects/{project.slug}/",
        f"/issues/{project.slug.upper()}-1/",
        f"/events/{event_id}/",
    ):
        assert browser.get(address).status_code == 404
    assert f'href="/projects/{project.slug}/"' not in browser.get("/projects/").text


def test_what_is_being_removed_is_said(browser: httpx.Client, project: TestProject) -> None:
    answer = delete(browser, project)

    assert answer.url.path == "/projects/"
    said = visible_text(answer.text)
    assert name_of(project) in said
    assert "is being removed" in said


def test_the_key_of_a_deleted_project_is_refused(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    delete(browser, project)

    def is_refused() -> bool:
        return app.post(project, b"{}\n").status_code == 403

    wait_until(is_refused, "ingest hears of it")


def test_all_that_a_deleted_project_stored_is_removed(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = app.send(project, error("pelican crossing"))
    telemetry.post(app, project, telemetry.logs(telemetry.log()))
    delete(browser, project)

    remove_deleted_now(app.stores, app.server.upkeep)

    assert not Project.with_deleted.filter(pk=project.id).exists()
    assert not StoredDay.objects.filter(project_id=project.id).exists()
    assert not Issue.objects.filter(project_id=project.id).exists()
    assert list(app.stores.payloads.find([event_id])) == []
    assert app.stores.texts.find(["pelican"], [project.id]) == {}


def test_the_neighbour_of_a_deleted_project_keeps_everything(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    neighbour = app.project()
    event_id = app.send(neighbour, error("heron landing"))
    app.send(project, error("heron landing"))
    delete(browser, project)

    remove_deleted_now(app.stores, app.server.upkeep)

    assert browser.get(f"/events/{event_id}/").status_code == 200
    assert len(app.stores.texts.find(["heron"], [neighbour.id])) == 1


def test_a_deletion_wants_the_name_typed(browser: httpx.Client, project: TestProject) -> None:
    answer = browser.post(danger(project), data={"typed": "something else"})

    assert answer.status_code == 422
    assert "This is not the name of the project" in answer.text
    assert Project.objects.filter(pk=project.id).exists()


def test_the_slug_of_a_deleted_project_is_free(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    delete(browser, project)

    assert catalog.create_project(app.organization, project.slug).slug == project.slug


@pytest.mark.parametrize("data", [{"typed": "anything"}, {"to": "1"}], ids=["delete", "transfer"])
def test_a_member_cannot_end_a_project(
    app: App, browser: httpx.Client, project: TestProject, data: dict[str, str]
) -> None:
    Member.objects.filter(organization=app.organization).update(role=Role.MEMBER)
    try:
        page = browser.get(danger(project))
        answer = browser.post(danger(project), data=data)
    finally:
        Member.objects.filter(organization=app.organization).update(role=Role.OWNER)

    assert "may delete or move this project" in visible_text(page.text)
    assert "<form" not in page.text.partition("Danger zone</h2>")[2].partition("</main>")[0]
    assert answer.status_code == 403


def test_without_another_organization_there_is_none_to_give_it_to(
    browser: httpx.Client, project: TestProject
) -> None:
    page = visible_text(browser.get(danger(project)).text)

    assert "there is none to give it to" in page


def test_a_project_goes_to_another_organization_with_all_it_has(
    app: App, browser: httpx.Client, project: TestProject, other: Organization
) -> None:
    app.send(project, error())

    browser.post(danger(project), data={"to": str(other.pk)})

    moved = Project.objects.get(pk=project.id)
    assert moved.organization == other
    assert moved.issues.count() == 1
    assert [team.organization for team in moved.teams.all()] == [other]
    assert browser.get(f"/projects/{project.slug}/").status_code == 404


def test_its_dsn_works_after_the_move(
    app: App, browser: httpx.Client, project: TestProject, other: Organization
) -> None:
    browser.post(danger(project), data={"to": str(other.pk)})
    app.send(project, error())

    assert Issue.objects.filter(project_id=project.id).count() == 1


def test_what_is_taken_there_gets_another_name(
    app: App, browser: httpx.Client, project: TestProject, other: Organization
) -> None:
    catalog.create_project(other, project.slug)

    browser.post(danger(project), data={"to": str(other.pk)})

    moved = Project.objects.get(pk=project.id)
    assert moved.slug == f"{project.slug}-2"
    assert moved.short_id_prefix == f"{project.slug.upper()}-2"


def test_a_project_cannot_be_given_where_one_may_not_make_projects(
    app: App, browser: httpx.Client, project: TestProject, other: Organization
) -> None:
    Member.objects.filter(organization=other).update(role=Role.READ_ONLY)

    answer = browser.post(danger(project), data={"to": str(other.pk)})

    assert Project.objects.get(pk=project.id).organization == app.organization
    assert answer.status_code == 422


@pytest.mark.parametrize("act", ["rename", "delete"])
def test_the_audit_log_tells_it(browser: httpx.Client, project: TestProject, act: str) -> None:
    if act == "rename":
        rename(browser, project, f"new-{project.slug}")
    else:
        delete(browser, project)

    entry = AuditEntry.objects.order_by("-pk").first()
    assert entry is not None
    assert entry.event == {"rename": "project.edit", "delete": "project.remove"}[act]


def test_a_new_project_begins_with_the_settings_of_the_chosen_one(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    save_section(Project.objects.get(pk=project.id), Filters(localhost=True))
    save_section(app.organization, NewProjects(like=project.id))
    try:
        browser.post("/projects/new/", data={"name": "Like another", "platform": "django"})
    finally:
        save_section(app.organization, NewProjects())

    made = Project.objects.get(name="Like another")
    assert section(made, Filters).localhost
