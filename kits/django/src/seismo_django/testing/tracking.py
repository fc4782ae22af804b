"""The SDK as in production, for as long as a block of a test lasts."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import sentry_sdk
from django.test.client import AsyncClientHandler, ClientHandler

from seismo_django import conf, counting, guard, tracing
from seismo_django.events import processors
from seismo_django.sdk_options import options
from seismo_django.testing.alerts import without_alerts


def settings_of(traces: bool, sdk: dict[str, Any] | None, **seismo: Any) -> conf.Loaded:
    """Those of the application with these on top. Requests are traced all or not at all."""
    rate = {"DEFAULT": 1.0 if traces else 0.0}
    return conf.current_with(traces=rate, sdk=sdk or {}, testing="on", **seismo)


@contextmanager
def tracking(loaded: conf.Loaded, **given: Any) -> Iterator[sentry_sdk.Client]:
    """Capture in this block, in all of its threads, by a client that is made with these settings.

    `given` is what `sentry_sdk.init` takes, and wins. No alert is sent by itself. Raises AssertionError when
    a hook of the kit failed.
    """
    before, failed = conf.current(), guard.failures()
    with ExitStack() as stack:
        conf.use(without_alerts(loaded))
        stack.callback(conf.use, before)
        counting.forget()
        yield _started(loaded, given, stack)
    new = {hook for hook, number in guard.failures().items() if number > failed.get(hook, 0)}
    assert not new, f"Hooks of the kit failed; the log seismo.internal says why: {sorted(new)}"


def _started(loaded: conf.Loaded, given: dict[str, Any], stack: ExitStack) -> sentry_sdk.Client:
    processors.install()
    everywhere = sentry_sdk.get_global_scope()
    stack.callback(everywhere.set_client, everywhere.client)
    stack.enter_context(sentry_sdk.isolation_scope())
    client = sentry_sdk.Client(**options(loaded) | {"auto_session_tracking": False} | given)
    everywhere.set_client(client)
    stack.callback(client.close, timeout=0)
    for handler in (ClientHandler, AsyncClientHandler):
        stack.enter_context(patch.object(handler, "__call__", _isolated(handler)))
    return client


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
