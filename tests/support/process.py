"""A real `seismo serve` in processes of its own, as an operator starts it."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from support.app import PATIENCE, free_port, wait_until
from support.ready import lay_catalog

TESTS = Path(__file__).resolve().parents[1]
NURSERY = TESTS / "support" / "nursery.py"
SEISMO = str(Path(sys.executable).with_name("seismo"))


class ServerProcess:
    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environ = os.environ | {
            "SEISMO_DATA": str(data),
            "SEISMO_URL": self.url,
            "SEISMO_PORT": str(self.port),
            "SEISMO_DIGEST_PROCESSES": "1",
        }

    def start(self) -> None:
        lay_catalog(self.data)
        self._process = subprocess.Popen(
            [SEISMO, "serve"],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        )
        self.pid = self._process.pid
        self._wait_until_up()

    def _wait_until_up(self) -> None:
        what = f"the server listens: {self.url}"
        wait_until(lambda: self.is_up() or self.has_ended(), what)
        assert not self.has_ended(), f"the server ended: {self.wait()}"

    def welcome(self) -> str:
        """The one-time link that a first start prints."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if "/setup/" in line:
                return line.partition(": ")[2].strip()
        raise AssertionError("the server printed no link")

    def is_up(self) -> bool:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port)) as connection:
            try:
                connection.request("GET", "/_health/")
                return connection.getresponse().status == 200
            except (OSError, http.client.HTTPException):
                return False

    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        """`kill -9` of the server and all its processes."""
        with suppress(psutil.NoSuchProcess):
            everyone = [*psutil.Process(self.pid).children(recursive=True)]
            os.killpg(self.pid, signal.SIGKILL)
            for child in everyone:
                with suppress(psutil.NoSuchProcess):
                    child.kill()
        self.wait()

    def copied(self, folder: Path) -> Path:
        """The data as a kill at this moment would leave it, while the server goes on."""
        os.killpg(self.pid, signal.SIGSTOP)
        try:
            return shutil.copytree(self.data, folder, ignore=shutil.ignore_patterns("*.sock"))
        finally:
            os.killpg(self.pid, signal.SIGCONT)

    def stop(self) -> str:
        """Ctrl-C. Returns what the server printed."""
        os.kill(self.pid, signal.SIGINT)
        return self.wait()

    def wait(self) -> str:
        printed, _ = self._process.communicate(timeout=PATIENCE)
        return str(printed)

    def run(self, *arguments: str, stdin: str = "") -> str:
        """A `seismo` command beside the server, or without it."""
        done = subprocess.run(
            [SEISMO, *arguments], env=self.environ, input=stdin, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def project(self, name: str = "Shop") -> dict[str, Any]:
        made: dict[str, Any] = json.loads(self.run("project", "create", name, "--json"))
        return made

    def status(self) -> dict[str, Any]:
        status: dict[str, Any] = json.loads(self.run("status", "--json"))
        return status

    def fates(self, event_ids: list[str]) -> list[dict[str, Any]]:
        printed = self.run("event", "--stdin", "--json", stdin="\n".join(event_ids))
        return [json.loads(line) for line in printed.splitlines()]

    def wait_until_drained(self) -> None:
        is_drained = "seismo_journal_backlog 0.0"
        wait_until(lambda: is_drained in self.metrics(), "the journal is empty", 180, every=0.05)

    def metrics(self) -> str:
        return httpx.get(f"{self.url}/metrics").text


class QuickServerProcess(ServerProcess):
    """A server that is started many times, from a process that has loaded its modules."""

    def __init__(self, data: Path, script: Path = NURSERY, *arguments: str) -> None:
        super().__init__(data)
        paths = (str(TESTS), os.environ.get("PYTHONPATH", ""))
        self._nursery = subprocess.Popen(
            [sys.executable, script, *arguments],
            env=self.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self) -> None:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        lay_catalog(self.data)
        self._nursery.stdin.write("\n")
        self._nursery.stdin.flush()
        self.pid = int(self._nursery.stdout.readline())
        self._wait_until_up()

    def has_ended(self) -> bool:
        return not psutil.pid_exists(self.pid)

    def wait(self) -> str:
        wait_until(self.has_ended, "the server ends")
        return ""

    def close(self) -> None:
        """Start no more."""
        self._nursery.communicate(timeout=PATIENCE)
