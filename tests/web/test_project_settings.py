"""The frame of the settings, its first section, and who may save."""

import re

import httpx
import pytest
from support.app import App, TestProject, visible_text
from support.people import new_person, signed_in

from seismo.catalog.models import Member, Project
from seismo.catalog.settings import save_section, section
from seismo.model.access import Role
from seismo.model.project import Grouping, Scrubbing


def general_of(project: TestProject) -> str:
    return f"/projects/{project.slug}/settings/general/"


def test_the_project_page_leads_to_its_settings(
    browser: httpx.Client, project: TestProject
) -> None:
    page = browser.get(f"/projects/{project.slug}/settings/", follow_redirects=True)
    assert str(page.url.path) == general_of(project)
    assert (
        f'href="/projects/{project.slug}/settings/"'
        in browser.get(f"/projects/{project.slug}/").text
    )


def test_a_project_gets_another_name_and_keeps_its_address(
    browser: httpx.Client, project: TestProject
) -> None:
    answer = browser.post(
        general_of(project),
        data={"name": "Till", "slug": project.slug, "platform": "node"},
    )
    assert "Saved." in visible_text(answer.text)
    saved = Project.objects.get(pk=project.id)
    assert (saved.name, saved.platform, saved.slug) == ("Till", "node", project.slug)


def test_a_form_without_a_name_is_shown_again(browser: httpx.Client, project: TestProject) -> None:
    answer = browser.post(general_of(project), data={"name": " ", "platform": "node"})
    assert answer.status_code == 422
    assert "This field is required." in answer.text


def test_a_member_sees_the_settings_and_cannot_save_them(
    browser: httpx.Client, project: TestProject
) -> None:
    me = Member.objects.get(user__email="owner@example.test")
    Member.objects.filter(pk=me.pk).update(role=Role.MEMBER)
    try:
        page = browser.get(general_of(project))
        data = {"name": "Till", "slug": project.slug, "platform": "node"}
        answer = browser.post(general_of(project), data=data)
    finally:
        Member.objects.filter(pk=me.pk).update(role=Role.OWNER)
    assert "Only owners, managers and admins of its team may change the settings" in page.text
    assert 'type="submit">Save<' not in page.text
    assert answer.status_code == 403


@pytest.mark.parametrize("section", ["general", "keys", "issues", "filters", "limits", "retention"])
def test_what_a_member_cannot_save_cannot_be_filled_in(
    app: App, project: TestProject, section: str
) -> None:
    with signed_in(app, new_person(app)) as browser:
        page = browser.get(f"/projects/{project.slug}/settings/{section}/")

    main = page.text.partition("<main")[2].partition("</main>")[0]
    fields = re.findall(r"<(?:input|select|textarea)[^>]*>", main)
    assert fields
    assert [field for field in fields if " disabled" not in field] == []


def test_a_member_reads_what_is_set(app: App, project: TestProject) -> None:
    with signed_in(app, new_person(app)) as browser:
        page = browser.get(general_of(project))

    assert re.search(rf'value="{project.slug}"[^>]* disabled', page.text)


def test_a_section_that_was_never_saved_has_its_defaults(project: TestProject) -> None:
    assert section(Project.objects.get(pk=project.id), Scrubbing) == Scrubbing()


def test_saving_one_section_leaves_another_as_it_is_in_the_database(
    project: TestProject,
) -> None:
    first, second = (Project.objects.get(pk=project.id) for _ in range(2))
    save_section(first, Grouping(fingerprint="type:Gone -> gone"))
    save_section(second, Scrubbing(safe_fields=("author",)))
    saved = Project.objects.get(pk=project.id)
    assert section(saved, Grouping).fingerprint == "type:Gone -> gone"
    assert section(saved, Scrubbing).safe_fields == ("author",)
