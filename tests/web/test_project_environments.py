"""Environments: shown in the settings, and hidden from where people choose."""

import httpx
import pytest
from support.app import App, TestProject, error, visible_text

from seismo.catalog.models import EnvironmentName


def page_of(project: TestProject) -> str:
    return f"/projects/{project.slug}/settings/environments/"


@pytest.fixture
def busy(app: App, project: TestProject) -> TestProject:
    """A project with two environments of its own."""
    for name in ("live", "trial"):
        app.send(project, error(environment=f"{name}-{project.id}"))
    return project


def offered(browser: httpx.Client, name: str) -> bool:
    return f">{name}</option>" in browser.get("/issues/").text


def test_a_hidden_environment_is_offered_no_more(browser: httpx.Client, busy: TestProject) -> None:
    browser.post(page_of(busy), data={"hidden": [f"trial-{busy.id}"]})

    assert offered(browser, f"live-{busy.id}")
    assert not offered(browser, f"trial-{busy.id}")


def test_it_is_offered_again_when_it_is_shown(browser: httpx.Client, busy: TestProject) -> None:
    browser.post(page_of(busy), data={"hidden": [f"trial-{busy.id}"]})
    browser.post(page_of(busy), data={})

    assert offered(browser, f"trial-{busy.id}")


def test_its_issues_are_found_as_before(browser: httpx.Client, busy: TestProject) -> None:
    browser.post(page_of(busy), data={"hidden": [f"trial-{busy.id}"]})
    found = browser.get(f"/issues/?project={busy.slug}&environment=trial-{busy.id}").text

    assert f"{busy.slug.upper()}-1" in found


def test_the_settings_list_how_often_and_when(browser: httpx.Client, busy: TestProject) -> None:
    page = visible_text(browser.get(page_of(busy)).text)

    assert f"live-{busy.id} 1 now" in page


def test_a_name_that_is_none_hides_nothing(browser: httpx.Client, busy: TestProject) -> None:
    answer = browser.post(page_of(busy), data={"hidden": ["nowhere", "\x00"]})

    assert answer.status_code == 200
    assert not EnvironmentName.objects.filter(project_id=busy.id, is_hidden=True).exists()


def test_without_an_environment_the_page_says_where_they_come_from(
    browser: httpx.Client, project: TestProject
) -> None:
    assert "No environment yet" in visible_text(browser.get(page_of(project)).text)
