"""Tasks that end in every way, and a scheduler that finds everything due at once."""

import os
from datetime import timedelta
from typing import Any

from celery import Celery
from celery.beat import PersistentScheduler
from celery.exceptions import SoftTimeLimitExceeded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acceptance.settings")

app = Celery("acceptance")
app.config_from_object("django.conf:settings", namespace="CELERY")


class Expected(Exception):
    """The business knows it."""


@app.task
def fine() -> None:
    """Nothing to do."""


@app.task
def broken() -> None:
    raise RuntimeError("the task is broken")


@app.task(autoretry_for=(ConnectionError,), max_retries=2, default_retry_delay=0)
def never_reached() -> None:
    raise ConnectionError("nobody answers")


@app.task(bind=True, autoretry_for=(ConnectionError,), max_retries=2, default_retry_delay=0)
def reached_at_last(self: Any) -> None:
    if self.request.retries < 2:
        raise ConnectionError("not yet")


@app.task(throws=(Expected,))
def allowed() -> None:
    raise Expected("as declared by the task")


@app.task
def known() -> None:
    raise Expected("as declared in the settings")


@app.task
def slow() -> None:
    raise SoftTimeLimitExceeded


class AtOnce(PersistentScheduler):  # type: ignore[misc]  # Celery has no types
    """Everything is due when it starts."""

    def setup_schedule(self) -> None:
        super().setup_schedule()
        for entry in self.schedule.values():
            entry.last_run_at = app.now() - timedelta(days=1)
