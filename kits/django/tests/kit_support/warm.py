"""The process from which those of the site are forked; starting each anew would cost a second of CPU."""

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "site"


class Warm:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def run(self, environment: dict[str, str], words: tuple[str, ...]) -> tuple[int, str]:
        """The exit code of a process with these words, and what it printed."""
        with tempfile.NamedTemporaryFile() as output:
            code = self.ask(environment=environment, words=words, output=output.name)
            return int(code), Path(output.name).read_text()

    @contextmanager
    def running(
        self, environment: dict[str, str], words: tuple[str, ...], log: Path
    ) -> "Iterator[Forked]":
        """A process that runs until the block ends; what it says is in the log."""
        asked = {"environment": environment, "words": words, "output": str(log)}
        process = Forked(self, int(self.ask(**asked, stays=True)))
        try:
            yield process
        finally:
            process.end()

    def ask(self, **asked: Any) -> str:
        """What the process answers to one line."""
        with self._lock:
            process = self._process or self._started()
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

    def _started(self) -> "subprocess.Popen[str]":
        self._process = subprocess.Popen(
            [sys.executable, "warm.py"],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self._end)
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.communicate()


@dataclass
class Forked:
    """A process of the site that stays, as `subprocess.Popen` shows one."""

    warm: Warm
    pid: int
    _code: int | None = None

    def poll(self) -> int | None:
        """The exit code; None while it runs."""
        self._ask(wait=False)
        return self._code

    def end(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)
            self._ask(wait=True)

    def _ask(self, wait: bool) -> None:
        if self._code is None:
            code = self.warm.ask(process=self.pid, wait=wait)
            self._code = int(code) if code else None


warm = Warm()
