"""A process that digests: chunks come in, their results go out, until the server closes the pipe.

Started by `digest.pool` as `python -m seismo.digest.process <pid of the server>`.
"""

import gc
import os
import pickle
import signal
import sys
import threading
import time

from seismo.digest.pipeline import digest_chunk
from seismo.digest.results import write_results

NICENESS = 10
LOOK_EVERY = 1.0
"""Seconds between two looks whether the server still lives."""


def main(server: int) -> None:
    _begin(server)
    chunks = sys.stdin.buffer
    with os.fdopen(os.dup(1), "wb") as results:
        os.dup2(2, 1)  # whatever prints must not get between the results
        while True:
            try:
                chunk = pickle.load(chunks)  # noqa: S301 - the server wrote it
            except EOFError:
                return
            write_results(digest_chunk(*chunk), results)


def _begin(server: int) -> None:
    """A digest process leaves Ctrl-C to the server, yields to it, and never outlives it.

    Who sends an event waits for ingest and nobody for digest, so digest takes the time that is left.

    An event is a tree of a few thousand values without cycles: looking for cycles in each of them
    costs a third of its normalization and finds none.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    threading.Thread(target=_die_with, args=(server,), daemon=True).start()


def _die_with(server: int) -> None:
    """Also in the middle of a chunk."""
    while os.getppid() == server:
        time.sleep(LOOK_EVERY)
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
