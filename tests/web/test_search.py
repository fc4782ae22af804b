"""Find an event, an issue or a page from a few characters."""

import uuid
from typing import Any

import httpx
import pytest
from support.app import App, TestProject, error

from seismo.catalog.models import Issue, Organization
from seismo.catalog.projects import create_project
from seismo.model.issue import short_id


def location(browser: httpx.Client, text: str) -> str:
    answer = browser.get("/search/", params={"q": text}, follow_redirects=False)
    assert answer.status_code == 302
    return answer.headers["Location"]


def issue_name(project: TestProject) -> str:
    issue = Issue.objects.select_related("project").get(project_id=project.id)
    return short_id(issue.project.short_id_prefix, issue.number)


def places(browser: httpx.Client, text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = browser.get("/palette/", params={"q": text}).json()["places"]
    return found


@pytest.mark.parametrize(
    "spelling",
    [str, lambda event_id: str(uuid.UUID(event_id)), str.upper, lambda event_id: f" {event_id} "],
    ids=["plain", "with dashes", "upper case", "with spaces"],
)
def test_an_event_id_leads_to_the_event(browser: httpx.Client, spelling: Any) -> None:
    event_id = uuid.uuid4().hex

    assert location(browser, spelling(event_id)) == f"/events/{event_id}/"


@pytest.mark.parametrize("spelling", [str, str.lower], ids=["as shown", "lower case"])
def test_a_short_id_leads_to_the_issue(
    app: App, browser: httpx.Client, project: TestProject, spelling: Any
) -> None:
    app.send(project, error())
    name = issue_name(project)

    assert location(browser, spelling(name)) == f"/issues/{name}/"


@pytest.mark.parametrize("text", ["card declined", "shop-99999", "a&b=c", "\N{SNOWMAN}"])
def test_other_words_are_looked_for_in_the_issues(browser: httpx.Client, text: str) -> None:
    found = httpx.URL(location(browser, text))

    assert found.path == "/issues/"
    assert found.params["q"] == text


def test_without_words_the_page_says_what_can_be_found(browser: httpx.Client) -> None:
    page = browser.get("/search/")

    assert page.status_code == 200
    assert 'name="q"' in page.text


def test_the_palette_finds_pages_and_projects(browser: httpx.Client, project: TestProject) -> None:
    found = {place["url"] for place in places(browser, "")}

    assert {"/issues/", "/projects/", f"/projects/{project.slug}/"} <= found


def test_the_palette_finds_an_issue_by_words_of_its_title(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    word = f"w{uuid.uuid4().hex[:10]}"
    app.send(project, error(f"cannot pay {word} today"))

    (place,) = places(browser, f"{word} PAY")
    assert (place["kind"], place["hint"]) == ("issue", issue_name(project))


def test_the_palette_finds_an_issue_by_its_short_id(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    app.send(project, error())
    name = issue_name(project)

    assert places(browser, name.lower())[0]["url"] == f"/issues/{name}/"


def test_the_palette_offers_an_event_by_its_id(browser: httpx.Client) -> None:
    event_id = uuid.uuid4().hex

    assert places(browser, event_id)[0]["url"] == f"/events/{event_id}/"


def test_another_organizations_issue_is_not_found(app: App, browser: httpx.Client) -> None:
    name = f"other-{uuid.uuid4().hex[:8]}"
    stranger = Organization.objects.create(slug=name, name=name)
    made = create_project(stranger, f"Secret {name}")
    theirs = TestProject(made.pk, made.slug, made.keys.get().public_key, "")
    app.send(theirs, error(f"secret {name}"))
    secret = issue_name(theirs)

    assert location(browser, secret).startswith("/issues/?q=")
    assert places(browser, name) == []
