"""Whichever step of the journey the process dies behind, nothing is lost and nothing doubled."""

import contextlib
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from support.app import wait_until
from support.books import Books
from support.process import QuickServerProcess
from support.telemetry import mixed

SCRIPT = Path(__file__).with_name("dying_server.py")


AN_ERROR, A_TRANSACTION, FEEDBACK, A_SECURITY_REPORT = "0", "d", "e", "f"
"""How an id begins for which `mixed` sends this; what it names has a payload of its own."""


class DyingServer:
    """A server that kills itself, with all its processes, behind the step that its trap names."""

    def __init__(self, folder: Path) -> None:
        self._trap = folder / "trap"
        self._server = QuickServerProcess(folder / "data", SCRIPT, str(self._trap))
        self._server.start()
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
        self._server.start()
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
        self._server.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DyingServer]:
    dying = DyingServer(tmp_path_factory.mktemp("dying"))
    yield dying
    dying.stop()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("journal.append", AN_ERROR),
        ("journal.read", A_TRANSACTION),
        ("digest", FEEDBACK),
        ("blobs.put_all", A_SECURITY_REPORT),
        ("payloads.insert", A_TRANSACTION),
        ("eventstore.insert", AN_ERROR),
        ("issues", AN_ERROR),
        ("outcomes", FEEDBACK),
        ("progress.advance", A_SECURITY_REPORT),
        ("commit", AN_ERROR),
        ("journal.trim", A_TRANSACTION),
    ],
)
def test_items_of_every_kind_survive_a_death_behind(
    step: str, kind: str, server: DyingServer, tmp_path: Path
) -> None:
    event_id = kind + uuid.uuid4().hex[1:]

    if server.die_behind(step, event_id) != 200:
        assert server.post(event_id) == 200
    server.drain()

    assert server.stored(event_id) == 1
    assert server.faults(tmp_path / "copy") == []
