"""An SDK with the kit's transport in the process of the test, sending to a recorder."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sentry_sdk
from kit_support.running import PATIENCE
from seismo_django import conf
from seismo_django.transport.transport import SeismoTransport


@contextmanager
def client_of(dsn: str, seismo: dict[str, Any], **options: Any) -> Iterator[sentry_sdk.Client]:
    """`seismo` is what SEISMO holds, `options` what `sentry_sdk.init` takes."""
    conf.use(conf.read(seismo, {}, debug=False))
    given = {
        "transport": SeismoTransport,
        "integrations": [],
        "default_integrations": False,
        "shutdown_timeout": PATIENCE,
        "attach_stacktrace": False,
    }
    with sentry_sdk.isolation_scope() as scope:
        client = sentry_sdk.Client(dsn, **given | options)
        scope.set_client(client)
        yield client
        client.close()
    conf.forget()
