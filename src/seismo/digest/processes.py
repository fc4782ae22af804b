"""The processes that digest, as the server starts, asks and ends them."""

import contextlib
import os
import pickle
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import IO, TypeAlias, cast

from seismo.digest.results import Results, read_results
from seismo.model.ids import ProjectId
from seismo.model.project import ProjectRules

LOAD_SECONDS = 60.0
"""That the first process may take until it says that all are there."""

Rules: TypeAlias = Mapping[ProjectId, ProjectRules]
Chunk: TypeAlias = tuple[int, list[tuple[int, bytes]], Rules, int]
"""The arguments of `pipeline.digest_chunk`."""


class ProcessDied(Exception):
    """A digest process ended before it gave its results."""


class Process:
    """The pipes of one of them; they hold one chunk at a time, so neither side waits for the other."""

    def __init__(self) -> None:
        chunks, to_process = os.pipe()
        from_process, results = os.pipe()
        self.ends = (chunks, results)
        """What the process reads from and writes to, file descriptors."""
        self._chunks = os.fdopen(to_process, "wb")
        self._results = os.fdopen(from_process, "rb")

    def digest(self, chunk: Chunk) -> Results:
        """Raises ProcessDied."""
        try:
            pickle.dump(chunk, self._chunks, pickle.HIGHEST_PROTOCOL)
            self._chunks.flush()
            return read_results(self._results)
        except (EOFError, OSError, ValueError) as error:
            raise ProcessDied("the digest process died") from error

    def release(self) -> None:
        """Close the pipes, once nobody waits for results."""
        with contextlib.suppress(OSError):  # what was not written will never be
            self._chunks.close()
        self._results.close()


class Processes:
    """All of them: the first loads what digest needs, the others are its forks and share its memory.

    Nobody waits for them here: they load while the server does.
    """

    def __init__(self, size: int) -> None:
        self.each = [Process() for _ in range(size)]
        ends = [end for process in self.each for end in process.ends]
        self._first = subprocess.Popen(  # noqa: S603 - nobody else's words
            [sys.executable, "-P", "-m", "seismo.digest.process", *map(str, (os.getpid(), *ends))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            pass_fds=ends,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        for end in ends:
            os.close(end)
        self._pids: list[int] = []

    def pids(self) -> list[int]:
        """Waits until all of them are there; empty when they died before, or hang."""
        if not self._pids:
            pipe = cast(IO[bytes], self._first.stdout)
            is_told, _, _ = select.select([pipe], [], [], LOAD_SECONDS)
            told = pipe.readline() if is_told else b""
            self._pids = self._pids or [int(pid) for pid in told.split()]
        return self._pids

    def kill(self) -> None:
        """Who waits for results gets ProcessDied."""
        forks = self.pids()[1:]
        for pid in forks:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._first.kill()
        self._first.wait()
        for pid in forks:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)  # the first process of a container has inherited them

    def release(self) -> None:
        """Close the pipes, once nobody waits for results."""
        cast(IO[bytes], self._first.stdout).close()
        for process in self.each:
            process.release()
