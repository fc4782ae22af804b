"""Exceptions with which tasks may end: no issues, but counted."""

from collections.abc import Iterable
from typing import Any

from seismo_django.conf.process import current

Event = dict[str, Any]
Hint = dict[str, Any]


def is_expected(error: BaseException, task: Any = None) -> bool:
    """Whether the task's `throws` or CELERY.EXPECTED names its class or one above it."""
    throws = getattr(task, "throws", None) or ()
    return isinstance(error, throws) or _is_named(error, current().settings.celery.expected)


def without_expected(event: Event, hint: Hint) -> Event | None:
    """A step of `before_send`. What the application captures itself is wanted, whatever its class."""
    if not hint.get("exc_info") or not _is_of_task(event):
        return event
    return None if is_expected(hint["exc_info"][1]) else event


def _is_of_task(event: Event) -> bool:
    values = (event.get("exception") or {}).get("values") or [{}]
    return (values[-1].get("mechanism") or {}).get("type") == "celery"


def _is_named(error: BaseException, entries: Iterable[Any]) -> bool:
    classes = type(error).__mro__
    paths = {f"{one.__module__}.{one.__qualname__}" for one in classes}
    return any(entry in paths if isinstance(entry, str) else entry in classes for entry in entries)
