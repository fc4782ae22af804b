"""The transport of a process that sends nothing: development, and applications without a server."""

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sentry_sdk
from sentry_sdk.transport import Transport
from sentry_sdk.worker import BackgroundWorker

from seismo_django.guard import guarded
from seismo_django.transport import accepted
from seismo_django.transport.taking import take
from seismo_django.transport.transport import SeismoTransport

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope

KEPT = 200
"""Envelopes."""

_let_out: set[str] = set()


def let_out(event_id: str) -> None:
    """This event goes to the server all the same, for it was raised to be seen there."""
    _let_out.add(event_id)


class LocalTransport(Transport):
    """Keeps the newest envelopes in memory, scrubbed, and tells the listeners in a thread of its own."""

    def __init__(self, dsn: str = "", keep: "Callable[[Envelope], object] | None" = None) -> None:
        """`keep` is called with each envelope, in that thread, too."""
        super().__init__({"dsn": dsn or None})
        self._keep = keep
        self.envelopes: deque[Envelope] = deque(maxlen=KEPT)
        self._worker = BackgroundWorker()
        self._dsn = dsn
        self._way_out: SeismoTransport | None = None
        self._lock = threading.Lock()

    @guarded(None)
    def capture_envelope(self, envelope: "Envelope") -> None:
        event_id = envelope.headers.get("event_id")
        if self._dsn and event_id in _let_out:
            _let_out.discard(str(event_id))
            self._outwards().capture_envelope(envelope)
            return
        taken = take(envelope)
        if taken is not None:
            self.envelopes.append(taken.envelope)
            self._worker.submit(lambda: self._tell(taken.envelope))

    def _tell(self, envelope: "Envelope") -> None:
        if self._keep is not None:
            self._keep(envelope)
        accepted.tell(envelope)

    def flush(self, timeout: float, callback: Any = None) -> None:
        self._worker.flush(timeout, callback)
        if self._way_out is not None:
            self._way_out.flush(timeout, callback)

    def kill(self) -> None:
        self._worker.kill()
        if self._way_out is not None:
            self._way_out.kill()

    def _outwards(self) -> SeismoTransport:
        """Made when it is needed, for it has a thread of its own."""
        with self._lock:
            if self._way_out is None:
                options = {**sentry_sdk.get_client().options, "dsn": self._dsn}
                self._way_out = SeismoTransport(options)
            return self._way_out
