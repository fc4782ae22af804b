"""Where tests write: into memory where the machine has the room; each commit of a store awaits its disk."""

import os
import tempfile

MEMORY = "/dev/shm"
ROOM = 4_000_000_000
"""Bytes that must be free; a run takes a tenth, and a container may have 64 MB."""


def write_into_memory() -> None:
    """Unless TMPDIR says where."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK):
        facts = os.statvfs(MEMORY)
        if facts.f_bavail * facts.f_frsize > ROOM and not facts.f_flag & os.ST_NOEXEC:
            os.environ["TMPDIR"] = MEMORY
            tempfile.tempdir = None
