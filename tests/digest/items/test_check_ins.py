"""Check-ins, seen in their rows, and the monitors that they make."""

from typing import Any

import pytest
from support.app import App, TestProject
from support.telemetry import (
    SCHEDULE,
    TRACE,
    check_in,
    digested,
    envelope_of,
    new_id,
    outcomes,
    post,
    rows_of,
)

from seismo.catalog.models import Monitor


def monitors(project: TestProject) -> dict[str, Any]:
    return dict(Monitor.objects.filter(project_id=project.id).values_list("slug", "config"))


def test_a_check_in_keeps_what_queries_need() -> None:
    check_in_id = new_id()
    sent = check_in(
        check_in_id=check_in_id,
        status="error",
        duration=12.5,
        release="shop@1.0",
        environment="staging",
        contexts={"trace": {"trace_id": TRACE}},
        monitor_config=SCHEDULE,
    )
    made = digested(sent)

    row = made.row("check_ins")
    wanted = {
        "monitor": "nightly-sync",
        "check_in_id": check_in_id,
        "status": "error",
        "duration": 12.5,
        "environment": "staging",
        "release": "shop@1.0",
        "trace_id": TRACE,
    }
    assert {name: row[name] for name in wanted} == wanted
    assert made.outcomes == {("monitor", ""): 1}


def test_a_check_in_with_a_schedule_makes_the_monitor(app: App, project: TestProject) -> None:
    schedule = {"type": "interval", "value": 2, "unit": "hour"}
    post(app, project, check_in(monitor_config={"schedule": schedule, "max_runtime": 10}))

    config = monitors(project)["nightly-sync"]
    assert config["schedule"] == schedule
    assert (config["checkin_margin"], config["max_runtime"], config["timezone"]) == (1, 10, "UTC")


def test_a_later_schedule_replaces_the_earlier(app: App, project: TestProject) -> None:
    post(app, project, check_in(monitor_config=SCHEDULE))
    daily = {"schedule": {"type": "crontab", "value": "@daily"}, "timezone": "Europe/Vienna"}
    post(app, project, check_in(monitor_config=daily))

    config = monitors(project)["nightly-sync"]
    assert (config["schedule"]["value"], config["timezone"]) == ("@daily", "Europe/Vienna")


def test_a_check_in_of_a_known_monitor_needs_no_schedule(app: App, project: TestProject) -> None:
    post(app, project, check_in(monitor_config=SCHEDULE))
    post(app, project, check_in())

    assert len(rows_of(app, project, "check_ins")) == 2


def test_a_schedule_counts_for_what_follows_in_the_same_batch(
    app: App, project: TestProject
) -> None:
    app.post(project, envelope_of(check_in(monitor_config=SCHEDULE, status="in_progress")))
    app.post(project, envelope_of(check_in()))
    app.wait_until_idle()

    assert outcomes(project) == {("monitor", ""): 2}


def test_a_check_in_of_an_unknown_monitor_is_refused(app: App, project: TestProject) -> None:
    post(app, project, check_in())

    assert rows_of(app, project, "check_ins") == []
    assert outcomes(project) == {("monitor", "unknown_monitor"): 1}


def test_the_nil_id_means_the_newest_open_one() -> None:
    made = digested(check_in(check_in_id="0" * 32, monitor_config=SCHEDULE))

    assert made.row("check_ins")["check_in_id"] is None


def test_a_name_becomes_a_slug() -> None:
    made = digested(check_in(monitor_slug=" Nightly Sync! (EU) ", monitor_config=SCHEDULE))

    assert made.row("check_ins")["monitor"] == "nightly-sync-eu"


@pytest.mark.parametrize(
    "fields",
    [
        {"monitor_slug": "!!"},
        {"status": "missed"},
        {"monitor_config": {"schedule": {"type": "crontab", "value": "soon"}}},
        {"monitor_config": {"schedule": {"type": "interval", "value": 5, "unit": "moon"}}},
        {"monitor_config": {"schedule": {}}},
        {"monitor_config": "daily"},
    ],
    ids=["no slug", "status", "crontab", "interval", "no schedule", "no object"],
)
def test_a_check_in_that_makes_no_sense_is_invalid(fields: dict[str, Any]) -> None:
    made = digested(check_in(**fields))

    assert made.outcomes == {("monitor", "invalid_check_in"): 1}
