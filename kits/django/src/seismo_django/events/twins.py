"""One failure, one event.

A log line that tells of an exception is that exception. It is given it, so that the line comes with its
stack, and the SDK, which knows an exception that it has seen, drops the second of the pair. An error page
that fails itself is called again by each middleware above; all but the first are twins.
"""

import inspect
import sys
from types import TracebackType
from typing import Any, TypeVar

from seismo_django.events.bind import exception_of
from seismo_django.events.ignore import count_ignored
from seismo_django.requests.state import state_in

Event = TypeVar("Event", bound=dict[str, Any])
SHORTEST_TELLING_TEXT = 4
"""Characters. The text of an exception that is shorter stands in many log lines by chance."""


def with_its_exception(event: Event, hint: dict[str, Any]) -> Event:
    """Give the event of a log line the exception that the line tells of. Runs before the SDK's dedupe."""
    record = hint.get("log_record")
    if record is None or hint.get("exc_info"):
        return event
    exception = _told_of(record.args) or _being_handled(record.getMessage())
    if exception is None:
        return event
    raised, raised_hint = _as_event(exception)
    event["exception"] = raised["exception"]
    hint |= raised_hint
    return event


def _as_event(exception: BaseException) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the SDK makes of it; from sentry-sdk 3 on it finds the client's options itself."""
    import sentry_sdk
    from sentry_sdk.utils import event_from_exception

    takes_options = "client_options" in inspect.signature(event_from_exception).parameters
    options = {"client_options": sentry_sdk.get_client().options} if takes_options else {}
    made: Any = event_from_exception(
        exception, mechanism={"type": "logging", "handled": True}, **options
    )
    return made[0], made[1]


def without_twins(event: Event, hint: dict[str, Any]) -> Event | None:
    """End an unhandled error that was raised at the same place in the same request before."""
    state, exception = state_in(hint), exception_of(hint)
    if state is None or exception is None or not is_unhandled(event):
        return event
    place = (type(exception).__name__, *_place(exception.__traceback__))
    if place in state.places:
        count_ignored("twin", state.route)
        return None
    state.places.add(place)
    return event


def _told_of(arguments: Any) -> BaseException | None:
    """`logger.error("%s", error)`"""
    told = arguments if isinstance(arguments, tuple) else ()
    raised = [one for one in told if isinstance(one, BaseException) and one.__traceback__]
    return raised[0] if len(raised) == 1 else None


def _being_handled(message: str) -> BaseException | None:
    """`logger.error(f"failed: {error}")` inside of the `except`"""
    exception = sys.exc_info()[1]
    text = str(exception) if exception is not None else ""
    return exception if len(text) >= SHORTEST_TELLING_TEXT and text in message else None


def is_unhandled(event: dict[str, Any]) -> bool:
    values = event.get("exception", {}).get("values") or [{}]
    return (values[-1].get("mechanism") or {}).get("handled") is False


def _place(traceback: TracebackType | None) -> tuple[str, int]:
    if traceback is None:
        return ("", 0)
    while traceback.tb_next:
        traceback = traceback.tb_next
    return (traceback.tb_frame.f_code.co_filename, traceback.tb_lineno)
