"""Whichever step of the journey the process dies behind, nothing is lost and nothing doubled."""

import contextlib
import sqlite3
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from support.app import wait_until
from support.books import Books
from support.process import ServerProcess
from support.telemetry import mixed

DYING_SERVER = """
import os
import signal
import sys
from pathlib import Path

from seismo import runtime
from seismo.backends.duckdb.eventstore import DuckdbEventStore
from seismo.backends.files.blobs import FileBlobs
from seismo.backends.sqlite.journal import SqliteJournal
from seismo.backends.sqlite.payloads import SqlitePayloads
from seismo.config import load

STEPS = {
    "journal.append": lambda: (SqliteJournal, "_transact"),
    "journal.read": lambda: (SqliteJournal, "read"),
    "digest": lambda: (pool().DigestPool, "collect"),
    "blobs.put_all": lambda: (FileBlobs, "put_all"),
    "payloads.insert": lambda: (SqlitePayloads, "insert"),
    "eventstore.insert": lambda: (DuckdbEventStore, "insert"),
    "issues": lambda: (commit(), "_count_events"),
    "outcomes": lambda: (commit().outcomes, "add"),
    "progress.advance": lambda: (commit().progress, "advance"),
    "commit": lambda: (worker(), "commit_batch"),
    "journal.trim": lambda: (SqliteJournal, "trim"),
}


def pool():
    from seismo.digest import pool
    return pool


def commit():
    from seismo.digest import commit
    return commit


def worker():
    from seismo.digest import worker
    return worker


def die_behind(step, trap):
    owner, name = STEPS[step]()
    original = getattr(owner, name)

    def and_die(*arguments, **named):
        result = original(*arguments, **named)
        if trap.exists() and trap.read_text() == step and (result or step != "journal.read"):
            os.killpg(0, signal.SIGKILL)
        return result

    setattr(owner, name, and_die)


if __name__ == "__main__":
    config = load(os.environ)
    runtime.open_catalog(config)
    for step in STEPS:
        die_behind(step, Path(sys.argv[1]))
    runtime.serve(config)
"""


class DyingServer:
    """A server that kills itself, with all its processes, behind the step that its trap names."""

    def __init__(self, folder: Path) -> None:
        script = folder / "dying_server.py"
        script.write_text(DYING_SERVER)
        self._trap = folder / "trap"
        self._command = [sys.executable, str(script), str(self._trap)]
        self._server = ServerProcess(folder / "data")
        self._server.environ["SEISMO_PORT"] = str(self._server.port)
        self._server.start(self._command)
        self._dsn = self._server.project()["dsn"]

    def post(self, event_id: str) -> int | None:
        """The status of the answer; None when the server died before it answered."""
        key = self._dsn.split("//")[1].split("@")[0]
        project = self._dsn.rsplit("/", 1)[1]
        url = f"{self._server.url}/api/{project}/envelope/?sentry_key={key}"
        try:
            return httpx.post(url, content=mixed(event_id)).status_code
        except httpx.TransportError:
            return None

    def die_behind(self, step: str, event_id: str) -> int | None:
        """Post, die, start again. Returns the status of the answer, None without one."""
        self._trap.write_text(step)
        status = self.post(event_id)
        wait_until(self._server.has_ended, f"the process dies behind {step}")
        self._server.wait()
        self._trap.unlink()
        self._server.start(self._command)
        return status

    def drain(self) -> None:
        self._server.wait_until_drained()

    def stored(self, event_id: str) -> int:
        rows = "SELECT count(*) FROM payloads WHERE event_id = ?"
        total = 0
        for path in (self._server.data / "payloads").glob("*-*-*.sqlite"):
            with contextlib.closing(sqlite3.connect(path)) as connection:
                (found,) = connection.execute(rows, (bytes.fromhex(event_id),)).fetchone()
                total += int(found)
        return total

    def faults(self, folder: Path) -> list[str]:
        """Where two parts tell different numbers."""
        return Books(self._server.copied(folder)).faults

    def stop(self) -> None:
        self._server.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DyingServer]:
    dying = DyingServer(tmp_path_factory.mktemp("dying"))
    yield dying
    dying.stop()


@pytest.mark.slow
@pytest.mark.parametrize(
    "step",
    [
        "journal.append",
        "journal.read",
        "digest",
        "blobs.put_all",
        "payloads.insert",
        "eventstore.insert",
        "issues",
        "outcomes",
        "progress.advance",
        "commit",
        "journal.trim",
    ],
)
def test_items_of_every_kind_survive_a_death_behind(
    step: str, server: DyingServer, tmp_path: Path
) -> None:
    event_id = uuid.uuid4().hex

    if server.die_behind(step, event_id) != 200:
        assert server.post(event_id) == 200
    server.drain()

    assert server.stored(event_id) == 1
    assert server.faults(tmp_path / "copy") == []
