"""The commands that need the stores, beside a server that runs."""

import json
import subprocess
import uuid

import pytest
from support import commands
from support.app import App, TestProject, error

pytestmark = pytest.mark.slow


def seismo(app: App, *words: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    return commands.seismo(*words, data=app.data, typed=typed, SEISMO_URL=app.url)


def test_a_person_is_erased_by_the_running_server(app: App, project: TestProject) -> None:
    name = f"u-{uuid.uuid4().hex[:10]}"
    event_id = app.send(project, error(user={"id": name}))

    done = seismo(app, "erase", "--user", name, "--yes")

    assert done.stdout.startswith("event: 1 removed\n"), done.stderr
    assert json.loads(seismo(app, "event", event_id, "--json").stdout)["outcome"] == "unknown"


def test_erasing_asks_first(app: App, project: TestProject) -> None:
    name = f"u-{uuid.uuid4().hex[:10]}"
    event_id = app.send(project, error(user={"id": name}))

    done = seismo(app, "erase", "--user", name, typed="n\n")

    assert done.returncode == 1
    assert json.loads(seismo(app, "event", event_id, "--json").stdout)["outcome"] == "accepted"


def test_rows_are_built_anew_by_the_running_server(app: App, project: TestProject) -> None:
    app.send(project, error())

    done = seismo(app, "reindex")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].endswith("payloads")


def test_erasing_somebody_of_whom_nothing_is_stored_says_so(app: App) -> None:
    done = seismo(app, "erase", "--user", "nobody@example.test", "--yes")

    assert "Nothing is stored about 'nobody@example.test'" in done.stdout
    assert "0 removed" not in done.stdout
