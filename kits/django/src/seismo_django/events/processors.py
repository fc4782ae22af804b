"""What is done to every event before it is serialised, in requests, tasks and commands alike."""

import threading
from collections.abc import Callable
from typing import Any

from seismo_django.events.personal import with_its_user, within_privacy
from seismo_django.events.readable import readable, with_readable_values
from seismo_django.events.twins import with_its_exception
from seismo_django.guard import note_failure

PROCESSORS: tuple[Callable[[Any, Any], Any], ...] = (
    with_its_exception,
    with_its_user,
    within_privacy,
    with_readable_values,
)

_lock = threading.Lock()
_is_installed = False


def install() -> None:
    """Call it before `sentry_sdk.init`, so that the SDK's dedupe comes after."""
    from sentry_sdk.scope import add_global_event_processor
    from sentry_sdk.serializer import add_global_repr_processor

    global _is_installed  # the SDK keeps its processors for the life of the process
    with _lock:
        if _is_installed:
            return
        _is_installed = True
    add_global_event_processor(_processed)
    add_global_repr_processor(readable)


def _processed(event: Any, hint: Any) -> Any:
    for processor in PROCESSORS:
        try:
            event = processor(event, hint)
        except Exception:
            note_failure(f"{processor.__module__}.{processor.__qualname__}")
    return event
