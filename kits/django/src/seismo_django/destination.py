"""Where events of this process go: to the server, only into this process, or nowhere; and why."""

import os
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from seismo_django.conf import Loaded, Settings

STAYING = frozenset(
    {"runserver", "runserver_plus", "shell", "shell_plus", "dbshell", "testserver", "test", "celery",
     "celeryd", "celerybeat", "qcluster", "rqworker", "rundramatiq", "db_worker", "process_tasks", "seismo"}
)  # fmt: skip
"""Commands that run until somebody ends them, and those that ask about this process."""


class Where(StrEnum):
    SERVER = "server"
    PROCESS = "process"
    """Captured and kept in memory, for the local viewer and local alerts; nothing is sent."""
    NOWHERE = "nowhere"


class Destination(NamedTuple):
    where: Where
    reason: str
    """A sentence for the doctor."""


def destination(loaded: Loaded, argv: Sequence[str] = ()) -> Destination:
    """Decide for a process that was started with these words, `sys.argv` unless given."""
    settings, argv = loaded.settings, argv or sys.argv
    command = argv[1] if len(argv) > 1 and is_manage(argv) else ""
    if settings.testing == "off" and (command == "test" or "pytest" in sys.modules):
        return Destination(Where.NOWHERE, "Tests run, and TESTING is off.")
    if command in settings.skip_commands:
        return Destination(Where.NOWHERE, f"SKIP_COMMANDS names {command}.")
    if command == "runserver" and _only_reloads(argv):
        return Destination(
            Where.NOWHERE, "This process only starts the one that serves, again and again."
        )
    if settings.dsn and not is_dsn(settings.dsn):
        return Destination(Where.NOWHERE, "SENTRY_DSN cannot be read as a DSN.")
    if loaded.debug and not settings.dsn and command not in ("", *STAYING):
        return Destination(
            Where.NOWHERE, "In DEBUG a command tells its errors where it was called."
        )
    if loaded.debug and not settings.send_in_debug:
        return Destination(Where.PROCESS, _why_not_in_debug(settings))
    if settings.dsn:
        return Destination(Where.SERVER, "A DSN is set.")
    if alerts_by_itself(settings):
        return Destination(Where.PROCESS, "There is no SENTRY_DSN; errors only raise local alerts.")
    return Destination(Where.NOWHERE, "There is no SENTRY_DSN.")


def _why_not_in_debug(settings: Settings) -> str:
    if settings.dsn:
        return "DEBUG is on: nothing leaves unless SEISMO_SEND_IN_DEBUG=1."
    return "There is no SENTRY_DSN, and DEBUG is on: errors stay on this machine."


def _only_reloads(argv: Sequence[str]) -> bool:
    """The first of the two processes of `runserver`, which Django tells apart by this variable."""
    return "--noreload" not in argv and os.environ.get("RUN_MAIN") != "true"


def is_manage(argv: Sequence[str]) -> bool:
    """Whether these words start a management command."""
    program = argv[0].replace("\\", "/").rpartition("/")[2] if argv else ""
    return program in ("manage.py", "django-admin", "django-admin.py") or argv[0].endswith(
        "django/__main__.py"
    )


def is_dsn(text: str) -> bool:
    from sentry_sdk.utils import BadDsn, Dsn

    try:
        Dsn(text)
    except (BadDsn, ValueError):
        return False
    return True


def alerts_by_itself(settings: Settings) -> bool:
    """Whether this application tells people of its errors without a server."""
    alerts = settings.alerts
    has_channel = (
        alerts.email_enabled or alerts.slack_enabled or alerts.discord_webhook_url
        or alerts.pagerduty_routing_key or alerts.webhook_url or alerts.rules
    )  # fmt: skip
    return alerts.mode == "local" or (alerts.mode == "auto" and bool(has_channel))
