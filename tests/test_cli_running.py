"""The command line beside a running server."""

import json
from pathlib import Path
from typing import Any

import pytest
from support import commands
from support.app import App, TestProject
from support.process import ServerProcess

pytestmark = pytest.mark.slow


def seismo(app: App, *words: str) -> str:
    done = commands.seismo(*words, data=app.data, SEISMO_URL=app.url)
    assert done.returncode == 0, done.stderr
    return done.stdout


def fate(app: App, event_id: str) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(seismo(app, "event", event_id, "--json"))
    return shown


@pytest.fixture
def event_id(app: App, project: TestProject) -> str:
    sent = seismo(app, "send-test", project.dsn).splitlines()[0]
    app.wait_until_idle()
    return sent


def test_a_test_event_is_stored_in_the_project_of_its_dsn(
    app: App, project: TestProject, event_id: str
) -> None:
    found = fate(app, event_id)

    assert (found["outcome"], found["project"], found["received"], found["stored"]) == (
        "accepted",
        project.slug,
        1,
        1,
    )


def test_the_fate_of_an_event_names_its_issue_and_title(app: App, event_id: str) -> None:
    found = fate(app, event_id)

    assert found["issue"]
    assert found["title"] == "A test event from seismo send-test"


def test_the_status_shows_the_memory_of_every_process(app: App) -> None:
    state = json.loads(seismo(app, "status", "--json"))

    assert set(state["memory"]) == {"serve", "digest-1"}
    assert all(size > 1_000_000 for size in state["memory"].values())


def test_the_status_has_no_backlog_when_all_is_digested(app: App, event_id: str) -> None:
    state = json.loads(seismo(app, "status", "--json"))

    assert state["journal"]["backlog"] == 0
    assert state["outcomes"]["accepted"]["default"] >= 1


def test_the_doctor_finds_nothing_wrong(app: App) -> None:
    findings = seismo(app, "doctor").splitlines()

    assert [line for line in findings if not line.startswith("ok")] == []


def test_a_server_that_is_stopped_has_printed_its_welcome_and_nothing_else(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    server.start()

    printed = server.stop().splitlines()

    assert printed[0] == f"Seismo is listening on {server.url}"
    assert printed[-1] == f"  Data folder: {tmp_path}   Stop with Ctrl-C."


def test_the_issues_of_a_project_are_listed(app: App, project: TestProject, event_id: str) -> None:
    (issue,) = map(
        json.loads, seismo(app, "issues", "--project", project.slug, "--json").splitlines()
    )

    assert issue == {
        "short_id": fate(app, event_id)["issue"],
        "title": "A test event from seismo send-test",
        "culprit": "",
        "level": "info",
        "status": "unresolved",
        "times_seen": 1,
        "last_event_id": event_id,
    }
