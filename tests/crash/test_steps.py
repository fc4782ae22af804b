"""Whichever step of the journey the process dies behind, nothing is lost and nothing doubled."""

import sys
import uuid
from pathlib import Path

import httpx
import pytest
from support.app import envelope, error, wait_until
from support.process import ServerProcess

DYING_SERVER = """
import os
import signal
import sys

from seismo import runtime
from seismo.backends.duckdb.eventstore import DuckdbEventStore
from seismo.backends.sqlite.journal import SqliteJournal
from seismo.backends.sqlite.payloads import SqlitePayloads
from seismo.config import load

STEPS = {
    "journal.append": lambda: (SqliteJournal, "_transact"),
    "journal.read": lambda: (SqliteJournal, "read"),
    "digest": lambda: (pool().DigestPool, "collect"),
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


def die_behind(step, armed):
    owner, name = STEPS[step]()
    original = getattr(owner, name)

    def and_die(*arguments, **named):
        result = original(*arguments, **named)
        if armed(arguments, result):
            os.killpg(0, signal.SIGKILL)
        return result

    setattr(owner, name, and_die)


if __name__ == "__main__":
    config = load(os.environ)
    step = sys.argv[1]

    def armed(arguments, result):
        if not os.path.exists(sys.argv[2]):
            return False
        return bool(result) if step == "journal.read" else True

    runtime.open_catalog(config)
    die_behind(step, armed)
    runtime.serve(config)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "step",
    [
        "journal.append",
        "journal.read",
        "digest",
        "payloads.insert",
        "eventstore.insert",
        "issues",
        "outcomes",
        "progress.advance",
        "commit",
        "journal.trim",
    ],
)
def test_an_event_survives_a_death_behind(step: str, tmp_path: Path) -> None:
    script, trap = tmp_path / "dying_server.py", tmp_path / "armed"
    script.write_text(DYING_SERVER)
    server = ServerProcess(tmp_path / "data")
    server.environ["SEISMO_PORT"] = str(server.port)
    server.start([sys.executable, str(script), step, str(trap)])
    dsn = server.project()["dsn"]
    before = uuid.uuid4().hex
    assert post(server, dsn, before) == 200
    server.wait_until_drained()

    trap.touch()
    event_id = uuid.uuid4().hex
    status = post(server, dsn, event_id)
    wait_until(server.has_ended, f"the process dies behind {step}")
    server.wait()
    trap.unlink()
    server.start()
    if status != 200:
        assert post(server, dsn, event_id) == 200
    server.wait_until_drained()

    fates = {fate["event_id"]: fate for fate in server.fates([before, event_id])}
    accepted = server.status()["outcomes"]["accepted"]["error"]
    server.stop()
    assert {fate["outcome"] for fate in fates.values()} == {"accepted"}
    assert {fate["stored"] for fate in fates.values()} == {1}
    assert accepted == 2


def post(server: ServerProcess, dsn: str, event_id: str) -> int | None:
    """The status of the answer; None when the server died before it answered."""
    key = dsn.split("//")[1].split("@")[0]
    url = f"{server.url}/api/{dsn.rsplit('/', 1)[1]}/envelope/?sentry_key={key}"
    try:
        return httpx.post(url, content=envelope(error("it broke"), event_id)).status_code
    except httpx.TransportError:
        return None
