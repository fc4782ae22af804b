"""The page of an issue."""

import json
import re
from typing import Any

import httpx
import pytest
from support.app import App, TestProject, error, visible_text

from seismo.catalog.models import Issue, Organization
from seismo.catalog.projects import create_project
from seismo.model.issue import short_id


def name_of(project: TestProject, place: int = 0) -> str:
    issues = Issue.objects.filter(project_id=project.id).select_related("project").order_by("pk")
    return short_id(issues[place].project.short_id_prefix, issues[place].number)


def opened(app: App, browser: httpx.Client, project: TestProject, event: dict[str, Any]) -> str:
    event_id = app.send(project, event)
    answer = browser.get(f"/events/{event_id}/")
    assert answer.status_code == 200
    assert answer.url.path == f"/issues/{name_of(project)}/events/{event_id}/"
    return answer.text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"transaction": "/checkout"}, "/checkout"),
        ({"release": "shop@2.14.0"}, "first seen now in shop@2.14.0"),
        ({"environment": "staging"}, "Environment staging"),
        ({"server_name": "web-3"}, "Server web-3"),
        ({"user": {"id": "7", "email": "ada@example.test"}}, "User mail ada@example.test"),
        ({"tags": {"plan": "free"}}, "plan free"),
        ({"extra": {"retry": [3, 4]}}, "retry [3, 4]"),
        ({"contexts": {"order": {"number": 41}}}, "order number 41"),
        ({"modules": {"django": "5.2"}}, "Installed packages 1 django 5.2"),
        ({"sdk": {"name": "sentry.python", "version": "2.75.0"}}, "SDK sentry.python 2.75.0"),
        ({"level": "fatal"}, "fatal"),
        ({"dist": 7}, "What we could not use"),
        (
            {"breadcrumbs": [{"category": "auth", "message": "signed in", "timestamp": 0}]},
            "auth signed in",
        ),
        (
            {"request": {"url": "https://shop.example/pay", "method": "post"}},
            "POST https://shop.example/pay",
        ),
        ({"logentry": {"formatted": "while paying"}}, "Message while paying"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_was_sent_is_on_the_page(
    app: App,
    browser: httpx.Client,
    project: TestProject,
    fields: dict[str, Any],
    text: str,
) -> None:
    assert text in visible_text(opened(app, browser, project, error(**fields)))


def test_the_source_line_that_raised_is_marked(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    page = opened(app, browser, project, error())

    [hit] = re.findall(r'<div class="line hit" id="(\w+)">', page)

    assert hit == "f1L10"


def test_the_variables_of_a_frame_are_shown(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    page = opened(app, browser, project, error("no stock"))

    assert "<dt>message</dt>" in page
    assert "&#x27;no stock&#x27;" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"transaction": "<script>x</script>"},
        {"tags": {"a": "<script>x</script>"}},
        {"user": {"id": "<script>x</script>"}},
        {"extra": {"<script>x</script>": "<script>x</script>"}},
        {"breadcrumbs": [{"message": "<script>x</script>", "category": "query"}]},
        {"request": {"url": "javascript:alert(1)", "headers": {"A": "<script>x</script>"}}},
        {"logentry": {"formatted": "<script>x</script>"}},
        {"contexts": {"<script>x</script>": {"a": "<script>x</script>"}}},
        {"release": "<script>x</script>", "environment": "<b>"},
        {"fingerprint": ["<script>x</script>"]},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_event_text_is_only_text(
    app: App, browser: httpx.Client, project: TestProject, fields: dict[str, Any]
) -> None:
    page = opened(app, browser, project, error("<script>x</script>", **fields))

    assert "<script>x" not in page
    assert 'href="javascript:' not in page


def test_a_message_is_shown_as_it_is(app: App, browser: httpx.Client, project: TestProject) -> None:
    page = opened(app, browser, project, {"message": "Stock is low", "level": "warning"})

    assert '<p class="message-text">Stock is low</p>' in page


def test_older_and_newer_events_are_one_click_away(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    times = [app.clock.now() - seconds for seconds in (30, 20, 10)]
    first, second, third = (app.send(project, error(timestamp=moment)) for moment in times)
    base = f"/issues/{name_of(project)}/events"

    page = browser.get(f"{base}/{second}/").text

    assert f'href="{base}/{first}/" data-older' in page
    assert f'href="{base}/{third}/" data-newer' in page
    assert "Event 2 of 3" in visible_text(page)


def test_an_issue_opens_with_its_newest_event(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    newest = app.send(project, error())
    app.send(project, error(timestamp=app.clock.now() - 60))

    page = browser.get(f"/issues/{name_of(project)}/").text

    assert f'data-permalink title="{newest}"' in page


def test_the_json_is_the_stored_event(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = app.send(project, error("no stock"))

    answer = browser.get(f"/issues/{name_of(project)}/events/{event_id}/json/")

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{event_id}.json"'
    assert json.loads(answer.content)["exception"]["values"][0]["value"] == "no stock"


def test_who_and_where_counts_the_events_of_the_issue(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    for release in ("shop@2", "shop@2", "shop@2", "shop@1"):
        event_id = app.send(project, error(release=release))

    text = visible_text(browser.get(f"/events/{event_id}/").text)

    assert "release shop@2 75 % shop@1 25 %" in text


def test_the_tags_are_counted_on_a_page_that_the_issue_fetches(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    for plan in ("free", "free", "free", "paid"):
        app.send(project, error(tags={"plan": plan}))
    address = f"/issues/{name_of(project)}/tags/"

    assert f'hx-get="{address}"' in browser.get(f"/issues/{name_of(project)}/").text
    assert "plan free 75 % paid 25 %" in visible_text(browser.get(address).text)


def test_the_place_of_the_tags_is_kept_free_for_those_of_the_event(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    page = opened(app, browser, project, error(tags={"plan": "free"}))

    [reserved] = re.findall(r'<div class="reserve" aria-hidden="true">(.*?)</section>', page, re.S)

    assert "<h3>plan</h3>" in reserved


def test_the_page_says_why_the_events_are_one_issue(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    text = visible_text(opened(app, browser, project, error()))

    assert "Why is this one issue?" in text
    assert "function pay" in text


def test_resolving_and_reopening_is_in_the_activity(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    app.send(project, error())
    path = f"/issues/{name_of(project)}/"

    for state in ("resolved", "unresolved"):
        page = browser.post(
            "/issues/change/", data={"id": name_of(project), "to": state, "next": path}
        )

    assert page.url.path == path
    assert re.search(
        r"owner@example\.test reopened it now .*owner@example\.test resolved it now",
        visible_text(page.text),
    )


def test_a_change_cannot_be_had_by_a_link(browser: httpx.Client) -> None:
    assert browser.get("/issues/change/").status_code == 405


@pytest.mark.parametrize(
    "path",
    ["NOWHERE-1/", "nonsense/", "{name}/events/nonsense/", "{name}/events/" + "f" * 32 + "/"],
)
def test_what_does_not_exist_is_not_found(
    app: App, browser: httpx.Client, project: TestProject, path: str
) -> None:
    app.send(project, error())

    assert browser.get(f"/issues/{path.format(name=name_of(project))}").status_code == 404


@pytest.mark.parametrize("tail", ["", "json/"])
def test_an_event_of_another_issue_is_not_found(
    app: App, browser: httpx.Client, project: TestProject, tail: str
) -> None:
    app.send(project, error(function="pay"))
    other = app.send(project, error(function="ship"))

    assert browser.get(f"/issues/{name_of(project)}/events/{other}/{tail}").status_code == 404


def test_an_issue_of_another_organization_is_not_found(app: App, browser: httpx.Client) -> None:
    elsewhere, _ = Organization.objects.get_or_create(slug="elsewhere", name="Elsewhere")
    theirs = create_project(elsewhere, "Secret shop")
    key = theirs.keys.get().public_key
    app.send(TestProject(theirs.pk, theirs.slug, key, ""), error())
    issue = Issue.objects.get(project=theirs)

    answer = browser.get(f"/issues/{short_id(theirs.short_id_prefix, issue.number)}/")

    assert answer.status_code == 404
