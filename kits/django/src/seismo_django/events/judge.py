"""The kit's `before_send`: a line of steps, each of which passes the event on or ends it."""

from collections.abc import Callable
from typing import Any

from seismo_django.celery.expected import without_expected
from seismo_django.celery.monitors import named
from seismo_django.conf.process import current
from seismo_django.counting import count
from seismo_django.events.bind import bind
from seismo_django.events.grouping import group
from seismo_django.events.ignore import ignore
from seismo_django.events.on_purpose import let_tests_out
from seismo_django.events.personal import within_privacy
from seismo_django.events.twins import without_twins
from seismo_django.guard import note_failure
from seismo_django.hooks import FAILED, hook
from seismo_django.scrub.markings import hide_marked

Event = dict[str, Any]
Hint = dict[str, Any]
Step = Callable[[Event, Hint], Event | None]

STEPS: tuple[Step, ...] = (
    without_expected,
    ignore,
    without_twins,
    group,
    within_privacy,
    bind,
    hide_marked,
)
"""In the order of the journey."""


def before_send(event: Event, hint: Hint) -> Event | None:
    """Judge an error. Check-ins, feedback and whatever else has a `type` are nobody's errors and pass."""
    if event.get("type"):
        told = named(event) if event["type"] == "check_in" else event
        return _own(told, hint) if told and current().settings.before_send_all else told
    judged: Event | None = event
    for step in (*STEPS, _own, let_tests_out):
        if judged is None:
            return None
        judged = _taken(step, judged, hint)
    return judged


def _own(event: Event, hint: Hint) -> Event | None:
    """The project's own BEFORE_SEND, which sees what the kit would send."""
    own = hook(current().settings.before_send, "BEFORE_SEND")
    if own is None:
        return event
    kept = own(event, hint)
    if kept is FAILED:
        return event
    if not kept:
        count("ignored", reason="before_send")
        return None
    return dict(kept)


def _taken(step: Step, event: Event, hint: Hint) -> Event | None:
    """A step that fails loses no event."""
    try:
        return step(event, hint)
    except Exception:
        note_failure(f"{step.__module__}.{step.__qualname__}")
        return event
