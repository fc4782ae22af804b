"""Merging and taking apart through the pages, as a person does it."""

import re
import threading

import httpx
import pytest
from support.app import App, TestProject, envelope, error, visible_text

from seismo.catalog.issues import state_of
from seismo.catalog.models import GroupingHash, Issue, IssueChange, IssueEnvironment
from seismo.model.issue import short_id
from seismo.queries.parts import hashes_seen

ROUNDS = 10
PAY = {"function": "pay"}
REFUND = {"function": "refund"}


def send(app: App, project: TestProject, *events: dict[str, object]) -> None:
    """In this order, and all at once."""
    for event in events:
        app.post(project, envelope(event))
    app.wait_until_idle()


def issues(project: TestProject) -> list[Issue]:
    return list(Issue.objects.filter(project_id=project.id).order_by("number"))


def name(project: TestProject, number: int) -> str:
    return short_id(project.slug.upper(), number)


def merge(
    browser: httpx.Client, project: TestProject, into: int, other: str | int
) -> httpx.Response:
    text = name(project, other) if isinstance(other, int) else other
    return browser.post(f"/issues/{name(project, into)}/merge/", data={"other": text})


def hash_of(issue: Issue, function: str) -> str:
    """The hash under which the events of a function are stored."""
    return (
        GroupingHash.objects.filter(issue=issue, seen_with="")
        .order_by("pk")
        .values_list("hash", flat=True)[["pay", "refund"].index(function)]
    )


def unmerge(
    browser: httpx.Client, project: TestProject, number: int, *hashes: str
) -> httpx.Response:
    return browser.post(f"/issues/{name(project, number)}/unmerge/", data={"hash": list(hashes)})


def environments(issue: Issue) -> dict[str, int]:
    rows = IssueEnvironment.objects.filter(issue=issue)
    return dict(rows.values_list("name", "times_seen"))


@pytest.fixture
def two(app: App, project: TestProject) -> TestProject:
    """A project with an issue of two events and one of three."""
    first = [error(**PAY, environment=name, release="shop@1") for name in ("production", "staging")]
    names = ("production", "production", "test")
    second = [error(**REFUND, environment=name, release="shop@2") for name in names]
    send(app, project, *first, *second)
    return project


def test_two_issues_become_one_with_the_counts_of_both(
    two: TestProject, browser: httpx.Client
) -> None:
    first, second = (state_of(issue) for issue in issues(two))

    page = merge(browser, two, 1, 2)

    (one,) = issues(two)
    state = state_of(one)
    assert page.url.path == f"/issues/{name(two, 1)}/"
    assert f"merged {name(two, 2)} into this" in visible_text(page.text)
    assert (state.times_seen, environments(one)) == (
        5,
        {"production": 3, "staging": 1, "test": 1},
    )
    assert (state.first_seen, state.last_seen) == (first.first_seen, second.last_seen)
    assert (state.first_release, state.last_release) == ("shop@1", "shop@2")
    assert state.last_event_id == second.last_event_id


def test_the_events_of_both_are_on_the_page_and_in_its_counts(
    two: TestProject, browser: httpx.Client
) -> None:
    first, second = issues(two)

    merge(browser, two, 1, 2)

    for event_id in (first.last_event_id, second.last_event_id):
        page = browser.get(f"/issues/{name(two, 1)}/events/{event_id}/")
        assert page.status_code == 200
        assert "of 5" in visible_text(page.text)


def test_the_old_short_id_leads_to_the_merged_issue(
    two: TestProject, browser: httpx.Client
) -> None:
    event_id = issues(two)[1].last_event_id
    merge(browser, two, 1, 2)

    assert browser.get(f"/issues/{name(two, 2)}/").url.path == f"/issues/{name(two, 1)}/"
    assert (
        browser.get(f"/issues/{name(two, 2)}/events/{event_id}/").url.path
        == f"/issues/{name(two, 1)}/events/{event_id}/"
    )


def test_future_events_of_both_belong_to_the_merged_issue(
    app: App, two: TestProject, browser: httpx.Client
) -> None:
    merge(browser, two, 1, 2)
    send(app, two, error(**PAY), error(**REFUND))

    assert [issue.times_seen for issue in issues(two)] == [7]


def test_what_was_merged_can_be_merged_again(
    app: App, two: TestProject, browser: httpx.Client
) -> None:
    app.send(two, error(function="ship"))
    merge(browser, two, 2, 1)
    merge(browser, two, 3, 2)

    assert [issue.times_seen for issue in issues(two)] == [6]
    assert browser.get(f"/issues/{name(two, 1)}/").url.path == f"/issues/{name(two, 3)}/"


def test_an_issue_may_be_given_by_the_address_of_one_of_its_events(
    two: TestProject, app: App, browser: httpx.Client
) -> None:
    event_id = issues(two)[1].last_event_id
    merge(browser, two, 1, f" {app.url}/issues/{name(two, 2).lower()}/events/{event_id}/?x#y ")

    assert len(issues(two)) == 1


def test_a_resolved_issue_reopens_when_an_open_one_becomes_a_part_of_it(
    two: TestProject, browser: httpx.Client
) -> None:
    browser.post("/issues/change/", data={"id": name(two, 1), "to": "resolved"})
    merge(browser, two, 1, 2)

    assert [issue.status for issue in issues(two)] == ["unresolved"]


def test_the_activity_of_both_is_kept(two: TestProject, browser: httpx.Client) -> None:
    merge(browser, two, 1, 2)

    kinds = IssueChange.objects.filter(issue__project_id=two.id).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["new", "new", "merged"]


def test_an_issue_is_not_merged_into_itself(two: TestProject, browser: httpx.Client) -> None:
    page = merge(browser, two, 1, 1)

    assert page.status_code == 422
    assert "is this issue. Give the short id of another one." in visible_text(page.text)


def test_an_issue_of_another_project_is_not_merged(
    app: App, two: TestProject, browser: httpx.Client
) -> None:
    other = app.project()
    app.send(other, error(**PAY))
    page = merge(browser, two, 1, name(other, 1))

    assert page.status_code == 422
    assert "belongs to another project" in visible_text(page.text)
    assert len(issues(two)) == 2


@pytest.mark.parametrize("text", ["", "nonsense", "SHOP-999999", "https://elsewhere.example/"])
def test_what_names_no_issue_is_refused(two: TestProject, browser: httpx.Client, text: str) -> None:
    page = merge(browser, two, 1, text)

    assert page.status_code == 422
    assert "There is no such issue." in visible_text(page.text)


def test_a_part_becomes_an_issue_with_its_exact_counts(
    two: TestProject, browser: httpx.Client
) -> None:
    before = [(state_of(issue), environments(issue)) for issue in issues(two)]
    merge(browser, two, 1, 2)
    (one,) = issues(two)

    page = unmerge(browser, two, 1, hash_of(one, "refund"))

    rest, made = issues(two)
    assert page.url.path == f"/issues/{name(two, 3)}/"
    assert f"took it out of {name(two, 1)}" in visible_text(page.text)
    for issue, (state, seen) in zip((rest, made), before, strict=True):
        now = state_of(issue)
        assert now.times_seen == state.times_seen
        assert (now.first_release, now.last_release) == (state.first_release, state.last_release)
        assert now.last_event_id == state.last_event_id
        assert (now.first_seen, now.last_seen) == (
            pytest.approx(state.first_seen, abs=1e-5),
            pytest.approx(state.last_seen, abs=1e-5),
        )
        assert environments(issue) == seen
    assert made.title == "ValueError: it broke"


def test_a_part_stays_apart_when_its_error_comes_again(
    app: App, two: TestProject, browser: httpx.Client
) -> None:
    merge(browser, two, 1, 2)
    unmerge(browser, two, 1, hash_of(issues(two)[0], "refund"))
    send(app, two, error(**PAY), error(**REFUND))

    assert [issue.times_seen for issue in issues(two)] == [3, 4]


def library(function: str) -> dict[str, object]:
    return {"function": function, "module": "lib", "filename": "lib.py", "in_app": False}


def test_the_second_hash_of_an_event_goes_where_its_first_goes(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    found = [error(function=function) for function in ("pay", "refund")]
    for event, function in zip(found, ("pay", "refund"), strict=True):
        event["exception"]["values"][0]["stacktrace"]["frames"].append(library(f"lib_{function}"))
    send(app, project, *found)
    merge(browser, project, 1, 2)
    unmerge(browser, project, 1, hash_of(issues(project)[0], "refund"))

    assert [issue.hashes.count() for issue in issues(project)] == [2, 2]


def test_counts_stay_exact_while_events_keep_coming(
    app: App, two: TestProject, browser: httpx.Client
) -> None:
    def flood() -> None:
        for number in range(ROUNDS):
            for function in ("pay", "refund"):
                app.post(two, envelope(error(f"no {number}", function=function)))

    sender = threading.Thread(target=flood)
    sender.start()
    merge(browser, two, 1, 2)
    while sender.is_alive():
        made = unmerge(browser, two, 1, hash_of(issues(two)[0], "refund"))
        if made.status_code == 200:
            merge(browser, two, 1, made.url.path.split("/")[2])
    sender.join()
    unmerge(browser, two, 1, hash_of(issues(two)[0], "refund"))
    app.wait_until_idle()

    assert [issue.times_seen for issue in issues(two)] == [2 + ROUNDS, 3 + ROUNDS]
    stored = [sum(part.events for part in hashes_seen(app.stores, issue)) for issue in issues(two)]
    assert stored == [2 + ROUNDS, 3 + ROUNDS]


@pytest.mark.parametrize("chosen", [[], ["0" * 32]], ids=["nothing", "no hash of it"])
def test_without_a_part_nothing_is_taken_out(
    two: TestProject, browser: httpx.Client, chosen: list[str]
) -> None:
    page = unmerge(browser, two, 1, *chosen)

    assert page.status_code == 422
    assert "Choose at least one part" in visible_text(page.text)


def test_not_all_parts_can_be_taken_out(two: TestProject, browser: httpx.Client) -> None:
    merge(browser, two, 1, 2)
    (one,) = issues(two)
    page = unmerge(browser, two, 1, hash_of(one, "pay"), hash_of(one, "refund"))

    assert page.status_code == 422
    assert "Leave at least one part in this issue." in visible_text(page.text)
    assert len(issues(two)) == 1


def test_the_parts_are_shown_with_their_counts(two: TestProject, browser: httpx.Client) -> None:
    merge(browser, two, 1, 2)
    page = visible_text(browser.get(f"/issues/{name(two, 1)}/parts/").text)

    assert "3 events" in page
    assert "2 events" in page


def test_an_issue_of_one_part_says_so(two: TestProject, browser: httpx.Client) -> None:
    page = visible_text(browser.get(f"/issues/{name(two, 1)}/parts/").text)

    assert "nothing to take apart" in page


def test_the_page_says_what_was_merged(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    send(app, project, error(function="pay"), error(function="refund"))
    page = merge(browser, project, 1, 2)

    assert re.search(r"\S+-2 is a part of \S+-1 now\.", visible_text(page.text))
