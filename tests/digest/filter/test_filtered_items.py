"""A project's filters at work: the real door, the ledger, the page that tells what became of it."""

from typing import Any

import httpx
from support import telemetry
from support.app import App, TestProject, error, visible_text

from seismo.catalog.models import Project
from seismo.catalog.settings import save_section
from seismo.model.project import Filters


def choose(project: TestProject, **filters: Any) -> None:
    save_section(Project.objects.get(pk=project.id), Filters(**filters))


def outcomes(project: TestProject) -> dict[tuple[str, str], int]:
    """Without the bytes that are counted beside the numbers."""
    counted = telemetry.outcomes(project)
    return {cell: n for cell, n in counted.items() if not cell[0].endswith("_byte")}


def test_a_filtered_error_is_answered_counted_and_not_stored(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    choose(project, error_messages=("*too noisy*",))
    event_id = app.send(project, error("this is too noisy for us"))
    kept = app.send(project, error("this is news"))
    assert outcomes(project) == {("error", "error-message"): 1, ("error", ""): 1}
    page = visible_text(browser.get(f"/events/{event_id}/").text)
    assert "The message is one of those that the project filters." in page
    assert "this is news" in visible_text(browser.get(f"/events/{kept}/").text)


def test_the_attachment_of_a_filtered_event_goes_with_it(app: App, project: TestProject) -> None:
    choose(project, error_messages=("*too noisy*",))
    telemetry.post(
        app,
        project,
        telemetry.item(error("too noisy"), "event"),
        telemetry.item(b"a picture", "attachment", filename="screen.png"),
        event_id=telemetry.new_id(),
    )
    assert outcomes(project) == {("error", "error-message"): 1, ("attachment", "error-message"): 1}


def test_a_health_check_is_dropped_as_transaction_and_as_spans(
    app: App, project: TestProject
) -> None:
    telemetry.post(
        app,
        project,
        telemetry.item(telemetry.transaction(transaction="GET /healthz"), "transaction"),
        event_id=telemetry.new_id(),
    )
    child = telemetry.span(
        attributes=telemetry.attributes(sentry__segment__name="/ping"), is_segment=False
    )
    segment = telemetry.span("/ping", is_segment=True)
    telemetry.post(app, project, telemetry.spans(child, segment, telemetry.span()))
    assert outcomes(project) == {
        ("transaction", "filtered-transaction"): 1,
        ("span", "filtered-transaction"): 2,
        ("span", ""): 1,
    }


def test_unwanted_lines_and_metrics_are_taken_out_of_their_containers(
    app: App, project: TestProject
) -> None:
    choose(project, log_messages=("*heartbeat*",), metric_names=("queue.*",))
    telemetry.post(app, project, telemetry.logs(telemetry.log("heartbeat"), telemetry.log("news")))
    telemetry.post(
        app, project, telemetry.metrics(telemetry.metric("queue.depth"), telemetry.metric("orders"))
    )
    assert outcomes(project) == {
        ("log_item", "log-message"): 1,
        ("log_item", ""): 1,
        ("trace_metric", "trace-metric-name"): 1,
        ("trace_metric", ""): 1,
    }
    assert [row["body"] for row in telemetry.rows_of(app, project, "logs")] == ["news"]


def test_nothing_of_an_unwanted_sender_is_kept(app: App, project: TestProject) -> None:
    choose(project, addresses=("127.0.0.0/8",))
    telemetry.post(
        app,
        project,
        telemetry.item(error(), "event"),
        telemetry.logs(telemetry.log(), telemetry.log()),
        event_id=telemetry.new_id(),
    )
    assert outcomes(project) == {("error", "ip-address"): 1, ("log_item", "ip-address"): 2}


def test_a_report_about_an_unwanted_source_is_dropped(app: App, project: TestProject) -> None:
    choose(project, csp_sources=("*.evil.test",))
    report = {
        "csp-report": {"blocked-uri": "https://cdn.evil.test/x", "document-uri": "https://a.test"}
    }
    telemetry.post(app, project, telemetry.item(report, "raw_security"))
    assert outcomes(project) == {("security", "invalid-csp"): 1}


def test_an_old_browser_is_known_by_its_user_agent(app: App, project: TestProject) -> None:
    choose(project, legacy_browsers=("ie",))
    agent = "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko"
    request = {"url": "https://shop.test/", "headers": {"User-Agent": agent}}
    app.send(project, error(request=request))
    assert outcomes(project) == {("error", "legacy-browsers"): 1}
