"""What `/ready/` asks of each part that the application needs."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from seismo_django.conf import current
from seismo_django.guard import guarded

REMEMBERED = 30.0
"""Seconds for which a yes stands that costs much to get."""
NO_REMEMBERED = 5.0
"""Seconds for which its no stands."""


class Answer(NamedTuple):
    is_ok: bool
    sentence: str


def database() -> Answer:
    from django.db import connections

    for alias in _needed():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    return Answer(True, "answers")


def _needed() -> Sequence[str]:
    from django.db import connections

    return current().settings.health.databases or list(connections)


def cache() -> Answer:
    from django.core.cache import cache as default

    default.set("seismo.ready", "1", 10)
    if default.get("seismo.ready") != "1" and not _is_dummy():
        return Answer(False, "does not give back what was put in")
    return Answer(True, "answers")


def _is_dummy() -> bool:
    from django.core.cache import caches

    return str(caches.settings["default"]["BACKEND"]).endswith("dummy.DummyCache")


def migrations() -> Answer:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    for alias in _needed():
        executor = MigrationExecutor(connections[alias])
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            first = waiting[0][0]
            return Answer(False, f"{len(waiting)} to apply, first {first.app_label}.{first.name}")
    return Answer(True, "all applied")


def celery() -> Answer:
    from celery import current_app

    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
        answers = current_app.control.ping(timeout=1.0, connection=broker)
    return Answer(
        bool(answers), f"{len(answers)} workers answer" if answers else "no worker answers"
    )


CHECKS: dict[str, tuple[Callable[[], Answer], float]] = {
    "db": (database, 0),
    "cache": (cache, 0),
    "migrations": (migrations, REMEMBERED),
    "celery": (celery, REMEMBERED),
}
"""By the name that HEALTH.READY has: what asks, and for how many seconds its yes stands."""

_remembered: dict[str, tuple[float, Answer]] = {}


def asked(name: str) -> Answer:
    """The answer of one part. What fails has an answer, too."""
    if name not in CHECKS:
        known = ", ".join(CHECKS)
        return Answer(False, f"there is no check {name!r}: HEALTH.READY knows {known}")
    check, seconds = CHECKS[name]
    until, answer = _remembered.get(name, (0.0, Answer(False, "")))
    if time.monotonic() < until:
        return answer
    answer = _tried(check)
    stands = seconds if answer.is_ok else min(seconds, NO_REMEMBERED)
    _remembered[name] = (time.monotonic() + stands, answer)
    return answer


def _tried(check: Callable[[], Answer]) -> Answer:
    try:
        return check()
    except Exception as error:
        return Answer(False, f"{type(error).__name__}: {error}"[:200])


@guarded(otherwise=None)
def transport() -> dict[str, float | str] | None:
    """How sending goes. It says nothing of readiness: monitoring must not stop what it watches."""
    from seismo_django.counting import total

    return {
        "sent": total("transport.sent"),
        "spooled": total("transport.spooled"),
        "dropped": total("transport.dropped"),
    }
