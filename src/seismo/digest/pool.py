"""Digests records in other processes, whatever becomes of these."""

import queue
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor

from seismo.digest.processes import Chunk, Process, ProcessDied, Processes, Rules
from seismo.digest.results import Results
from seismo.model.digested import DigestedRecord
from seismo.ports.journal import Entry

TRIES = 3
PATIENCE = 60.0
"""Seconds that one chunk may take before its process counts as hung."""


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
        return list(self._processes.pids())

    def forget(self) -> None:
        """From now on take nothing for committed that was digested before."""
        self._generation += 1

    def submit(self, partition: int, entries: Sequence[Entry], rules: Rules) -> Future[Results]:
        """Start digesting, in one process. What is submitted meanwhile goes to the others."""
        plain = [(entry.offset, entry.body) for entry in entries]
        return self._threads.submit(self._digest, (partition, plain, rules, self._generation))

    def collect(
        self, partition: int, entries: Sequence[Entry], rules: Rules, future: Future[Results]
    ) -> Results:
        """The results of `submit`, one per entry and in their order."""
        try:
            results = future.result(PATIENCE)
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
                (result,) = self.submit(partition, [entry], rules).result(PATIENCE)
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

    def _digest(self, chunk: Chunk) -> Results:
        """There are as many threads as processes, so one of these is free: the one that was at work last.

        While one keeps up, the other's core is free for those who wait for answers.
        """
        process = self._free.get_nowait()
        try:
            return process.digest(chunk)
        finally:
            self._free.put(process)

    def _start(self) -> None:
        self._processes = Processes(self.size)
        self._free: queue.LifoQueue[Process] = queue.LifoQueue()
        for process in reversed(self._processes.each):
            self._free.put(process)
        self._threads = ThreadPoolExecutor(self.size, "digest-pool")

    def _restart(self) -> None:
        self.close()
        self._start()

    def close(self) -> None:
        self._processes.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._processes.release()
