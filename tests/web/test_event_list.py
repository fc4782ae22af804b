"""All events of an issue, and the search among them."""

import re

import httpx
import pytest
from support.app import App, envelope, error

from seismo.catalog.models import Issue
from seismo.model.issue import short_id


@pytest.fixture(scope="module")
def events(app: App) -> tuple[str, dict[str, str]]:
    """The name of an issue, and the ids of its three events."""
    project = app.project()
    now = app.clock.now()
    sent = {
        "first": error("order 1 failed", timestamp=now - 30, tags={"plan": "free"}),
        "second": error("order 2 failed", timestamp=now - 20, extra={"note": 'said "hello"'}),
        "third": error("order 3 failed", timestamp=now - 10, tags={"plan": "paid"}, release="a@1"),
    }
    for number, (_, event) in enumerate(sent.items()):
        app.post(project, envelope(event, f"{number:032x}"))
    app.wait_until_idle()
    issue = Issue.objects.select_related("project").get(project_id=project.id)
    ids = {name: f"{number:032x}" for number, name in enumerate(sent)}
    return short_id(issue.project.short_id_prefix, issue.number), ids


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "third second first"),
        ("plan:paid", "third"),
        ("plan:paid OR plan:free", "third first"),
        ("!plan:paid", "second first"),
        ('"order 2"', "second"),
        ('"said \\"hello\\""', "second"),
        ("ORDER failed plan:free", "first"),
        ("!hello", "third first"),
        ("ord*fail", "third second first"),
        ("nowhere", ""),
    ],
)
def test_a_search_finds_events(
    browser: httpx.Client, events: tuple[str, dict[str, str]], text: str, expected: str
) -> None:
    name, ids = events

    page = browser.get(f"/issues/{name}/events/", params={"q": text}).text

    shown = re.findall(
        r'<td><a class="link mono" href="/issues/[^"]+/events/([0-9a-f]{32})/"', page
    )
    assert shown == [ids[each] for each in expected.split()]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("is:resolved", "is is asked of issues"),
        ("(hello OR plan:paid)", "words stand beside the filters"),
        ("release:", "release: has no value"),
    ],
)
def test_what_cannot_be_asked_of_events_is_explained(
    browser: httpx.Client, events: tuple[str, dict[str, str]], text: str, problem: str
) -> None:
    answer = browser.get(f"/issues/{events[0]}/events/", params={"q": text})

    assert answer.status_code == 200
    assert problem in answer.text


@pytest.mark.parametrize("place", ["newer=1", "newer=x", "newer=99999999999999"])
def test_a_place_in_the_list_may_be_anything(
    browser: httpx.Client, events: tuple[str, dict[str, str]], place: str
) -> None:
    assert browser.get(f"/issues/{events[0]}/events/?{place}").status_code == 200


def test_an_unknown_issue_has_no_events(browser: httpx.Client) -> None:
    assert browser.get("/issues/NOWHERE-1/events/").status_code == 404
