"""Logs as SDKs send them, seen in the rows that queries read."""

import time

import pytest
from support.app import App, TestProject
from support.telemetry import (
    TRACE,
    attributes,
    digested,
    item,
    log,
    logs,
    post,
)


def test_each_log_of_a_container_is_a_row() -> None:
    made = digested(logs(log("one"), log("two"), log("three")))

    assert [row["body"] for row in made.rows("logs")] == ["one", "two", "three"]


def test_a_log_keeps_what_queries_need() -> None:
    named = attributes(
        sentry__message__template="failed %s in %d",
        sentry__message__parameter__0="job",
        sentry__severity_number=17,
        sentry__release="shop@1.0",
        sentry__environment="production",
        sentry__sdk__name="sentry.python",
        sentry__sdk__version="2.75.0",
        sentry__timestamp__sequence=4,
        sentry__replay_id="2dd0" * 8,
        sentry__trace__parent_span_id="ae087924b7846310",
        server__address="web-1",
        logger__name="shop.jobs",
        user__id="7",
        retries=3,
        is_late=True,
        share=0.5,
        tries=[1, 2],
    )
    made = digested(logs(log(level="error", attributes=named)))

    row = made.row("logs")
    wanted = {
        "trace_id": TRACE,
        "span_id": "ae087924b7846310",
        "level": "error",
        "severity": 17,
        "body": "failed job in 3",
        "template": "failed %s in %d",
        "logger": "shop.jobs",
        "sequence": 4,
        "environment": "production",
        "release": "shop@1.0",
        "server_name": "web-1",
        "user": "id:7",
        "replay_id": "2dd0" * 8,
        "sdk_name": "sentry.python",
        "sdk_version": "2.75.0",
        "attributes": {
            "sentry.message.parameter.0": "job",
            "user.id": "7",
            "retries": "3",
            "is_late": "true",
            "share": "0.5",
            "tries": "[1,2]",
        },
    }
    assert {name: row[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("sent", "level", "severity"),
    [
        ("trace", "trace", 1),
        ("WARN", "warn", 13),
        ("warning", "warn", 13),
        ("fatal", "fatal", 21),
        ("loud", "info", 9),
        (None, "info", 9),
    ],
)
def test_a_level_is_one_of_six(sent: str | None, level: str, severity: int) -> None:
    made = digested(logs(log(level=sent)))

    row = made.row("logs")
    assert (row["level"], row["severity"]) == (level, severity)


@pytest.mark.parametrize(
    "bad", [{"body": ""}, {"body": 7}, {"timestamp": "yesterday"}], ids=["empty", "number", "time"]
)
def test_a_bad_log_drops_only_itself(bad: dict[str, object]) -> None:
    made = digested(logs(log("one"), log() | bad, log("three")))

    counted = made.outcomes
    assert [row["body"] for row in made.rows("logs")] == ["one", "three"]
    assert counted["log_item", ""] == 2
    assert counted["log_item", "invalid_log"] == 1


def test_a_bad_attribute_drops_only_itself() -> None:
    named = attributes(good="yes") | {"bad": 7, "worse": {"type": "integer", "value": "x"}}
    made = digested(logs(log(attributes=named)))

    assert made.row("logs")["attributes"] == {"good": "yes"}


def test_a_log_without_a_trace_is_kept() -> None:
    made = digested(logs(log(trace_id=None)))

    assert made.row("logs")["trace_id"] == "0" * 32


def test_a_container_that_is_no_json_ends_as_many_logs_as_its_header_says() -> None:
    made = digested(item(b"{broken" * 5, "log", item_count=5))

    assert made.outcomes == {("log_item", "invalid_json"): 5}


def test_the_bytes_of_logs_are_counted() -> None:
    container = logs(log(), log())
    made = digested(container)

    assert made.outcomes["log_byte", ""] == len(container.split(b"\n", 1)[1])


@pytest.mark.parametrize(
    ("settings", "sent", "stored"),
    [
        ({"infer_ip": "auto"}, {}, "127.0.0.1"),
        ({"infer_ip": "never"}, {}, None),
        ({}, {}, None),
        ({}, {"user.ip_address": {"type": "string", "value": "{{auto}}"}}, "127.0.0.1"),
        (
            {"infer_ip": "never"},
            {"user.ip_address": {"type": "string", "value": "{{auto}}"}},
            None,
        ),
        (
            {"infer_ip": "auto"},
            {"user.ip_address": {"type": "string", "value": "198.51.100.7"}},
            "198.51.100.7",
        ),
    ],
    ids=["auto", "never", "silent", "asked", "asked but never", "known"],
)
def test_the_address_is_inferred_where_the_sdk_wants_it(
    settings: dict[str, str], sent: dict[str, object], stored: str | None
) -> None:
    made = digested(logs(log(attributes=sent), ingest_settings=settings))

    assert made.row("logs")["attributes"].get("user.ip_address") == stored


def test_a_wrong_clock_is_corrected() -> None:
    hours = 3 * 3600
    sent_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - hours))
    made = digested(logs(log(timestamp=time.time() - hours)), sent_at=sent_at)

    row = made.row("logs")
    assert abs(row["received"] - row["timestamp"]) < 5


def test_a_release_that_only_logs_is_remembered(app: App, project: TestProject) -> None:
    from seismo.catalog.models import ReleaseName

    post(app, project, logs(log(attributes=attributes(sentry__release="shop@2.0"))))

    assert ReleaseName.objects.filter(project_id=project.id, name="shop@2.0").exists()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("9999-12-31T23:59:59-12:00", id="the end of the calendar"),
        pytest.param("0001-01-01T00:00:00Z", id="its beginning"),
    ],
)
def test_a_time_that_cannot_be_is_the_time_of_receipt(text: str) -> None:
    row = digested(logs(log(timestamp=text))).row("logs")
    assert row["timestamp"] == row["received"]


def test_a_time_may_be_text() -> None:
    now = time.time()
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + ".25Z"
    row = digested(logs(log(timestamp=text))).row("logs")
    assert row["timestamp"] == int(now) + 0.25
