"""Which event an exception became.

`sentry_sdk.last_event_id()` names whatever was captured last: a message, a check-in, an event that was
sampled out. An exception knows its own event here, and tells it only when the transport took it.
"""

from collections.abc import Iterator
from typing import Any

from seismo_django.requests.state import state_in
from seismo_django.transport.accepted import was_accepted

_ATTRIBUTE = "__seismo_event_id__"


def exception_of(hint: dict[str, Any]) -> BaseException | None:
    """The exception that an event is about."""
    exc_info = hint.get("exc_info")
    if isinstance(exc_info, BaseException):
        return exc_info
    return exc_info[1] if isinstance(exc_info, tuple) else None


def bind(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """The last step before an event is sampled and sent."""
    exception = exception_of(hint)
    if exception is not None:
        setattr(exception, _ATTRIBUTE, event["event_id"])
    state = state_in(hint)
    if state is not None:
        state.bound_id = event["event_id"]
    return event


def bound_id(exception: BaseException) -> str | None:
    """The id of the event of this very exception, sent or not."""
    return getattr(exception, _ATTRIBUTE, None)


def event_id_of(exception: BaseException | None) -> str | None:
    """The id of the accepted event of this exception, or of the nearest one that led to it."""
    for link in chain_of(exception):
        bound = bound_id(link)
        if bound:
            return bound if was_accepted(bound) else None
    return None


def chain_of(exception: BaseException | None) -> Iterator[BaseException]:
    """The exception, what it was raised from, and so on, the way Python prints them."""
    seen: set[int] = set()
    while exception is not None and id(exception) not in seen:
        seen.add(id(exception))
        yield exception
        hidden = exception.__suppress_context__
        exception = exception.__cause__ or (None if hidden else exception.__context__)
