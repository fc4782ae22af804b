"""The transport of a process that sends nothing: development, and applications without a server."""

from collections import deque
from typing import TYPE_CHECKING, Any

from sentry_sdk.transport import Transport
from sentry_sdk.worker import BackgroundWorker

from seismo_django.guard import guarded
from seismo_django.transport import accepted
from seismo_django.transport.taking import take

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope

KEPT = 200
"""Envelopes."""


class LocalTransport(Transport):
    """Keeps the newest envelopes in memory, scrubbed, and tells the listeners in a thread of its own."""

    def __init__(self, options: dict[str, Any] | None = None) -> None:
        super().__init__(options)
        self.envelopes: deque[Envelope] = deque(maxlen=KEPT)
        self._worker = BackgroundWorker()

    @guarded(None)
    def capture_envelope(self, envelope: "Envelope") -> None:
        taken = take(envelope)
        if taken is not None:
            self.envelopes.append(taken.envelope)
            self._worker.submit(lambda: accepted.tell(taken.envelope))

    def flush(self, timeout: float, callback: Any = None) -> None:
        self._worker.flush(timeout, callback)

    def kill(self) -> None:
        self._worker.kill()
