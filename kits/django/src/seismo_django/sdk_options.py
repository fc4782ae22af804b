"""What `sentry_sdk.init` is called with, on every version from 2.18 to 3."""

import logging
import re
from typing import Any

from sentry_sdk.integrations import Integration

from seismo_django import privacy, sampling, sdk
from seismo_django.celery.integration import integration as celery
from seismo_django.conf import Loaded, Settings, base_dir, django_setting
from seismo_django.destination import Where
from seismo_django.events.crumbs import before_breadcrumb
from seismo_django.events.judge import before_send
from seismo_django.transport.local import LocalTransport
from seismo_django.transport.transport import SeismoTransport
from seismo_django.viewer.store import Store

logger = logging.getLogger("seismo.internal")

_LEVELS = logging.getLevelNamesMapping()
_HOOKS = frozenset({"before_send", "before_breadcrumb", "traces_sampler"})
"""Options of the SDK that the kit sets itself: the project's own are settings of the same name."""


def options(loaded: Loaded, where: Where = Where.SERVER) -> dict[str, Any]:
    """What `sentry_sdk.init` is called with."""
    settings = loaded.settings
    is_sending = where == Where.SERVER
    wanted = sdk.spell(
        # An empty text and not None, for which the SDK would ask the environment itself.
        dsn=settings.dsn if is_sending else "",
        environment=settings.environment,
        release=settings.release or None,
        sample_rate=settings.sample_rate,
        traces_sampler=sampling.sampler(settings),
        trace_propagation_targets=_own_hosts(),
        debug=settings.debug,
        keep_alive=settings.keep_alive,
        # From 3 on the SDK adds it to each message, which groups messages anew and makes them large.
        attach_stacktrace=False,
        shutdown_timeout=2,
        project_root=str(base_dir()),
        before_send=before_send,
        before_breadcrumb=before_breadcrumb,
        transport=SeismoTransport if is_sending else _local(loaded),
    )
    wanted |= privacy.options(settings.privacy) | _profiles(settings) | _logs(settings)
    if sdk.has_metrics_on_trial():
        wanted["_experiments"] = {"enable_metrics": True}
    if settings.spotlight:
        wanted |= sdk.spell(spotlight=_spotlight(settings.spotlight))
    own = dict(settings.sdk)
    theirs = own.pop("integrations", [])
    return wanted | {"integrations": [*_without(theirs, settings), *theirs]} | _spelled(own)


def _local(loaded: Loaded) -> LocalTransport:
    """In DEBUG what is captured is for the viewer, whichever process shows it."""
    return LocalTransport(loaded.settings.dsn, Store().add if loaded.debug else None)


def integrations(settings: Settings) -> list[Integration]:
    """Those that the kit arranges; the SDK adds what else it finds installed."""
    wanted = [
        sdk.integration(
            "django",
            "DjangoIntegration",
            transaction_style="url",
            middleware_spans=False,
            signals_spans=False,
            cache_spans=True,
        ),
        sdk.integration("redis", "RedisIntegration"),
        celery(settings),
        _logging(settings),
        sdk.integration("atexit", "AtexitIntegration", callback=_say_nothing),
        sdk.integration("excepthook", "ExcepthookIntegration", always_run=settings.capture_shell),
    ]
    return [integration for integration in wanted if integration is not None]


def _without(theirs: list[Integration], settings: Settings) -> list[Integration]:
    """The kit's integrations, except those that the project brings itself."""
    brought = {integration.identifier for integration in theirs}
    return [one for one in integrations(settings) if one.identifier not in brought]


def _logging(settings: Settings) -> Integration | None:
    """Errors in the log are events on every version; structured logs are sent only if asked for.

    `level` is the level of breadcrumbs in 2.x and of structured logs in 3.
    """
    logs = _LEVELS.get(settings.capture_logs.upper())
    is_new = sdk.integration_takes("logging", "LoggingIntegration", "breadcrumb_level")
    return sdk.integration(
        "logging",
        "LoggingIntegration",
        level=logs if is_new else logging.INFO,
        breadcrumb_level=logging.INFO,
        event_level=logging.ERROR,
        sentry_logs_level=logs,
    )


def _logs(settings: Settings) -> dict[str, Any]:
    return sdk.spell(enable_logs=bool(settings.capture_logs))


def _profiles(settings: Settings) -> dict[str, Any]:
    """A share of traced requests where the SDK knows that, else of processes, for as long as they trace."""
    rate = settings.profiles_sample_rate
    if not rate:
        return {}
    if sdk.takes("profile_session_sample_rate"):
        return {"profile_session_sample_rate": rate, "profile_lifecycle": "trace"}
    return sdk.spell(profiles_sample_rate=rate)


def _own_hosts() -> list[str]:
    """Outgoing requests to these carry the trace; not those to the rest of the internet."""
    hosts = {"localhost", "127.0.0.1", *django_setting("ALLOWED_HOSTS", ())} - {"*"}
    return [_addresses_of(host) for host in sorted(hosts)]


def _addresses_of(host: str) -> str:
    """A pattern for every address there; a leading dot stands for the host and what is below it."""
    below = r"([^/]+\.)?" if host.startswith(".") else ""
    return rf"^https?://{below}{re.escape(host.lstrip('.'))}(:\d+)?(/|$)"


def _spotlight(said: str) -> bool | str:
    words = {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}
    return words.get(said.lower(), said)


def _spelled(own: dict[str, Any]) -> dict[str, Any]:
    """The project's own options, without those that this SDK does not know or that would undo the kit."""
    refused = {name for name in own if not sdk.takes(name)} | (_HOOKS & own.keys())
    if sdk.takes("data_collection"):
        refused |= {"send_default_pii", "event_scrubber"} & own.keys()
    for name in sorted(refused):
        logger.error("SEISMO['SDK'] may not hold %s, which is left out: %s", name, _why(name))
    return {name: value for name, value in own.items() if name not in refused}


def _why(name: str) -> str:
    if name in _HOOKS:
        return f"set SEISMO[{name.upper()!r}]."
    if name in ("send_default_pii", "event_scrubber"):
        return "PRIVACY and SCRUB_KEYS say what is collected and what is removed."
    return "the installed sentry-sdk does not know it."


def _say_nothing(pending: int, timeout: float) -> None:
    """A command that ends waits for its events in silence."""
