"""Deleting issues: what goes, and what stays away."""

import httpx
import pytest
from support.app import App, TestProject, error
from support.telemetry import attachment, item, new_id, post

from seismo.catalog.models import Discard, Issue, Removal, StoredDay
from seismo.model.ids import EventId, ProjectId
from seismo.model.issue import short_id
from seismo.queries.projects import drops
from seismo.queries.search.parse import parse
from seismo.queries.stream import IssueFilter, list_issues
from seismo.queries.views import View
from seismo.runtime.clockwork import remove_issues_now
from seismo.upkeep.consistency import differences
from seismo.upkeep.removal import remove_deleted_issues


def issue_of(project: TestProject) -> Issue:
    return Issue.objects.select_related("project").get(project_id=project.id)


def change(browser: httpx.Client, issue: Issue, to: str, **fields: str) -> httpx.Response:
    name = short_id(issue.project.short_id_prefix, issue.number)
    place = f"/issues/{name}/"
    return browser.post("/issues/change/", data={"id": name, "to": to, "next": place, **fields})


@pytest.fixture
def issue(app: App, project: TestProject) -> Issue:
    app.send(project, error())
    return issue_of(project)


def test_a_page_asks_before_an_issue_goes(issue: Issue, browser: httpx.Client) -> None:
    page = change(browser, issue, "delete")

    assert "1 event will be removed" in page.text
    assert Issue.objects.filter(pk=issue.pk).exists()


def test_a_deleted_issue_takes_its_events_along(
    app: App, project: TestProject, issue: Issue, browser: httpx.Client
) -> None:
    event_id = issue.last_event_id
    app.send(project, error(function="elsewhere"))

    page = change(browser, issue, "delete", sure="1")
    remove_deleted_issues(app.stores, app.server.upkeep)

    assert (page.url.path, page.status_code) == ("/issues/", 200)
    assert "deleted." in page.text
    assert app.stores.payloads.find([EventId(event_id)]) == []
    assert [row.items for row in StoredDay.objects.filter(project_id=project.id)] == [1]
    assert not Removal.objects.filter(project_id=project.id).exists()


def test_a_deleted_issue_that_comes_back_is_found_by_its_words(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    told = error(extra={"carrier": "pigeonpost"})
    app.send(project, told)
    change(browser, issue_of(project), "delete", sure="1")
    remove_issues_now(app.stores, app.server.upkeep, app.server.pool.forget)

    app.send(project, told | {"event_id": new_id()})

    wanted = IssueFilter(project=project.slug, view=View.ALL, search=parse("pigeonpost"))
    found = list_issues(app.stores, app.access(), wanted, None)
    assert [row.issue for row in found.rows] == [issue_of(project)]


def test_all_stores_agree_before_and_after_the_events_are_gone(
    app: App, project: TestProject, issue: Issue, browser: httpx.Client
) -> None:
    change(browser, issue, "delete", sure="1")

    def of_project() -> list[str]:
        said = differences(app.stores, app.server.upkeep)
        return [each for each in said if f"project {project.id}" in each]

    before = of_project()
    remove_deleted_issues(app.stores, app.server.upkeep)

    assert (before, of_project()) == ([], [])


def test_the_words_of_a_deleted_issue_find_nothing_any_more(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    app.send(project, error("quagmire of the parcel"))
    change(browser, issue_of(project), "delete", sure="1")

    remove_deleted_issues(app.stores, app.server.upkeep)

    found = app.stores.texts.find(["quagmire"], {ProjectId(project.id)})
    assert all(hash_.startswith("-") for hashes in found.values() for hash_ in hashes)


def test_what_recurs_after_a_deletion_is_a_new_issue(
    app: App, project: TestProject, issue: Issue, browser: httpx.Client
) -> None:
    change(browser, issue, "delete", sure="1")
    event_id = app.send(project, error())

    remove_deleted_issues(app.stores, app.server.upkeep)

    again = issue_of(project)
    assert (again.number, again.times_seen, again.last_event_id) == (2, 1, event_id)
    assert len(app.stores.payloads.find([EventId(event_id)])) == 1


def test_what_was_discarded_is_dropped_and_counted(
    app: App, project: TestProject, issue: Issue, browser: httpx.Client
) -> None:
    change(browser, issue, "discard", sure="1")

    for _ in range(2):
        app.send(project, error())

    discard = Discard.objects.get(project_id=project.id)
    assert not Issue.objects.filter(project_id=project.id).exists()
    assert (discard.times_dropped, discard.last_dropped is not None) == (2, True)
    reasons = [drop.reason for drop in drops(app.stores, issue.project, 10)]
    assert reasons == ["discarded", "discarded"]


def test_what_was_discarded_can_be_let_in_again(
    app: App, project: TestProject, issue: Issue, browser: httpx.Client
) -> None:
    change(browser, issue, "discard", sure="1")
    app.send(project, error())
    place = f"/projects/{project.slug}/settings/issues/"
    page = browser.get(place)
    discard = Discard.objects.get(project_id=project.id)

    browser.post(place, data={"admit": str(discard.pk)})
    app.send(project, error())

    assert "event dropped since" in page.text
    assert issue_of(project).times_seen == 1


def with_attachment(app: App, project: TestProject) -> None:
    event_id = new_id()
    post(app, project, item(error(), "event"), attachment(b"a log"), event_id=event_id)
    app.wait_until_idle()


def kept(project: TestProject) -> dict[str, int]:
    return {row.kind: row.items for row in StoredDay.objects.filter(project_id=project.id)}


def test_the_attachments_of_a_deleted_issue_go_with_its_events(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    with_attachment(app, project)
    before = kept(project)

    change(browser, issue_of(project), "delete", sure="1")
    remove_deleted_issues(app.stores, app.server.upkeep)

    assert before["attachments"] == 1
    assert kept(project) == dict.fromkeys(before, 0)


def test_what_belongs_to_a_discarded_event_is_dropped_with_it(
    app: App, project: TestProject, issue: Issue, browser: httpx.Client
) -> None:
    change(browser, issue, "discard", sure="1")

    with_attachment(app, project)

    assert "attachments" not in kept(project)
