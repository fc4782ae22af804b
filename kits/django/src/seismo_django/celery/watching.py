"""What Celery's signals tell of each run of a task."""

import time
from typing import Any

import sentry_sdk
from celery.exceptions import SoftTimeLimitExceeded
from celery.signals import (
    task_failure,
    task_postrun,
    task_prerun,
    task_revoked,
    worker_process_shutdown,
)

from seismo_django import counting, metrics, spans
from seismo_django.celery.expected import is_expected
from seismo_django.guard import guarded

BEGUN = "seismo_begun"
ENDED = "seismo_ended"
"""What is noted on the request of a run."""
SENT_AT = "sentry-task-enqueued-time"


def watch() -> None:
    """Listen. Doing it twice changes nothing."""
    task_prerun.connect(_begin, dispatch_uid="seismo")
    task_failure.connect(_note_failure, dispatch_uid="seismo")
    task_postrun.connect(_finish, dispatch_uid="seismo")
    task_revoked.connect(_note_revoked, dispatch_uid="seismo")
    worker_process_shutdown.connect(_note_lost, dispatch_uid="seismo")


def silence_retries() -> None:
    """A try that will be repeated says nothing of its schedule: only the last one does.

    The SDK reports every failed try, and a monitor that hears "error" before "ok" has alerted by then.
    """
    from celery.signals import task_retry
    from sentry_sdk.integrations.celery.beat import crons_task_retry

    task_retry.disconnect(crons_task_retry)


@guarded(otherwise=None)
def _begin(task: Any = None, **_: Any) -> None:
    request = task.request
    setattr(request, BEGUN, time.monotonic())
    queue = _queue_of(request)
    tags = {
        "celery.queue": queue,
        "celery.retries": str(request.retries or 0),
        "celery.worker": request.hostname,
    }
    _tag(tags)
    sentry_sdk.get_isolation_scope().set_context("celery", _context(task, queue))
    sent_at = (request.headers or {}).get(SENT_AT)
    if sent_at and not request.eta:
        waited = max(0.0, time.time() - float(sent_at))
        metrics.distribution("celery.queue.wait", waited, unit="second", queue=queue)


def _tag(tags: dict[str, Any]) -> None:
    """On what fails as a tag, on what is traced as an attribute."""
    told = {name: value for name, value in tags.items() if value}
    for name, value in told.items():
        sentry_sdk.get_isolation_scope().set_tag(name, value)
    spans.annotate(told)


def _queue_of(request: Any) -> str:
    return str((request.delivery_info or {}).get("routing_key") or "")


def _context(task: Any, queue: str) -> dict[str, Any]:
    request = task.request
    limit, soft_limit = request.timelimit or (None, None)
    told = {
        "task": task.name,
        "queue": queue,
        "retries": request.retries,
        "max_retries": task.max_retries,
        "eta": str(request.eta) if request.eta else None,
        "time_limit": limit or task.time_limit,
        "soft_time_limit": soft_limit or task.soft_time_limit,
        "worker": request.hostname,
    }
    return {name: value for name, value in told.items() if value is not None}


@guarded(otherwise=None)
def _note_failure(sender: Any = None, exception: Any = None, **_: Any) -> None:
    if isinstance(exception, SoftTimeLimitExceeded):
        setattr(sender.request, ENDED, "timeout")
    if is_expected(exception, sender):
        setattr(sender.request, ENDED, "expected")
        spans.set_status("ok")
        _tag({"celery.expected": "true"})
        counting.count("ignored", reason="expected", route=sender.name)


@guarded(otherwise=None)
def _finish(task: Any = None, state: Any = None, **_: Any) -> None:
    ended = getattr(task.request, ENDED, None) or str(state or "unknown").lower()
    metrics.count("celery.tasks", task=task.name, state=ended)
    took = time.monotonic() - getattr(task.request, BEGUN, time.monotonic())
    metrics.distribution("celery.task", took, unit="second", task=task.name)


@guarded(otherwise=None)
def _note_revoked(request: Any = None, terminated: bool = False, **others: Any) -> None:
    state = "terminated" if terminated else "expired" if others.get("expired") else "revoked"
    metrics.count("celery.tasks", task=request.task, state=state)


@guarded(otherwise=None)
def _note_lost(exitcode: Any = None, **_: Any) -> None:
    if exitcode:
        metrics.count("celery.workers.lost", exitcode=exitcode)
