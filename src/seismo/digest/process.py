"""The processes that digest: chunks come in, their results go out, until the server closes the pipes.

Started by `digest.processes` as `python -m seismo.digest.process <pid of the server>`, with two file
descriptors for each process behind it: where its chunks come from and where its results go. It
prints the pids of all of them, its own first.
"""

import gc
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Sequence
from typing import TypeAlias

from seismo.digest.normalize import agent
from seismo.digest.pipeline import digest_chunk
from seismo.digest.results import write_results

NICENESS = 10
LOOK_EVERY = 1.0
"""Seconds between two looks whether the server still lives."""

_Ends: TypeAlias = tuple[int, int]
"""Of chunks and of results, file descriptors."""


def main(server: int, *descriptors: int) -> None:
    each = list(zip(descriptors[::2], descriptors[1::2], strict=True))
    _begin()
    ends, parent = _become_many(server, each)
    os.dup2(2, 1)  # whatever prints must not get between the pids
    for other in each:
        if other != ends:
            os.close(other[0])
            os.close(other[1])
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    _digest(*ends)


def _begin() -> None:
    """A digest process leaves Ctrl-C to the server and yields to it.

    Who sends an event waits for ingest and nobody for digest, so digest takes the time that is left.

    An event is a tree of a few thousand values without cycles: looking for cycles in each of them
    costs a third of its normalization and finds none.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    agent.load()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


def _become_many(server: int, each: Sequence[_Ends]) -> tuple[_Ends, int]:
    """What is this process's own, and whose child it is. Forks share what is loaded."""
    first = os.getpid()
    pids = [first]
    for ends in each[1:]:
        pid = os.fork()
        if not pid:
            return ends, first
        pids.append(pid)
    sys.stdout.write(" ".join(map(str, pids)) + "\n")
    sys.stdout.flush()
    return each[0], server


def _digest(chunks_from: int, results_to: int) -> None:
    with os.fdopen(chunks_from, "rb") as chunks, os.fdopen(results_to, "wb") as results:
        while True:
            try:
                chunk = pickle.load(chunks)  # noqa: S301 - the server wrote it
            except EOFError:
                return
            write_results(digest_chunk(*chunk), results)


def _die_with(parent: int) -> None:
    """Also in the middle of a chunk."""
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os._exit(1)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
