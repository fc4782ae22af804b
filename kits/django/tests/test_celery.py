"""Rows J1, J2, J3 and R7: a worker and a separate beat process, and what they send."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from kit_support.recorder import Recorder, recording
from kit_support.running import running, wait_until
from kit_support.sdks import needs_metrics
from kit_support.server import Project, Server
from kit_support.sites import Sites, manage
from kit_support.traces import Trace, traces
from kit_support.warm import FOLDER
from seismo_django.celery.monitors import slug

SENT = ("fine", "broken", "never_reached", "reached_at_last", "allowed", "known", "slow")
RUNS = 1 + 1 + 3 + 3 + 1 + 1 + 1
RUNS_OF_BEAT = 1 + 3 + 3 + 1 + 1
OPS = ("queue.task.celery", "queue.process")
"""Of a run, by the SDK."""


@contextmanager
def celery(environment: dict[str, str], log: Path, *words: str) -> Iterator[None]:
    command = [sys.executable, "-m", "celery", "-A", "acceptance.celery", *words]
    with running(command, log, environment, FOLDER):
        yield


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    """What a worker and beat sent after each task ran to its end."""
    from contextlib import ExitStack

    folder = tmp_path_factory.mktemp("celery")
    with recording() as recorder, ExitStack() as stack:
        environment = Sites(folder, stack).environment(
            SENTRY_DSN=recorder.dsn,
            SENTRY_TRACES_SAMPLE_RATE="1.0",
            SITE_BEAT="1",
            SITE_SEISMO=json.dumps({"CELERY": {"EXPECTED": ["acceptance.celery.Expected"]}}),
        )
        manage(environment, "send_tasks", *SENT)
        scheduler = ("beat", "-S", "acceptance.celery.AtOnce")
        worker = ("worker", "-P", "solo", "-n", "worker@test", "--without-mingle")
        with (
            celery(environment, folder / "beat.log", *scheduler),
            celery(environment, folder / "worker.log", *worker),
        ):
            wait_until(lambda: len(runs(recorder)) >= RUNS + RUNS_OF_BEAT, lambda: said(folder))
        yield recorder


def runs(recorder: Recorder, task: str = "") -> list[Trace]:
    return [trace for trace in traces(recorder) if trace.op in OPS and trace.name.endswith(task)]


def said(folder: Path) -> str:
    return "".join(log.read_text() for log in folder.glob("*.log"))


def errors(recorder: Recorder, task: str) -> list[dict[str, Any]]:
    return [e for e in recorder.payloads("event") if e["transaction"].endswith(f".{task}")]


def check_ins(recorder: Recorder, monitor: str) -> list[str]:
    return [c["status"] for c in recorder.payloads("check_in") if c["monitor_slug"] == monitor]


def test_J1_a_task_that_fails_is_an_error(ran: Recorder) -> None:
    (error,) = errors(ran, "broken")
    assert error["exception"]["values"][0]["value"] == "the task is broken"


def test_J1_of_all_tries_only_the_last_is_an_error(ran: Recorder) -> None:
    found = errors(ran, "never_reached")
    assert [error["tags"]["celery.retries"] for error in found] == ["2", "2"]


def test_J1_each_try_is_a_transaction(ran: Recorder) -> None:
    assert len(runs(ran, ".never_reached")) == 6


def test_J1_a_task_that_succeeds_at_last_is_no_error(ran: Recorder) -> None:
    assert errors(ran, "reached_at_last") == []


@pytest.mark.parametrize(
    ("tag", "value"), [("celery.queue", "celery"), ("celery.worker", "worker@test")]
)
def test_J1_an_error_says_where_its_task_ran(ran: Recorder, tag: str, value: str) -> None:
    (error,) = errors(ran, "broken")
    assert error["tags"][tag] == value


def test_J1_an_error_has_the_tasks_context(ran: Recorder) -> None:
    (error,) = errors(ran, "broken")
    assert error["contexts"]["celery"]["task"] == "acceptance.celery.broken"


def test_J1_soft_time_limits_are_one_group_for_each_task(ran: Recorder) -> None:
    (error,) = errors(ran, "slow")
    assert error["fingerprint"] == ["celery", "SoftTimeLimitExceeded", "acceptance.celery.slow"]


@pytest.mark.parametrize("task", ["allowed", "known"], ids=["throws", "CELERY.EXPECTED"])
def test_J2_expected_exceptions_are_no_errors(ran: Recorder, task: str) -> None:
    assert errors(ran, task) == []


@pytest.mark.parametrize("task", ["allowed", "known"], ids=["throws", "CELERY.EXPECTED"])
def test_J2_the_transaction_of_an_expected_end_is_ok(ran: Recorder, task: str) -> None:
    (run,) = runs(ran, f".{task}")
    assert not run.has_failed
    assert run.tags["celery.expected"] == "true"


def test_J3_a_schedule_is_a_monitor_from_its_start_to_its_end(ran: Recorder) -> None:
    assert check_ins(ran, "nightly-report-students") == ["in_progress", "ok"]


def test_J3_tries_that_are_repeated_never_report_a_failure(ran: Recorder) -> None:
    assert check_ins(ran, "reached") == ["in_progress", "ok"]


def test_J3_the_last_try_reports_the_failure(ran: Recorder) -> None:
    assert check_ins(ran, "unreached") == ["in_progress", "error"]


def test_J3_schedules_under_a_minute_are_not_monitored(ran: Recorder) -> None:
    assert check_ins(ran, "heartbeat") == []


@needs_metrics
def test_R7_every_end_of_a_task_is_counted_by_its_state(ran: Recorder) -> None:
    ended: Counter[tuple[str, str]] = Counter()
    for told in ran.wait_for("trace_metric"):
        for metric in told["items"]:
            if metric["name"] == "celery.tasks":
                said = {name: told["value"] for name, told in metric["attributes"].items()}
                ended[said["task"].rpartition(".")[2], said["state"]] += int(metric["value"])
    assert ended == {
        ("fine", "success"): 3,
        ("broken", "failure"): 1,
        ("never_reached", "retry"): 4,
        ("never_reached", "failure"): 2,
        ("reached_at_last", "retry"): 4,
        ("reached_at_last", "success"): 2,
        ("allowed", "expected"): 1,
        ("known", "expected"): 1,
        ("slow", "timeout"): 1,
        ("backend_cleanup", "success"): 1,
    }


@needs_metrics
def test_R7_the_wait_in_the_queue_is_measured(ran: Recorder) -> None:
    sent = [m for told in ran.wait_for("trace_metric") for m in told["items"]]
    assert any(m["name"] == "celery.queue.wait" and m["value"] > 0 for m in sent)


@pytest.fixture(scope="module")
def shown(ran: Recorder, seismo: Server) -> Project:
    """A real server after it took the same bytes."""
    project = seismo.project()
    project.take(ran.bodies)
    return project


def test_J3_the_server_has_a_monitor_for_each_schedule(shown: Project) -> None:
    found = shown.server.rows("SELECT slug FROM catalog_monitor WHERE project_id = ?", shown.id)
    assert {row["slug"] for row in found} >= {"nightly-report-students", "reached", "unreached"}


def test_J3_the_server_has_one_check_in_for_each_run_with_its_end(shown: Project) -> None:
    ends = shown.stored(
        "SELECT monitor, status FROM check_ins WHERE project_id = $project"
        " AND status <> 'in_progress' AND monitor IN ('reached', 'unreached') ORDER BY monitor"
    )
    assert ends == [("reached", "ok"), ("unreached", "error")]


@needs_metrics
def test_R7_the_server_counts_the_ends_of_tasks_by_state(shown: Project) -> None:
    counted = shown.stored(
        "SELECT attributes['state'], sum(value) FROM metrics WHERE project_id = $project"
        " AND name = 'celery.tasks' AND attributes['task'] LIKE '%.never_reached'"
        " GROUP BY 1 ORDER BY 1"
    )
    assert counted == [("failure", 2.0), ("retry", 4.0)]


def test_R7_the_server_has_the_duration_of_each_run_of_a_task(shown: Project) -> None:
    runs = shown.stored(
        "SELECT duration > 0 FROM transactions WHERE project_id = $project"
        f" AND op IN {OPS} AND name LIKE '%.never_reached'"
    )
    assert runs == [(True,)] * 6


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nightly", "nightly"),
        ("Nightly report (students)", "nightly-report-students"),
        ("import_2", "import_2"),
        ("a" * 60, "a" * 41 + "-11ee3912"),
        ("Übersicht", "bersicht"),
        ("日次", "fb71713e"),
    ],
)
def test_J3_names_of_schedules_become_slugs(name: str, expected: str) -> None:
    assert slug(name) == expected
