"""The processes that digest."""

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from seismo.digest.pipeline import digest_chunk
from seismo.model.digested import DigestedRecord
from seismo.model.ids import ProjectId
from seismo.model.project import ProjectRules
from seismo.ports.journal import Entry

TRIES = 3
PATIENCE = 60.0
"""Seconds that one chunk may take before its process counts as hung."""

NICENESS = 5

Rules = Mapping[ProjectId, ProjectRules]
Results = list[DigestedRecord | str]


class DigestPool:
    """Digests records in other processes, and outlives their death.

    A record that kills or hangs its process, or that fails, is tried `TRIES` times on its own; then
    its result is the name of what went wrong.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._generation = 0
        self._executor = self._start()

    def pids(self) -> list[int]:
        return sorted(self._executor._processes or ())

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
        except (BrokenProcessPool, TimeoutError):
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
            except BrokenProcessPool:
                failure = "the digest process died"
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
        try:
            return self._executor.submit(digest_chunk, partition, plain, rules, self._generation)
        except BrokenProcessPool:
            self._restart()
            return self._executor.submit(digest_chunk, partition, plain, rules, self._generation)

    def _start(self) -> ProcessPoolExecutor:
        """Nobody waits for the processes here: they load while the server does."""
        executor = ProcessPoolExecutor(
            self.size, mp_context=multiprocessing.get_context("spawn"), initializer=_begin
        )
        for _ in range(self.size):
            executor.submit(os.getpid)
        return executor

    def _restart(self) -> None:
        self._kill()
        self._executor = self._start()

    def _kill(self) -> None:
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._executor.shutdown(wait=True, cancel_futures=True)

    def close(self) -> None:
        self._kill()


def _begin() -> None:
    """A digest process leaves Ctrl-C to the server, yields to it, and never outlives it.

    Who sends an event waits for ingest and nobody for digest, so digest takes the time that is left.

    An event is a tree of a few thousand values without cycles: looking for cycles in each of them
    costs a third of its normalization and finds none.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    parent = multiprocessing.parent_process()
    assert parent is not None, "the pool starts its processes with multiprocessing"
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()


def _die_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
