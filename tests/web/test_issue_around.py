"""From one issue of a stream to the next."""

import re

import httpx
import pytest
from support.app import App, TestProject, error

from seismo.catalog.models import Issue
from seismo.queries.issues import name_of


@pytest.fixture(scope="module")
def shop(app: App) -> tuple[TestProject, list[str]]:
    """A project and its three issues, the newest first."""
    project = app.project()
    for age, function in ((30, "pay"), (20, "ship"), (10, "order")):
        app.send(project, error(function=function, timestamp=app.clock.now() - age))
    issues = Issue.objects.filter(project_id=project.id).select_related("project")
    return project, [name_of(issue) for issue in issues.order_by("-last_seen")]


def linked(browser: httpx.Client, path: str) -> dict[str, str]:
    """Where the page leads to: to the issue before and to the one after."""
    page = browser.get(path)
    assert page.status_code == 200
    found = re.findall(r'href="([^"]+)" data-(previous|next)-issue', page.text)
    return {side: url.replace("&amp;", "&") for url, side in found}


@pytest.mark.parametrize(
    ("place", "previous", "following"), [(0, None, 1), (1, 0, 2), (2, 1, None)]
)
def test_the_issues_around_are_those_of_the_stream(
    browser: httpx.Client,
    shop: tuple[TestProject, list[str]],
    place: int,
    previous: int | None,
    following: int | None,
) -> None:
    project, names = shop
    origin = f"?project={project.slug}&status=unresolved"

    found = linked(browser, f"/issues/{names[place]}/around/{origin}")

    assert found == {
        side: f"/issues/{names[index]}/{origin}"
        for side, index in (("previous", previous), ("next", following))
        if index is not None
    }


def test_a_search_leaves_issues_out(
    browser: httpx.Client, shop: tuple[TestProject, list[str]]
) -> None:
    project, names = shop

    found = linked(browser, f"/issues/{names[0]}/around/?project={project.slug}&q=!ship")

    assert found["next"].startswith(f"/issues/{names[2]}/?q=%21ship&")


def test_a_search_that_is_wrong_has_nothing_around(
    browser: httpx.Client, shop: tuple[TestProject, list[str]]
) -> None:
    assert linked(browser, f"/issues/{shop[1][0]}/around/?q=level:(") == {}


def test_the_page_of_an_issue_keeps_where_one_came_from(
    browser: httpx.Client, shop: tuple[TestProject, list[str]]
) -> None:
    project, names = shop

    page = browser.get(f"/issues/{names[0]}/?project={project.slug}&evil=1").text

    assert f'hx-get="/issues/{names[0]}/around/?project={project.slug}"' in page
    assert f'href="/issues/?project={project.slug}">Issues' in page


def test_who_came_from_elsewhere_is_led_nowhere(
    browser: httpx.Client, shop: tuple[TestProject, list[str]]
) -> None:
    assert 'id="around"' not in browser.get(f"/issues/{shop[1][0]}/").text
