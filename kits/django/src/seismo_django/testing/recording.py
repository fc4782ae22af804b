"""An SDK that is set up as in production and keeps what it would send."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import sentry_sdk
from django.test.client import AsyncClientHandler, ClientHandler
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from seismo_django import conf, counting, guard, tracing
from seismo_django.events import processors
from seismo_django.setup import options
from seismo_django.testing.captured import Captured
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
    before, failed = conf.current(), guard.failures()
    rate = {"DEFAULT": 1.0 if traces else 0.0}
    loaded = conf.current_with(traces=rate, sdk=sdk or {}, dsn=DSN, testing="on", **seismo)
    with ExitStack() as stack:
        conf.use(loaded)
        stack.callback(conf.use, before)
        counting.forget()
        captured = _started(loaded, stack)
        yield captured
    new = {hook for hook, number in guard.failures().items() if number > failed.get(hook, 0)}
    assert not new, f"Hooks of the kit failed; the log seismo.internal says why: {sorted(new)}"


def _started(loaded: conf.Loaded, stack: ExitStack) -> Captured:
    clients: list[sentry_sdk.Client] = []
    captured = Captured(lambda seconds: clients[0].flush(timeout=seconds))
    processors.install()
    given = {"transport": RecordingTransport(captured), "auto_session_tracking": False}
    everywhere = sentry_sdk.get_global_scope()
    stack.callback(everywhere.set_client, everywhere.client)
    stack.enter_context(sentry_sdk.isolation_scope())
    client = sentry_sdk.Client(**options(loaded) | given)
    clients.append(client)
    everywhere.set_client(client)
    stack.callback(client.close, timeout=0)
    for handler in (ClientHandler, AsyncClientHandler):
        stack.enter_context(patch.object(handler, "__call__", _isolated(handler)))
    return captured


def _isolated(handler: Any) -> Any:
    """A test client calls Django below the place where the SDK parts requests from each other."""
    inner = handler.__call__
    if handler is AsyncClientHandler:

        async def called_later(self: Any, scope: Any) -> Any:
            with sentry_sdk.isolation_scope(), tracing.transaction("http.server", scope["path"]):
                return await inner(self, scope)

        return called_later

    def called(self: Any, environ: Any) -> Any:
        path = environ.get("PATH_INFO", "/")
        with sentry_sdk.isolation_scope(), tracing.transaction("http.server", path):
            return inner(self, environ)

    return called
