"""A Seismo server on this machine, in a process of its own: for development and for end-to-end tests.

It is called as people call it. This package never imports it, and it need not be in the same environment.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from seismo_django.commands.asking import ask

HOST = "127.0.0.1"
PATIENCE = 180.0
"""Seconds for a start; it makes its tables the first time."""
TAIL = 2000
"""Characters of its log that tell why it did not start."""
MISSING = "The Seismo server is not installed here. One command installs it: pip install seismo"
EMAIL = "dev@localhost"
"""Who signs in."""

_FOREIGN = ("SEISMO_", "SENTRY_", "DJANGO_")
"""Variables of the application, some of which mean other things to the server."""


class NotStarted(Exception):
    """With a sentence that says why."""


class Project(NamedTuple):
    id: int
    slug: str
    dsn: str


def program() -> list[str] | None:
    """How it is called: as a package of this environment, else as a program. None where it is neither."""
    try:
        distribution("seismo")
    except PackageNotFoundError:
        found = shutil.which("seismo")
        return [found] if found else None
    return [sys.executable, "-m", "seismo"]


def free_port() -> int:
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])


class LocalServer:
    """One data folder and the server on it. `with` starts it and ends it."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self.port = port
        self.url = f"http://{HOST}:{port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._log = data.with_name(f"{data.name}.log")

    def command(self, *words: str, stdin: str = "") -> str:
        """What `seismo ...` prints about this folder. Raises NotStarted."""
        done = subprocess.run(  # noqa: S603 - our own program
            [*self._program(), *words],
            env=self._environment(),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise NotStarted(f"seismo {words[0]} failed: {done.stderr.strip()[-TAIL:]}")
        return done.stdout

    def projects(self) -> list[Project]:
        """All that there are, the oldest first."""
        return [_project(row) for row in json.loads(self.command("project", "list", "--json"))]

    def make_project(self, name: str) -> Project:
        words = ("project", "create", name, "--platform", "django", "--json")
        return _project(json.loads(self.command(*words)))

    def make_user(self) -> str:
        """Somebody who may do everything, `EMAIL`. Returns the password."""
        password = secrets.token_urlsafe(12)
        words = ("user", "create", EMAIL, "--superuser", "--password-stdin")
        self.command(*words, stdin=password)
        return password

    def is_up(self) -> bool:
        """Whether a Seismo server answers at this address."""
        return b"seismo" in ask("GET", f"{self.url}/metrics").body

    def __enter__(self) -> Self:
        self.data.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        command = [*self._program(), "serve", "--host", HOST, "--port", str(self.port)]
        with self._log.open("wb") as log:
            # A session of its own: Ctrl-C is for the application, whose last errors still have to arrive.
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command,
                env=self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._guard = _guarding(self._process)
        try:
            self._wait(self._process)
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def end(self) -> None:
        """End the server, which finishes what it accepted."""
        guard, self._guard = self._guard, None
        process, self._process = self._process, None
        if guard is not None:
            guard.kill()
            guard.communicate()
        if process is not None:
            process.terminate()
            process.wait()

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + PATIENCE
        while not ask("GET", f"{self.url}/_health/").is_good:
            if process.poll() is not None or time.monotonic() > deadline:
                told = self._log.read_text(errors="replace")[-TAIL:].strip()
                raise NotStarted(f"The Seismo server did not start: {told or 'it said nothing'}")
            time.sleep(0.05)

    def _program(self) -> list[str]:
        found = program()
        if found is None:
            raise NotStarted(MISSING)
        return found

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(_FOREIGN)}
        return kept | {"SEISMO_DATA": str(self.data), "SEISMO_URL": self.url}


def _guarding(process: "subprocess.Popen[bytes]") -> "subprocess.Popen[bytes]":
    """Ends the server when this process is gone, also when that was killed and could end nothing."""
    words = ("/bin/sh", "-c", 'read _; kill "$1"', "sh", str(process.pid))
    return subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603


def _project(row: Mapping[str, Any]) -> Project:
    return Project(row["id"], row["slug"], row["dsn"])
