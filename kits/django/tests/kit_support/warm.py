"""The process from which those of the site are forked; starting each anew would cost a second of CPU."""

import atexit
import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "site"


class Warm:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def run(self, environment: dict[str, str], words: tuple[str, ...]) -> tuple[int, str]:
        """The exit code of a process with these words, and what it printed."""
        with self._lock, tempfile.NamedTemporaryFile() as output:
            asked = {"environment": environment, "words": words, "output": output.name}
            process = self._process or self._started()
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            return int(process.stdout.readline()), Path(output.name).read_text()

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


warm = Warm()
