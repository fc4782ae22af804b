"""Which events the transport took over, for error pages that must not show an id of nothing."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope

Fate = Literal["sent", "queued", "stored"]
KEPT = 2000
"""Events of one process that are remembered."""

listeners: list[Callable[["Envelope"], None]] = []
"""Called in the transport's worker thread for each accepted, scrubbed envelope."""

_fates: OrderedDict[str, Fate] = OrderedDict()
_lock = threading.Lock()


def accept(event_id: str, fate: Fate) -> None:
    with _lock:
        _fates[event_id] = fate
        while len(_fates) > KEPT:
            _fates.popitem(last=False)


def was_accepted(event_id: str) -> Fate | None:
    """None: the event was ignored, sampled out or refused, or is long forgotten."""
    return _fates.get(event_id)
