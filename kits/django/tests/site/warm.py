"""Starts processes of the site by forking one that has imported what all of them import.

Reads a JSON line for each: `environment`, `words` as of a Python command line, `output` a file. Answers
with the exit code; with `stays` at once, with the number of the process. A line with `process`, such a
number, asks for its exit code: nothing while it runs, unless `wait` says to wait. The child is a process
like any other: it reads its settings anew and ends as a program does.
"""

import json
import os
import runpy
import sys
from importlib import import_module
from typing import Any

from sentry_sdk.integrations import iter_default_integrations

SHARED = (
    "celery.app.task", "celery.app.trace", "celery.beat", "django.contrib.sessions.middleware",
    "django.core.cache", "django.core.handlers.asgi", "django.core.handlers.wsgi",
    "django.core.management", "django.core.management.commands.migrate", "django.db.backends.sqlite3.base",
    "django.test", "django.urls", "django.views.debug", "kombu", "redis.asyncio", "httpx",
    "seismo_django.sdk_options", "wsgiref.simple_server",
)  # fmt: skip
"""None of them asks Django's settings."""


def serve() -> dict[str, Any] | None:
    """What a child shall do; None in the parent, once nobody asks any more."""
    for name in SHARED:
        import_module(name)
    list(iter_default_integrations(with_auto_enabling_integrations=True))
    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        child = asked.get("process") or os.fork()
        if not child:
            return asked
        sys.stdout.write(f"{answer(asked, child)}\n")
        sys.stdout.flush()
    return None


def answer(asked: dict[str, Any], child: int) -> int | str:
    if asked.get("stays"):
        return child
    ended, status = os.waitpid(child, 0 if asked.get("wait", True) else os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else ""


def become(asked: dict[str, Any]) -> None:
    output = os.open(asked["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, output), (2, output)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(asked["environment"])
    first, *rest = asked["words"]
    if first == "-c":
        sys.argv = ["-c", *rest[1:]]
        exec(compile(rest[0], "<string>", "exec"), {"__name__": "__main__"})
    else:
        sys.argv = [first, *rest]
        runpy.run_path(first, run_name="__main__")


if __name__ == "__main__":
    asked = serve()
    if asked is not None:
        become(asked)
