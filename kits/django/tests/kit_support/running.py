"""Programs that tests start, and waiting for them."""

import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import httpx

PATIENCE = 180.0
"""Seconds; generous, for machines where much else runs."""


class Process(Protocol):
    def poll(self) -> int | None:
        """The exit code; None while it runs."""


def free_port() -> int:
    """A port outside the range from which the system serves connections."""
    while True:
        port = secrets.choice(range(20_000, 32_000))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


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
