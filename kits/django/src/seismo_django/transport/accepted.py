"""What became of events: whether the server has them, or they wait, and who listens to what goes out."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, TypeAlias

from seismo_django.guard import note_failure

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope

State: TypeAlias = Literal["sent", "queued", "stored"]
"""The server has it; it waits in memory for its turn; it waits on disk for the server."""

REMEMBERED = 2000

listeners: "list[Callable[[Envelope], None]]" = []
"""Called in the transport's thread with each envelope that was accepted. It is scrubbed by then."""

_states: OrderedDict[str, State] = OrderedDict()
_lock = threading.Lock()


def was_accepted(event_id: str) -> State | None:
    """None: it was dropped, or never captured, or is older than the last 2,000. With or without dashes."""
    return _states.get(event_id.replace("-", ""))


def note(event_ids: Iterable[str], state: State | None) -> None:
    """From now on these are in that state; None forgets them, as they were dropped after all."""
    with _lock:
        for event_id in event_ids:
            if state is None:
                _states.pop(event_id, None)
                continue
            _states[event_id] = state
            _states.move_to_end(event_id)
        while len(_states) > REMEMBERED:
            _states.popitem(last=False)


def ids_of(envelope: "Envelope") -> list[str]:
    """Ids of what a person may be told about: errors and feedback."""
    kinds = {item.headers.get("type") for item in envelope.items}
    event_id = envelope.headers.get("event_id")
    is_told = not kinds.isdisjoint(("event", "feedback"))
    return [str(event_id).replace("-", "")] if is_told and event_id else []


def tell(envelope: "Envelope") -> None:
    """Call the listeners. One that fails is counted, and the others hear all the same."""
    for listener in tuple(listeners):
        try:
            listener(envelope)
        except Exception:
            note_failure(f"{listener.__module__}.{listener.__qualname__}")
