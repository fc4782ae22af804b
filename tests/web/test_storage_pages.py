"""How long a project keeps what, and what the data takes on the disk."""

import httpx
import pytest
from support.app import App, TestProject, error, visible_text

from seismo.catalog.models import Member, Project
from seismo.catalog.settings import section
from seismo.model.access import Role
from seismo.model.retention import Kind, Retention


def retention_of(project: TestProject) -> str:
    return f"/projects/{project.slug}/settings/retention/"


def days(**changes: object) -> dict[str, object]:
    return {kind.value: 90 for kind in Kind} | changes


def kept_for(project: TestProject) -> Retention:
    return section(Project.objects.get(pk=project.id), Retention)


def test_a_project_keeps_everything_for_ninety_days(
    browser: httpx.Client, project: TestProject
) -> None:
    page = browser.get(retention_of(project)).text

    assert page.count('value="90"') == len(Kind)


def test_each_kind_gets_its_own_days(browser: httpx.Client, project: TestProject) -> None:
    answer = browser.post(retention_of(project), data=days(errors=30, logs=7))

    assert "Saved." in visible_text(answer.text)
    assert kept_for(project) == Retention(errors=30, logs=7)


@pytest.mark.parametrize("wrong", ["0", "-1", "3651", "many", "", "1.5"])
def test_days_are_refused_that_are(browser: httpx.Client, project: TestProject, wrong: str) -> None:
    answer = browser.post(retention_of(project), data=days(logs=wrong))

    assert answer.status_code == 422
    assert 'id="id_logs_error"' in answer.text
    assert kept_for(project) == Retention()


def test_a_member_who_is_no_owner_cannot_change_them(
    browser: httpx.Client, project: TestProject
) -> None:
    Member.objects.filter(user__email="owner@example.test").update(role=Role.MEMBER)
    try:
        page = browser.get(retention_of(project))
        answer = browser.post(retention_of(project), data=days(errors=1))
    finally:
        Member.objects.filter(user__email="owner@example.test").update(role=Role.OWNER)

    assert "Save" not in visible_text(page.text)
    assert answer.status_code == 403
    assert kept_for(project) == Retention()


def test_the_page_says_what_is_stored_since_when(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    app.send(project, error())

    text = visible_text(browser.get(retention_of(project)).text)

    assert " KB since " in text or " B since " in text


def test_the_storage_page_counts_the_items_of_each_project(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    for _ in range(3):
        app.send(project, error())

    text = visible_text(browser.get("/settings/storage/").text)

    shown = text.split(Project.objects.get(pk=project.id).name)[1]
    assert "Errors 3 " in shown.split("Retention")[1]


def test_the_storage_page_shows_the_disk_and_its_budget(app: App, browser: httpx.Client) -> None:
    text = visible_text(browser.get("/settings/storage/").text)

    assert "that the data may take" in text
    assert "Payloads, compressed, a file a day" in text


def test_the_storage_page_belongs_to_the_settings(browser: httpx.Client) -> None:
    page = browser.get("/settings/storage/").text

    assert 'href="/settings/" data-go="s" aria-current="page"' in page


def test_a_stranger_is_sent_to_the_sign_in(app: App) -> None:
    answer = httpx.get(f"{app.url}/settings/storage/", headers={"Accept": "text/html"})

    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/login/")
