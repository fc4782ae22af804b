"""Nobody waits for digest, so it stands back; who sends an event waits for ingest."""

import os
import platform
import signal
import subprocess
import sys
import threading

import psutil
import pytest
from support.app import App

from seismo.digest.pool import DigestPool
from seismo.digest.priority import NICENESS, give_way

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux has a niceness for each thread"
)
SCHED_GETATTR = {"x86_64": 315, "aarch64": 275}
TURNS = """
import ctypes, struct, threading
from seismo.runtime import turns

def show():
    attributes = ctypes.create_string_buffer(56)
    assert ctypes.CDLL(None).syscall({number}, 0, attributes, 56, 0) == 0
    print(struct.unpack_from("=Q", attributes, 24)[0])

show()
turns.SHORT = 700_000
turns.take_short_turns()
show()
thread = threading.Thread(target=show)
thread.start()
thread.join()
"""
"""Nanoseconds, as sched_getattr(2) tells them."""
NICENESS_OF_A_SERVER = """
import os
from seismo.runtime.turns import take_short_turns
take_short_turns()
print(os.getpriority(os.PRIO_PROCESS, 0))
"""


def printed(script: str, *before: str) -> list[int]:
    command = [*before, sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [int(line) for line in done.stdout.split()]


def test_the_thread_that_commits_gives_way_and_no_other_of_the_server(app: App) -> None:
    niceness = {
        thread.name: os.getpriority(os.PRIO_PROCESS, thread.native_id or 0)
        for thread in threading.enumerate()
    }

    assert niceness["digest-worker"] == NICENESS
    assert niceness["server"] == niceness["journal-writer"] == 0


def test_digest_processes_that_are_started_anew_are_as_nice_as_the_first_ones() -> None:
    pool = DigestPool(2)
    first = [psutil.Process(pid).nice() for pid in pool.pids()]

    def restart() -> None:
        give_way()
        for pid in pool.pids():
            os.kill(pid, signal.SIGKILL)
        pool.collect(0, [], {}, pool.submit(0, [], {}))

    worker = threading.Thread(target=restart)
    worker.start()
    worker.join()
    again = [psutil.Process(pid).nice() for pid in pool.pids()]
    pool.close()

    assert first == again == [NICENESS, NICENESS]


@pytest.mark.skipif(platform.machine() not in SCHED_GETATTR, reason="the number of a system call")
def test_a_thread_asks_for_short_turns_and_what_it_starts_does_too() -> None:
    before, after, inherited = printed(TURNS.format(number=SCHED_GETATTR[platform.machine()]))
    if not before:
        pytest.skip("this kernel knows no turns of a length of one's own: Linux 6.12 does")

    assert after == inherited == 700_000


def test_a_server_that_was_started_nicely_stays_so() -> None:
    assert printed(NICENESS_OF_A_SERVER, "nice", "-n", "5") == [5]
