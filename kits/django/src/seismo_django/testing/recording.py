"""An SDK that is set up as in production and keeps what it would send."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from seismo_django.requests import queries
from seismo_django.testing.alerts import Alerts
from seismo_django.testing.captured import Captured
from seismo_django.testing.tracking import settings_of, tracking
from seismo_django.transport import accepted
from seismo_django.transport.taking import take

DSN = "http://00000000000000000000000000000000@127.0.0.1:9/1"
"""Nobody listens there, and nobody is called."""


class RecordingTransport(Transport):
    def __init__(self, captured: Captured) -> None:
        super().__init__()
        self._captured = captured

    def capture_envelope(self, envelope: Envelope) -> None:
        taken = take(envelope)
        if taken is None:
            return
        items = [
            (str(item.headers.get("type")), json.loads(item.get_bytes()))
            for item in taken.envelope.items
            if item.payload.json is not None
        ]
        self._captured.add(taken.envelope.serialize(), items)
        accepted.note(taken.event_ids, "sent")
        accepted.tell(taken.envelope)


@contextmanager
def recording(
    *, traces: bool = False, sdk: dict[str, Any] | None = None, **seismo: Any
) -> Iterator[Captured]:
    """Capture in this block, in all of its threads. Raises AssertionError when a hook of the kit failed.

    `traces` samples every request; `sdk` is what `sentry_sdk.init` takes; the rest are settings of the kit in
    small letters (`privacy="full"`). Each request of a test client is a request of its own, as on a server.
    """
    loaded = settings_of(traces, sdk, dsn=DSN, **seismo)
    alerts = Alerts(loaded)
    captured = Captured(alerts)
    with tracking(loaded, transport=RecordingTransport(captured)) as client, alerts.listening():
        captured.flush = client.flush
        queries.listeners.append(captured.repeated.append)
        try:
            yield captured
        finally:
            queries.listeners.remove(captured.repeated.append)
