"""The processes that digest, as the server sees them."""

import contextlib
import os
import pickle
import queue
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import IO, TypeAlias, cast

from seismo.digest.results import Results, read_results
from seismo.model.digested import DigestedRecord
from seismo.model.ids import ProjectId
from seismo.model.project import ProjectRules
from seismo.ports.journal import Entry

TRIES = 3
PATIENCE = 60.0
"""Seconds that one chunk may take before its process counts as hung."""

Rules: TypeAlias = Mapping[ProjectId, ProjectRules]
_Chunk: TypeAlias = tuple[int, list[tuple[int, bytes]], Rules, int]
"""The arguments of `pipeline.digest_chunk`."""


class ProcessDied(Exception):
    """A digest process ended before it gave its results."""


class _Process:
    """One of them. Its pipes hold one chunk at a time, so neither side ever waits for the other to read."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - nobody else's words
            [sys.executable, "-P", "-m", "seismo.digest.process", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self.pid = self._process.pid
        self._chunks = cast(IO[bytes], self._process.stdin)
        self._results = cast(IO[bytes], self._process.stdout)

    def digest(self, chunk: _Chunk) -> Results:
        """Raises ProcessDied."""
        try:
            pickle.dump(chunk, self._chunks, pickle.HIGHEST_PROTOCOL)
            self._chunks.flush()
            return read_results(self._results)
        except (EOFError, OSError, ValueError) as error:
            raise ProcessDied("the digest process died") from error

    def kill(self) -> None:
        """Who waits for results gets ProcessDied."""
        self._process.kill()
        self._process.wait()

    def release(self) -> None:
        """Close the pipes, once nobody waits for results."""
        with contextlib.suppress(OSError):  # what was not written will never be
            self._chunks.close()
        self._results.close()


class DigestPool:
    """Digests records in other processes, and outlives their death.

    A record that kills or hangs its process, or that fails, is tried `TRIES` times on its own; then
    its result is the name of what went wrong.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._generation = 0
        self._start()

    def pids(self) -> list[int]:
        return sorted(process.pid for process in self._processes)

    def forget(self) -> None:
        """From now on take nothing for committed that was digested before."""
        self._generation += 1

    def submit(
        self, partition: int, entries: Sequence[Entry], rules: Rules
    ) -> list[Future[Results]]:
        """Start digesting, in as many chunks as there are processes."""
        chunk = -(-len(entries) // self.size)
        return [
            self._submit(partition, entries[start : start + chunk], rules)
            for start in range(0, len(entries), chunk)
        ]

    def collect(
        self, partition: int, entries: Sequence[Entry], rules: Rules, futures: list[Future[Results]]
    ) -> Results:
        """The results of `submit`, one per entry and in their order."""
        try:
            results = [each for future in futures for each in future.result(PATIENCE)]
        except (ProcessDied, TimeoutError, CancelledError):
            self._restart()
            return [self._retry(partition, entry, rules, TRIES) for entry in entries]
        return [
            self._retry(partition, entry, rules, TRIES - 1) if isinstance(result, str) else result
            for entry, result in zip(entries, results, strict=True)
        ]

    def _retry(
        self, partition: int, entry: Entry, rules: Rules, tries: int
    ) -> DigestedRecord | str:
        failure = ""
        for _ in range(tries):
            try:
                (result,) = self._submit(partition, [entry], rules).result(PATIENCE)
            except ProcessDied as died:
                failure = str(died)
                self._restart()
                continue
            except TimeoutError:
                failure = f"the digest process hung for {PATIENCE:.0f} s"
                self._restart()
                continue
            if not isinstance(result, str):
                return result
            failure = result
        return failure

    def _submit(self, partition: int, entries: Sequence[Entry], rules: Rules) -> Future[Results]:
        plain = [(entry.offset, entry.body) for entry in entries]
        return self._threads.submit(self._digest, (partition, plain, rules, self._generation))

    def _digest(self, chunk: _Chunk) -> Results:
        """There are as many threads as processes, so one of these is free."""
        process = self._free.get_nowait()
        try:
            return process.digest(chunk)
        finally:
            self._free.put(process)

    def _start(self) -> None:
        """Nobody waits for the processes here: they load while the server does."""
        self._processes = [_Process() for _ in range(self.size)]
        self._free: queue.SimpleQueue[_Process] = queue.SimpleQueue()
        for process in self._processes:
            self._free.put(process)
        self._threads = ThreadPoolExecutor(self.size, "digest-pool")

    def _restart(self) -> None:
        self.close()
        self._start()

    def close(self) -> None:
        for process in self._processes:
            process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._processes:
            process.release()
