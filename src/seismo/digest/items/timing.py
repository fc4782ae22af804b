"""When something happened, by a client whose clock may be wrong (protocol.md 7.3)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
from msgspec.structs import force_setattr

from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.timestamps import (
    MAX_SECONDS_IN_FUTURE,
    MAX_SECONDS_IN_PAST,
    clock_drift,
    to_unix,
)

END_OF_TIME = 253_402_300_800
"""The year 10000 in unix seconds; calendars stop before it."""


if TYPE_CHECKING:
    Seconds: TypeAlias = float
else:
    Seconds = datetime | float
"""Unix seconds, which the SDK for Go writes as RFC 3339. For fields of a `Timed`."""


class Timed(msgspec.Struct, frozen=True, gc=False):
    """A struct whose `Seconds` are numbers once it is read."""

    def __post_init__(self) -> None:
        for name in ("timestamp", "start_timestamp", "end_timestamp"):
            moment: Any = getattr(self, name, None)
            if type(moment) is datetime:
                force_setattr(self, name, _unix(moment))


def _unix(moment: datetime) -> float:
    """Before all time where the calendar ends, so that nobody takes it for a time."""
    try:
        return to_unix(moment)
    except OverflowError:
        return -1.0


def is_time(seconds: float | None) -> bool:
    return seconds is not None and 0 < seconds < END_OF_TIME


def shift_of(moment: float, facts: Facts) -> float:
    """What must be added to a time that `is_time`: the drift of the client's clock, or what brings an
    impossible time to the time of receipt. Unix seconds."""
    drift = clock_drift(facts)
    age = facts.received - (moment + drift)
    if -MAX_SECONDS_IN_FUTURE <= age <= MAX_SECONDS_IN_PAST:
        return drift
    return facts.received - moment


def corrected(moment: float | None, facts: Facts) -> float:
    """When it happened; the time of receipt when the client does not say, or cannot be right."""
    if moment is None or not is_time(moment):
        return facts.received
    return moment + shift_of(moment, facts)
