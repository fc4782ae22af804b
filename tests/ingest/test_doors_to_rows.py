"""Each door, from a request to the whole server to what is stored."""

import json
import time
from typing import Any

import httpx
import pytest
from ingest.form import FORM, File, form
from protocol.doors.otlp_messages import ENCODINGS, a_log, a_span, logs, pairs, traces
from support.app import App, TestProject
from support.telemetry import SCHEDULE, outcomes, row_of, rows_of

from seismo.catalog.models import Issue, Monitor

DUMP = b"MDMP" + bytes(28)


def send(
    app: App, project: TestProject, path: str, body: bytes, content_type: str
) -> httpx.Response:
    """Post to a door of the project, and wait until everything is digested."""
    answer = httpx.post(
        f"{app.url}/api/{project.id}/{path}",
        params={"sentry_key": project.key},
        content=body,
        headers={"Content-Type": content_type},
    )
    assert answer.is_success, answer.text
    app.wait_until_idle()
    return answer


def nanoseconds() -> str:
    return str(time.time_ns())


@pytest.mark.parametrize("form_of", ["first", "Reporting API"])
def test_a_security_report_becomes_an_issue(app: App, project: TestProject, form_of: str) -> None:
    page, blocked = "https://shop.example/pay/", "https://ads.example/banner.js"
    first = {"document-uri": page, "effective-directive": "img-src", "blocked-uri": blocked}
    newer = {"documentURL": page, "effectiveDirective": "img-src", "blockedURL": blocked}
    if form_of == "first":
        body, content_type = {"csp-report": first}, "application/csp-report"
    else:
        body, content_type = [{"type": "csp-violation", "body": newer}], "application/reports+json"
    send(app, project, "security/", json.dumps(body).encode(), content_type)

    issue = Issue.objects.get(project_id=project.id)
    assert issue.title == "Blocked 'img-src' from 'ads.example'"
    assert outcomes(project) == {("security", ""): 1}


def test_a_check_in_by_curl_is_stored_for_its_monitor(app: App, project: TestProject) -> None:
    definition = {"status": "in_progress", "monitor_config": SCHEDULE}
    path = f"cron/nightly/{project.key}/"
    send(app, project, path, json.dumps(definition).encode(), "application/json")
    answer = httpx.get(f"{app.url}/api/{project.id}/{path}", params={"status": "ok", "duration": 3})
    assert answer.status_code == 202
    app.wait_until_idle()

    assert Monitor.objects.get(project_id=project.id).slug == "nightly"
    rows = rows_of(app, project, "check_ins")
    assert [(row["status"], row["duration"]) for row in rows] == [("in_progress", None), ("ok", 3)]


def test_a_crash_becomes_an_issue_with_the_dump_attached(app: App, project: TestProject) -> None:
    told = json.dumps({"release": "game@1.0", "tags": {"level": "castle"}})
    body = form(("upload_file_minidump", File("crash.dmp", DUMP)), ("sentry", told))
    answer = send(app, project, "minidump/", body, FORM)

    issue = Issue.objects.get(project_id=project.id)
    assert (issue.title, issue.level) == ("Minidump: Native crash", "fatal")
    event = row_of(app, project, "events")
    assert event["event_id"] == answer.text.replace("-", "")
    assert (event["release"], event["platform"], event["handled"]) == ("game@1.0", "native", False)
    attachment = row_of(app, project, "attachments")
    assert (attachment["event_id"], attachment["name"]) == (event["event_id"], "crash.dmp")
    assert app.stores.blobs.open(attachment["blob"]) == DUMP
    assert outcomes(project)["error", ""] == 1


def test_a_late_file_is_attached_to_its_event(app: App, project: TestProject) -> None:
    event_id = app.send(project, {"message": "hi"})
    body = form(("log", File("app.log", b"hello", "text/plain")))
    send(app, project, f"events/{event_id}/attachments/", body, FORM)

    attachment = row_of(app, project, "attachments")
    assert (attachment["event_id"], attachment["name"]) == (event_id, "app.log")


@pytest.mark.parametrize("content_type", ENCODINGS)
def test_a_span_of_opentelemetry_is_a_transaction(
    app: App, project: TestProject, content_type: str
) -> None:
    now = time.time_ns()
    span = a_span(
        kind=2,
        startTimeUnixNano=str(now - 250_000_000),
        endTimeUnixNano=str(now),
        attributes=pairs(http__request__method="GET", http__response__status_code=500),
        status={"code": 2},
    )
    resource = pairs(service__version="shop@1.0", deployment__environment__name="staging")
    message = traces(span, resource=resource)
    send(app, project, "integration/otlp/v1/traces", ENCODINGS[content_type](message), content_type)

    row = row_of(app, project, "transactions")
    wanted = {
        "name": "GET /orders",
        "op": "http.server",
        "status": "error",
        "release": "shop@1.0",
        "environment": "staging",
        "http_method": "GET",
        "http_status": 500,
    }
    assert {name: row[name] for name in wanted} == wanted
    assert row["duration"] == pytest.approx(250, abs=0.01)
    assert outcomes(project) == {("span", ""): 1}


@pytest.mark.parametrize("content_type", ENCODINGS)
def test_a_log_record_of_opentelemetry_is_a_log(
    app: App, project: TestProject, content_type: str
) -> None:
    record = a_log(timeUnixNano=nanoseconds(), severityNumber=17, attributes=pairs(order=7))
    body = ENCODINGS[content_type](logs(record))
    send(app, project, "integration/otlp/v1/logs", body, content_type)

    row = row_of(app, project, "logs")
    assert (row["body"], row["level"], row["severity"]) == ("paid", "error", 17)
    assert row["attributes"]["order"] == "7"


def test_a_network_error_is_a_log(app: App, project: TestProject) -> None:
    report: dict[str, Any] = {
        "type": "network-error",
        "url": "https://api.shop.example/",
        "body": {"type": "tcp.timed_out"},
    }
    send(app, project, "nel/", json.dumps([report]).encode(), "application/reports+json")

    row = row_of(app, project, "logs")
    assert (row["body"], row["level"]) == (
        "Network request to api.shop.example: tcp.timed_out",
        "warn",
    )


def test_what_a_user_wrote_in_the_dialog_is_feedback_on_the_event(
    app: App, project: TestProject
) -> None:
    event_id = app.send(project, {"message": "hi"})
    report = {"name": "Jane", "email": "jane@shop.test", "comments": "I pressed Pay."}
    answer = httpx.post(
        f"{app.url}/api/embed/error-page/",
        params={"dsn": project.dsn, "eventId": event_id},
        data=report,
    )
    assert answer.status_code == 200
    app.wait_until_idle()

    row = row_of(app, project, "feedback")
    assert (row["associated_event_id"], row["message"]) == (event_id, "I pressed Pay.")
    assert (row["name"], row["email"]) == ("Jane", "jane@shop.test")


def test_an_event_in_an_address_is_stored(app: App, project: TestProject) -> None:
    answer = httpx.get(
        f"{app.url}/api/{project.id}/store/",
        params={"sentry_key": project.key, "sentry_data": "eyJtZXNzYWdlIjoiaGkifQ=="},
    )
    assert answer.headers["content-type"] == "image/gif"
    app.wait_until_idle()
    assert row_of(app, project, "events")["title"] == "hi"


def test_the_rest_api_is_not_for_ingest(app: App) -> None:
    answer = httpx.get(f"{app.url}/api/0/organizations/")
    assert "x-sentry-error" not in answer.headers
