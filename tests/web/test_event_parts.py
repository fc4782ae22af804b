"""The parts of an event's page that have addresses of their own."""

import httpx
import pytest
from support.app import App, TestProject, error, visible_text

from seismo.catalog.models import Issue
from seismo.model.issue import short_id

CRUMBS = [
    {"category": "query", "message": "SELECT 1", "timestamp": 0},
    {"category": "auth", "message": "signed in", "timestamp": 1},
]


def address_of(app: App, project: TestProject, **fields: object) -> str:
    event_id = app.send(project, error(**fields))
    issue = Issue.objects.select_related("project").get(project_id=project.id)
    name = short_id(issue.project.short_id_prefix, issue.number)
    return f"/issues/{name}/events/{event_id}/"


def test_the_report_is_a_text_of_its_own(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    address = address_of(app, project, release="shop@1")

    answer = browser.get(f"{address}markdown/")

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "- Seen: 1 event since 20" in answer.text
    assert "- First seen in: `shop@1`" in answer.text
    assert f"{app.url}{address}" in answer.text


def test_breadcrumbs_are_filtered_without_a_script(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    address = address_of(app, project, breadcrumbs=CRUMBS * 4)

    found = visible_text(browser.get(f"{address}breadcrumbs/", params={"category": "auth"}).text)

    assert found.count("signed in") == 4
    assert "SELECT 1" not in found
    assert "4 of 8 match" in found


def test_a_filter_that_nothing_passes_says_so(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    address = address_of(app, project, breadcrumbs=CRUMBS)

    found = visible_text(browser.get(f"{address}breadcrumbs/", params={"text": "nowhere"}).text)

    assert "None of the 2 breadcrumbs matches" in found


@pytest.mark.parametrize("part", ["json", "markdown", "breadcrumbs"])
@pytest.mark.parametrize("event_id", ["f" * 32, "nothing"])
def test_what_is_not_stored_has_no_parts(
    app: App, browser: httpx.Client, project: TestProject, part: str, event_id: str
) -> None:
    own = address_of(app, project)
    other = own.replace(own.split("/")[4], event_id)

    assert browser.get(f"{other}{part}/").status_code == 404


def test_an_event_without_breadcrumbs_has_no_page_of_them(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    assert browser.get(f"{address_of(app, project)}breadcrumbs/").status_code == 404
