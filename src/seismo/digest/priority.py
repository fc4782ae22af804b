"""How far digest stands back for those whom somebody waits for."""

import os
import sys
import threading

NICENESS = 10


def give_way() -> None:
    """Let this thread, and what it starts from now on, take the time that others leave.

    Not less than that (`SCHED_IDLE`): the thread that commits holds the interpreter's lock now and then, for
    which ingest waits.
    """
    is_meant_alone = sys.platform == "linux" or threading.active_count() == 1
    if is_meant_alone:  # elsewhere a process has one niceness for all of its threads
        os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
