"""Locks between the processes of an application. They go with the process that held them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, where development servers have one process
    fcntl = None  # type: ignore[assignment]


@contextmanager
def held(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Whether the lock is ours in the block; without waiting it may be somebody else's."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _is_locked(descriptor, wait)
    finally:
        os.close(descriptor)


def _is_locked(descriptor: int, wait: bool) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
