"""A thread that mails and forwards, so that no visitor waits for a network."""

import threading
import time
from typing import TYPE_CHECKING

import sentry_sdk
from django.db import connections

from seismo_django.feedback.forward import forward
from seismo_django.feedback.mail import mail
from seismo_django.feedback.shelves import shelves
from seismo_django.guard import guarded

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope

_PATIENCE = 5.0
"""Seconds that the transport gets to tell what became of an item."""
_PAUSE = 60.0
"""Seconds between two looks at what waits."""

_asked = threading.Event()
_running = threading.Lock()


class _Pending:
    """Whether something may wait, and when it was last tried. A new process does not know: it may."""

    may_wait = True
    tried = 0.0


def soon() -> None:
    """Deliver in a thread of its own; one at a time."""
    _asked.set()
    if _running.acquire(blocking=False):
        threading.Thread(target=_run, name="seismo-feedback", daemon=True).start()


def on_accepted(envelope: "Envelope") -> None:
    """The transport works: what waited may go now. Called in the transport's thread."""
    is_due = time.monotonic() - _Pending.tried > _PAUSE
    if _Pending.may_wait and is_due:
        soon()


def _run() -> None:
    try:
        while _asked.is_set():
            _asked.clear()
            guarded(0)(deliver)()
    finally:
        connections.close_all()
        _running.release()
    if _asked.is_set():
        soon()


def deliver() -> int:
    """Mail and forward what waits; how many were forwarded."""
    _Pending.tried = time.monotonic()
    arrived = 0
    for shelf in shelves():
        guarded(None)(mail)(shelf)
        arrived += forward(shelf)
        sentry_sdk.flush(timeout=_PATIENCE)
        arrived += forward(shelf)
        _Pending.may_wait = any(True for _ in shelf.pending())
    return arrived
