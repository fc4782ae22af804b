"""Checks of the project around the kit: its middleware, addresses, hooks, folders and servers."""

import logging
import os
import stat
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from seismo_django import sdk
from seismo_django.checks.finding import Facts, Found, Problem, names_used, object_at
from seismo_django.transport.spool import folder

MIDDLEWARE = "seismo_django.middleware.SeismoMiddleware"
TEST_PATH = "/test-sentry-error/"
_OURS = ("seismo_django.", "django.", "sentry_sdk.")
_OLDEST, _TOO_NEW = (2, 18), (4, 0)


def test_address(facts: Facts) -> Found:
    from django.urls import Resolver404, resolve

    try:
        view = resolve(TEST_PATH).func
    except Resolver404:
        return
    if not facts.loaded.debug and not view.__module__.startswith("seismo_django."):
        yield Problem(
            "E004",
            f"{TEST_PATH} raises errors for everybody, and DEBUG is off.",
            "Remove it from your urls; manage.py seismo test-link makes a link for one test.",
        )


def started_twice(facts: Facts) -> Found:
    if facts.start.was_initialized:
        yield Problem(
            "W003",
            "sentry_sdk.init was called before seismo_django.init, whose options replace it.",
            "Remove sentry_sdk.init; what it was told goes into SEISMO['SDK'].",
        )
    if facts.start.calls > 1:
        yield Problem(
            "W003",
            "seismo_django.init is called more than once; the first stands.",
            "Keep one call.",
        )


def middleware(facts: Facts) -> Found:
    from django.conf import settings

    names = [name for name in settings.MIDDLEWARE if not name.endswith(".SecurityMiddleware")]
    if MIDDLEWARE not in names:
        yield Problem(
            "W004", f"MIDDLEWARE lacks {MIDDLEWARE}.", "Put it first; it gives each request an id."
        )
    elif names[0] != MIDDLEWARE:
        yield Problem(
            "W004",
            f"{names[0]} runs before the kit's middleware, which does not see what fails there.",
            f"Put {MIDDLEWARE} first.",
        )


def own_transactions(facts: Facts) -> Found:
    from django.conf import settings

    for path in settings.MIDDLEWARE:
        if not path.startswith(_OURS) and "start_transaction" in names_used(object_at(path)):
            yield Problem(
                "W006",
                f"{path} starts a transaction beside the SDK's own: requests count twice.",
                "Remove that; the kit puts its numbers on the transaction that is there.",
            )


def error_handler(facts: Facts) -> Found:
    from django.urls import get_resolver

    handler = get_resolver().resolve_error_handler(500)
    is_ours = handler.__module__.startswith(_OURS)
    if not is_ours and "last_event_id" in names_used(handler):
        yield Problem(
            "W007",
            "handler500 shows last_event_id, which is often the id of another event.",
            "Use handler500 of seismo_django.handlers, or request.seismo.event_id.",
        )


def sampler(facts: Facts) -> Found:
    settings = facts.loaded.settings
    own = object_at(settings.traces_sampler or settings.sdk.get("traces_sampler"))
    if own and names_used(own) & {"[wsgi_environ]", "[asgi_scope]"}:
        yield Problem(
            "W009",
            "TRACES_SAMPLER reads wsgi_environ by its key, which only requests under WSGI have.",
            "Use .get(), or SEISMO['TRACES']['RULES'].",
        )


def sending_hook(facts: Facts) -> Found:
    settings = facts.loaded.settings
    own = object_at(settings.before_send or None)
    asked = {
        name: one for name, one in _SAMPLES.items() if settings.before_send_all or "type" not in one
    }
    lost = [name for name, event in asked.items() if own and not _passes(own, event)]
    if lost:
        yield Problem(
            "W010",
            f"BEFORE_SEND drops {' and '.join(lost)}.",
            "Compare with what you want to drop, not with level == 'error'.",
        )


_SAMPLES: dict[str, dict[str, Any]] = {
    "errors": {"level": "error", "message": "a sample of manage.py check"},
    "errors of level fatal": {"level": "fatal", "message": "a sample of manage.py check"},
    "check-ins": {"type": "check_in", "monitor_slug": "sample", "status": "ok"},
}


def _passes(hook: Any, event: dict[str, Any]) -> bool:
    try:
        return bool(hook(dict(event), {}))
    except Exception:
        return True


def spool(facts: Facts) -> Found:
    place = folder()
    existing = next((one for one in (place, *place.parents) if one.exists()), Path("/"))
    if not os.access(existing, os.W_OK):
        yield Problem(
            "W013",
            f"Events cannot wait in {place} while the server is away: it cannot be written.",
            "Set SEISMO_SPOOL_DIR to a folder of this user.",
        )
    elif place.exists() and place.stat().st_mode & stat.S_IROTH:
        yield Problem("W013", f"Everybody on this machine can read {place}.", f"chmod 700 {place}")


def mails_twice(facts: Facts) -> Found:
    from django.conf import settings
    from django.utils.log import AdminEmailHandler

    loggers = [
        logging.getLogger(),
        *(logging.getLogger(name) for name in ("django", "django.request")),
    ]
    handlers = [handler for logger in loggers for handler in logger.handlers]
    is_told = facts.loaded.settings.dsn or facts.loaded.settings.alerts.email_enabled
    if settings.ADMINS and is_told and any(isinstance(one, AdminEmailHandler) for one in handlers):
        yield Problem(
            "W017",
            "Django mails each error to ADMINS beside the alerts, without grouping and without limit.",
            "Take mail_admins out of LOGGING.",
        )


def version(facts: Facts) -> Found:
    if not sdk.is_loaded():
        return
    found = sdk.version()
    if not _OLDEST <= found < _TOO_NEW:
        yield Problem(
            "W018",
            f"sentry-sdk {'.'.join(map(str, found))} is not one that the kit is tested with.",
            "Install sentry-sdk>=2.18,<4.",
        )


def short_schedules(facts: Facts) -> Found:
    if not facts.loaded.settings.celery.beat:
        return
    for name, seconds in _schedules():
        if seconds < 60 and name not in facts.loaded.settings.celery.exclude_beat:
            yield Problem(
                "W020",
                f"The schedule {name} runs every {seconds:g} s; monitors know whole minutes.",
                f"Add {name!r} to SEISMO['CELERY']['EXCLUDE_BEAT'].",
            )


def _schedules() -> Iterator[tuple[str, float]]:
    try:
        schedule = import_module("celery").current_app.conf.beat_schedule or {}
    except ImportError:
        return
    for name, entry in schedule.items():
        every = entry.get("schedule")
        seconds = getattr(every, "total_seconds", lambda every=every: every)()
        if isinstance(seconds, (int, float)):
            yield name, float(seconds)


def uwsgi(facts: Facts) -> Found:
    try:
        options = import_module("uwsgi").opt
    except ImportError:
        return
    if not {"enable-threads", b"enable-threads", "threads", b"threads"} & set(options):
        yield Problem(
            "W021",
            "uWSGI runs without threads, so nothing can be sent in the background.",
            "Start it with --enable-threads.",
        )


def content_security(facts: Facts) -> Found:
    from django.conf import settings

    policy = getattr(settings, "SECURE_CSP", None) or (
        getattr(settings, "CONTENT_SECURITY_POLICY", None) or {}
    ).get("DIRECTIVES", {})
    styles = policy.get("style-src") or policy.get("default-src")
    if policy and styles is not None and not {"'self'", "*"} & set(styles):
        yield Problem(
            "W022",
            "The Content-Security-Policy forbids the style of the error pages.",
            "Add 'self' to style-src.",
        )


def late_start(facts: Facts) -> Found:
    if facts.start.by == "ready":
        yield Problem(
            "I001",
            "Tracking starts when Django has loaded the applications; what fails before is not seen.",
            "Call seismo_django.init() as the last line of settings.py.",
        )


SERIOUS = (test_address, started_twice)
OF_DEPLOYMENT = (
    middleware, own_transactions, error_handler, sampler, sending_hook, spool, mails_twice, version,
    short_schedules, uwsgi, content_security, late_start,
)  # fmt: skip
