"""What becomes of events, seen from outside: posted as an SDK does, read from the catalog."""

import json
import uuid

from sqlglot import select
from support.app import App, TestProject, envelope, error, items

from seismo.catalog.models import (
    EnvironmentName,
    Issue,
    IssueChange,
    IssueEnvironment,
    OutcomeCount,
    Project,
    ReleaseName,
)
from seismo.queries.fate import fate_of


def issues(project: TestProject) -> list[Issue]:
    return list(Issue.objects.filter(project_id=project.id).order_by("id"))


def outcomes(project: TestProject) -> dict[tuple[str, str], int]:
    rows = OutcomeCount.objects.filter(project_id=project.id)
    counted: dict[tuple[str, str], int] = {}
    for row in rows:
        cell = (row.category, row.reason)
        counted[cell] = counted.get(cell, 0) + row.quantity
    return counted


def test_one_bug_with_many_ids_and_values_is_one_issue(app: App, project: TestProject) -> None:
    for n in range(100):
        app.post(project, envelope(error(f"order {n * 7919} of user-{n} failed")))
    app.wait_until_idle()

    assert [issue.times_seen for issue in issues(project)] == [100]


def test_two_bugs_are_two_issues(app: App, project: TestProject) -> None:
    app.send(project, error(function="pay"))
    app.send(project, error(function="ship"))

    assert [issue.number for issue in issues(project)] == [1, 2]


def test_an_issue_is_titled_by_its_first_event(app: App, project: TestProject) -> None:
    app.send(project, error("order 1 failed"))
    app.send(project, error("order 2 failed"))

    assert issues(project)[0].title == "ValueError: order 1 failed"


def test_an_event_that_comes_twice_is_counted_once(app: App, project: TestProject) -> None:
    event_id = app.send(project, error())
    app.send(project, error(event_id=event_id))

    (fate,) = fate_of(app.stores.payloads, [event_id])
    assert issues(project)[0].times_seen == 1
    assert (fate.outcome, fate.received, fate.stored) == ("accepted", 2, 1)
    assert outcomes(project) == {("error", ""): 1, ("error", "duplicate"): 1}


def test_one_event_id_in_two_projects_is_two_events(app: App) -> None:
    first, second = app.project(), app.project()
    event_id = app.send(first, error())
    app.send(second, error(event_id=event_id))

    assert [issues(each)[0].times_seen for each in (first, second)] == [1, 1]


def test_an_event_that_comes_twice_in_one_batch_is_counted_once(
    app: App, project: TestProject
) -> None:
    event_id = uuid.uuid4().hex
    for _ in range(5):
        app.post(project, envelope(error(), event_id))
    app.wait_until_idle()

    assert issues(project)[0].times_seen == 1


def test_release_and_environment_are_remembered(app: App, project: TestProject) -> None:
    app.send(project, error(release="shop@1.0", environment="staging"))

    assert ReleaseName.objects.filter(project_id=project.id, name="shop@1.0").exists()
    assert EnvironmentName.objects.filter(project_id=project.id, name="staging").exists()


def test_an_issue_counts_its_events_by_environment(app: App, project: TestProject) -> None:
    for environment in ("production", "staging", "production"):
        app.send(project, error(environment=environment))

    counts = IssueEnvironment.objects.filter(issue=issues(project)[0])
    assert {row.name: row.times_seen for row in counts} == {"production": 2, "staging": 1}


def test_a_new_issue_is_a_row_of_the_outbox(app: App, project: TestProject) -> None:
    event_id = app.send(project, error())

    change = IssueChange.objects.get(issue=issues(project)[0])
    assert (change.kind, change.event_id) == ("new", event_id)


def test_the_first_event_of_a_project_is_noted(app: App, project: TestProject) -> None:
    app.send(project, error())

    assert Project.objects.get(pk=project.id).first_event is not None


def test_a_broken_event_leaves_its_neighbours_alone(app: App, project: TestProject) -> None:
    event_id = uuid.uuid4().hex
    report = {"discarded_events": [{"reason": "before_send", "category": "error", "quantity": 3}]}
    body = items(event_id, ("event", b"{broken"), ("client_report", json.dumps(report).encode()))
    assert app.post(project, body).status_code == 200
    app.wait_until_idle()

    assert outcomes(project) == {
        ("error", "invalid_json"): 1,
        ("internal", ""): 1,
        ("error", "client_before_send"): 3,
    }


def test_what_only_old_sdks_send_ends_as_discontinued(app: App, project: TestProject) -> None:
    assert app.post(project, items(uuid.uuid4().hex, ("statsd", b"a:1|c"))).status_code == 200
    app.wait_until_idle()

    assert outcomes(project) == {("metric_bucket", "discontinued"): 1}


def test_the_title_of_an_issue_holds_no_secret(app: App, project: TestProject) -> None:
    app.send(project, error("login failed: password=fake-hunter-7731"))

    assert "fake-hunter-7731" not in issues(project)[0].title


def test_the_row_of_an_exception_group_names_the_error_that_the_title_names(
    app: App, project: TestProject
) -> None:
    group, inner = error()["exception"]["values"][0], error("no stock", "StockError", "reserve")
    group |= {"type": "ExceptionGroup", "value": "1 error"}
    group["mechanism"] = {"type": "generic", "is_exception_group": True, "exception_id": 0}
    inner = inner["exception"]["values"][0]
    inner["mechanism"] = {"type": "chained", "exception_id": 1, "parent_id": 0}
    app.send(project, error() | {"exception": {"values": [inner, group]}})

    query = select("error_type").from_("events").where(f"project_id = {project.id}")
    assert issues(project)[0].title == "StockError: no stock"
    assert app.stores.eventstore.select(query, {}) == [("StockError",)]
