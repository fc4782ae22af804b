"""Programs that tests start, and waiting for them."""

import functools
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Protocol

import httpx

PORTS = range(20_000, 32_000)
"""Outside the range from which the system serves connections."""
PATIENCE = 180.0
"""Seconds; generous, for machines where much else runs."""


class Process(Protocol):
    def poll(self) -> int | None:
        """The exit code; None while it runs."""


@functools.cache
def _ports() -> Iterator[int]:
    """Those of this worker of the run, each once: a free one could be promised to two before one listens."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    own = PORTS[worker :: int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))]
    return cycle(secrets.SystemRandom().sample(own, len(own)))


def free_port() -> int:
    """A port where nobody listens."""
    return next(filter(_is_free, _ports()))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_until(is_true: Callable[[], bool], what: Callable[[], str]) -> None:
    """Wait on a condition. Fails with `what` when it does not come true."""
    deadline = time.monotonic() + PATIENCE
    while not is_true():
        assert time.monotonic() < deadline, f"waited {PATIENCE:.0f} s for: {what()}"
        time.sleep(0.01)


@contextmanager
def running(
    command: Sequence[str], log: Path, environment: Mapping[str, str], folder: Path | None = None
) -> "Iterator[subprocess.Popen[bytes]]":
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


def wait_for_http(url: str, process: Process, log: Path) -> None:
    def answers() -> bool:
        assert process.poll() is None, log.read_text()
        try:
            return httpx.get(url).status_code < 500
        except httpx.TransportError:
            return False

    wait_until(answers, lambda: f"an answer of {url}")
