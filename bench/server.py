"""A real server with a fresh data folder, and what it has done and used so far."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil

SEISMO = (sys.executable, "-m", "seismo")
START_SECONDS = 120
STOP_SECONDS = 60


class Server:
    def __init__(self, data: Path, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.data = data
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.process = process

    def seismo(self, *words: str, typed: str = "") -> str:
        """What a command of the command line prints."""
        done = subprocess.run(
            [*SEISMO, *words, "--data", str(self.data)],
            env=environment(self.url),
            input=typed,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def new_dsn(self) -> str:
        made: dict[str, Any] = json.loads(self.seismo("project", "create", "Bench", "--json"))
        return str(made["dsn"])

    def processes(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def cpu_seconds(self) -> float:
        times = [process.cpu_times() for process in self.processes()]
        return sum(time_.user + time_.system for time_ in times)

    def memory(self) -> int:
        """Bytes, shared pages divided fairly."""
        return sum(process.memory_full_info().pss for process in self.processes())

    def visible(self) -> int:
        """Accepted events whose commit is done. Reads the file: the server must not pay for it."""
        uri = f"file:{self.data / 'catalog.sqlite'}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=10)) as catalog:
            (count,) = catalog.execute(
                "SELECT COALESCE(SUM(quantity), 0) FROM catalog_outcomecount "
                "WHERE reason = '' AND category = 'error'"
            ).fetchone()
        return int(count)

    def wait_until_visible(self, count: int, seconds: float) -> float:
        """The time of day at which so many were visible. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while self.visible() < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.visible()} of {count} events visible after {seconds} s")
            time.sleep(0.05)
        return time.time()

    def disk(self) -> int:
        """Bytes that are kept. The journal's file is not: its space is used again and again."""
        return sum(
            path.stat().st_size
            for path in self.data.rglob("*")
            if path.is_file() and not path.name.startswith("journal.")
        )

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


def environment(url: str) -> dict[str, str]:
    plain = {name: text for name, text in os.environ.items() if not name.startswith("SEISMO_")}
    return plain | {"SEISMO_URL": url}


@contextmanager
def running(folder: Path, port: int = 0) -> Iterator[Server]:
    """A server on this port of the loopback, 0 being any free one, stopped at the end."""
    port = port or _free_port()
    url = f"http://127.0.0.1:{port}"
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [*SEISMO, "serve", "--data", str(folder / "data"), "--port", str(port)],
            env=environment(url),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = Server(folder / "data", port, process)
    try:
        _wait_until_up(server, folder / "serve.log")
        yield server
    finally:
        if process.poll() is None:
            server.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _wait_until_up(server: Server, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")
