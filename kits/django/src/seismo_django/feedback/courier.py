"""A thread that mails and forwards, so that no visitor waits for a network."""

import threading
import time
from typing import TYPE_CHECKING

from django.db import connections

from seismo_django import sdk
from seismo_django.feedback.forward import forward, has_server
from seismo_django.feedback.mail import is_unmailed, mail
from seismo_django.feedback.shelves import home, shelves
from seismo_django.guard import guarded

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope

_PATIENCE = 5.0
"""Seconds that the transport gets to tell what became of an item."""
_PAUSE, _LONGEST_PAUSE = 60.0, 3600.0
"""Seconds between two tries while something waits; each is twice the one before."""

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
    """As long as something waits: the database, the mail server or the server may be back by then."""
    pause = _PAUSE
    try:
        while _asked.is_set() or _Pending.may_wait:
            _asked.clear()
            _Pending.may_wait = True
            guarded(0)(deliver)()
            guarded(None)(connections.close_all)()
            if _Pending.may_wait:
                _asked.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
    finally:
        _running.release()
    if _asked.is_set():
        soon()


def deliver() -> int:
    """Mail and forward what waits; how many were delivered."""
    _Pending.tried = time.monotonic()
    readable = shelves()
    delivered = 0
    for shelf in readable:
        guarded(None)(mail)(shelf)
        delivered += forward(shelf)
        if sdk.is_loaded():
            import sentry_sdk

            sentry_sdk.flush(timeout=_PATIENCE)
            delivered += forward(shelf)
    _Pending.may_wait = home() not in readable or any(
        has_server() or is_unmailed(feedback) for shelf in readable for feedback in shelf.pending()
    )
    return delivered
