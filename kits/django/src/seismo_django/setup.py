"""`init`: from the settings to a running sentry-sdk, the same on every version from 2.18 to 3."""

import logging
import threading
from typing import Any

import sentry_sdk
from sentry_sdk.integrations import Integration
from sentry_sdk.integrations.django import DjangoIntegration

from seismo_django import sdk
from seismo_django.celery.integration import integration as celery
from seismo_django.conf import Settings, current, use
from seismo_django.events import processors
from seismo_django.events.judge import before_send
from seismo_django.transport.transport import SeismoTransport

logger = logging.getLogger("seismo.internal")
_lock = threading.Lock()
_is_initialised = False


def init(**keywords: Any) -> None:
    """Start error tracking. Call it as the last line of settings.py; a second call changes nothing.

    Keywords are settings in small letters (`privacy="strict"`) and win over the dictionary SEISMO, which
    wins over the environment. Without a DSN nothing is sent and nothing fails.
    """
    global _is_initialised  # one process has one SDK
    with _lock:
        if _is_initialised:
            logger.debug("seismo_django.init was called again; the first call stands.")
            return
        _is_initialised = True
    loaded = current(**keywords)
    use(loaded)
    for problem in loaded.problems:
        logger.error("%s %s", problem.sentence, problem.cure)
    processors.install()
    sentry_sdk.init(**options(loaded.settings))


def options(settings: Settings) -> dict[str, Any]:
    """What `sentry_sdk.init` is called with."""
    wanted = sdk.spell(
        dsn=settings.dsn or None,
        environment=settings.environment,
        release=settings.release or None,
        sample_rate=settings.sample_rate,
        traces_sample_rate=settings.traces.default or None,
        debug=settings.debug,
        keep_alive=settings.keep_alive,
        before_send=before_send,
        transport=SeismoTransport,
    )
    return wanted | {"integrations": integrations(settings)} | dict(settings.sdk)


def integrations(settings: Settings) -> list[Integration]:
    wanted = [
        DjangoIntegration(transaction_style="url", middleware_spans=False, signals_spans=False),
        celery(settings),
    ]
    return [integration for integration in wanted if integration is not None]
