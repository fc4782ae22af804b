"""Reports of browsers, seen in the issues that they make."""

import pytest
from support.app import App, TestProject
from support.telemetry import csp_report, digested, item, new_id, outcomes, post, row_of

from seismo.catalog.models import Issue


def issues(project: TestProject) -> list[Issue]:
    return list(Issue.objects.filter(project_id=project.id).order_by("id"))


def test_a_report_is_an_issue_that_starts_archived(app: App, project: TestProject) -> None:
    post(app, project, csp_report(), event_id=new_id())

    (issue,) = issues(project)
    assert issue.title == "Blocked 'script-src' from 'ads.example'"
    assert (issue.status, issue.substatus) == ("ignored", "archived_until_escalating")
    assert outcomes(project) == {("security", ""): 1}


def test_reports_about_one_source_are_one_issue(app: App, project: TestProject) -> None:
    for page in ("pay", "cart"):
        uri = f"https://shop.example/{page}/"
        post(app, project, csp_report(**{"document-uri": uri}), event_id=new_id())

    assert [issue.times_seen for issue in issues(project)] == [2]


def test_an_archived_issue_stays_so_when_it_is_seen_again(app: App, project: TestProject) -> None:
    for _ in range(2):
        post(app, project, csp_report(), event_id=new_id())

    assert [issue.status for issue in issues(project)] == ["ignored"]


def test_a_report_keeps_what_queries_need(app: App, project: TestProject) -> None:
    post(app, project, csp_report(), event_id=new_id())

    row = row_of(app, project, "events")
    assert (row["type"], row["logger"]) == ("csp", "csp")
    assert row["tags"]["blocked-uri"] == "https://ads.example/banner.js"
    assert row["tags"]["effective-directive"] == "script-src"


@pytest.mark.parametrize(
    ("payload", "title"),
    [
        (
            {"csp-report": {"violated-directive": "img-src data:", "blocked-uri": "data"}},
            "Blocked 'img-src' from 'data'",
        ),
        (
            {"csp-report": {"effective-directive": "script-src-elem", "blocked-uri": "inline"}},
            "Blocked 'script-src-elem' from 'inline'",
        ),
        (
            {"expect-ct-report": {"hostname": "shop.example"}},
            "Expect-CT failed for 'shop.example'",
        ),
        (
            {"hostname": "shop.example", "known-pins": ["pin"]},
            "Public key pinning validation failed for 'shop.example'",
        ),
    ],
    ids=["image", "inline", "certificate transparency", "pins"],
)
def test_a_title_says_what_was_refused(payload: dict[str, object], title: str) -> None:
    made = digested(item(payload, "raw_security"), event_id=new_id())

    assert [event.row.title for event in made.record.events] == [title]


def test_a_report_of_an_unknown_kind_is_invalid() -> None:
    made = digested(item({"weather": {}}, "raw_security"), event_id=new_id())

    assert made.outcomes == {("security", "invalid_report"): 1}
