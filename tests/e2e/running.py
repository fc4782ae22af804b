"""Programs that the end-to-end tests start, each in its own process."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import zstandard
from support.app import free_port, wait_until

from seismo.backends.sqlite.payloads import SqlitePayloads
from seismo.model.ids import EventId
from seismo.ports.payloads import StoredPayload

REPOSITORY = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
SEISMO = Path(sys.executable).with_name("seismo")
PATIENCE = 180.0
"""Seconds; generous, for machines where much else runs."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A row of the catalog."""

    title: str
    culprit: str
    times_seen: int
    last_event_id: EventId


@dataclass(frozen=True, slots=True)
class Target:
    """A project and its DSN."""

    id: int
    dsn: str


@dataclass(frozen=True, slots=True)
class SeismoServer:
    """`seismo serve` in a data folder of its own."""

    data: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"SEISMO_DATA": str(self.data), "SEISMO_URL": self.url}

    def command(self, *arguments: str) -> str:
        """What the command prints. Raises CalledProcessError when it fails."""
        return subprocess.run(
            [SEISMO, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout

    def project(self, name: str, platform: str) -> Target:
        made = json.loads(self.command("project", "create", name, "--platform", platform, "--json"))
        return Target(made["id"], made["dsn"])

    def issues(self, target: Target) -> list[Issue]:
        """Read from the catalog's file, beside the running server."""
        with closing(
            sqlite3.connect(f"file:{self.data / 'catalog.sqlite'}?mode=ro", uri=True)
        ) as catalog:
            rows = catalog.execute(
                "SELECT title, culprit, times_seen, last_event_id FROM catalog_issue"
                " WHERE project_id = ? ORDER BY id",
                (target.id,),
            )
            return [Issue(*row) for row in rows]

    def issue(self, target: Target, title: str) -> Issue:
        """The one issue with this title, as soon as it is there."""
        found: list[Issue] = []

        def is_there() -> bool:
            found[:] = [issue for issue in self.issues(target) if issue.title == title]
            return bool(found)

        wait_until(is_there, f"an issue {title!r} among {self.issues(target)}", PATIENCE)
        (issue,) = found
        return issue

    def event(self, event_id: EventId) -> dict[str, Any]:
        """The payload that is stored for it."""
        with closing(SqlitePayloads(self.data / "payloads")) as payloads:
            (stored,) = payloads.find([event_id])
        assert isinstance(stored, StoredPayload)
        payload: dict[str, Any] = json.loads(zstandard.decompress(stored.payload))
        return payload


@contextmanager
def running(
    command: Sequence[str | Path],
    log: Path,
    environment: Mapping[str, str],
    folder: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs until the block ends; what it says is in the log."""
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()


def wait_for_http(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    def answers() -> bool:
        assert process.poll() is None, log.read_text()
        try:
            return httpx.get(url).status_code == 200
        except httpx.TransportError:
            return False

    wait_until(answers, f"an answer of {url}", PATIENCE)


@contextmanager
def running_seismo(data: Path) -> Iterator[SeismoServer]:
    port = free_port()
    server = SeismoServer(data, f"http://127.0.0.1:{port}")
    log = data.with_suffix(".log")
    command = (SEISMO, "serve", "--data", data, "--host", "127.0.0.1", "--port", str(port))
    with running(command, log, server.environment) as process:
        wait_for_http(f"{server.url}/_health/", process, log)
        yield server


@dataclass(frozen=True, slots=True)
class Shop:
    """The Django application under `django_app/`, with a Celery worker."""

    visitor: httpx.Client
    target: Target
    """The project that it sends to."""


@contextmanager
def running_shop(target: Target, data: Path) -> Iterator[Shop]:
    data.mkdir()
    folder = HERE / "django_app"
    environment = os.environ | {
        "SENTRY_DSN": target.dsn,
        "SHOP_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    manage = (sys.executable, "manage.py")
    migrate = (*manage, "migrate", "--run-syncdb", "--verbosity=0")
    subprocess.run(migrate, cwd=folder, env=environment, check=True)
    address = f"127.0.0.1:{free_port()}"
    serve = (*manage, "runserver", "--noreload", address)
    work = (sys.executable, "-m", "celery", "-A", "shop", "worker", "-P", "solo", "-l", "info")
    worker_log, web_log = data / "worker.log", data / "web.log"
    with (
        running(work, worker_log, environment, folder),
        running(serve, web_log, environment, folder) as web,
        httpx.Client(base_url=f"http://{address}") as visitor,
    ):
        wait_for_http(f"http://{address}/health/", web, web_log)
        wait_until(lambda: " ready." in worker_log.read_text(), "the worker is ready", PATIENCE)
        yield Shop(visitor, target)


def installed_sdk(name: str) -> Path:
    """The folder of an SDK of the corpus. Leaves the test out where Node is missing."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed: the tests of the JavaScript SDKs are left out")
    folder = subprocess.run(
        [sys.executable, REPOSITORY / "corpus" / "sdks.py", name],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    return Path(folder.strip())
