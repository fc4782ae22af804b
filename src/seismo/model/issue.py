"""An issue and its transitions: what a new event, or a person, does to it. Pure."""

from enum import StrEnum

import msgspec


class Level(StrEnum):
    FATAL = "fatal"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    DEBUG = "debug"


class Status(StrEnum):
    UNRESOLVED = "unresolved"
    RESOLVED = "resolved"
    IGNORED = "ignored"


class Substatus(StrEnum):
    NEW = "new"
    ONGOING = "ongoing"
    REGRESSED = "regressed"
    ARCHIVED_UNTIL_ESCALATING = "archived_until_escalating"


class ChangeKind(StrEnum):
    """What a row of the outbox says."""

    NEW = "new"
    REGRESSED = "regressed"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    MERGED = "merged"
    """Other issues became a part of this one."""
    UNMERGED = "unmerged"
    """A part of this issue became an issue of its own."""
    SPLIT_OFF = "split_off"
    """The issue was a part of another one."""


class IssueState(msgspec.Struct, frozen=True):
    """What of an issue events and people change. Times are unix seconds."""

    status: Status
    substatus: Substatus | None
    first_seen: float
    last_seen: float
    times_seen: int
    resolved_at: float | None
    first_release: str
    last_release: str
    last_event_id: str


class Sighting(msgspec.Struct, frozen=True):
    """What an issue needs to know of an event."""

    event_id: str
    timestamp: float
    received: float
    release: str


def opened(sighting: Sighting, *, is_muted: bool = False) -> IssueState:
    """The issue that a first event makes, before that event is counted. A muted one starts archived."""
    return IssueState(
        status=Status.IGNORED if is_muted else Status.UNRESOLVED,
        substatus=Substatus.ARCHIVED_UNTIL_ESCALATING if is_muted else Substatus.NEW,
        first_seen=sighting.timestamp,
        last_seen=sighting.timestamp,
        times_seen=0,
        resolved_at=None,
        first_release=sighting.release,
        last_release=sighting.release,
        last_event_id=sighting.event_id,
    )


def observe(state: IssueState, sighting: Sighting) -> tuple[IssueState, ChangeKind | None]:
    """Count an event. A resolved issue that is seen after its resolution has regressed.

    An event that happened before the resolution but arrives after it (an offline client) is counted
    and reopens nothing.
    """
    newest = sighting.timestamp >= state.last_seen
    counted = msgspec.structs.replace(
        state,
        first_seen=min(state.first_seen, sighting.timestamp),
        last_seen=max(state.last_seen, sighting.timestamp),
        times_seen=state.times_seen + 1,
        last_release=(sighting.release or state.last_release) if newest else state.last_release,
        last_event_id=sighting.event_id if newest else state.last_event_id,
    )
    if state.times_seen == 0:
        return counted, ChangeKind.NEW
    if state.status is not Status.RESOLVED or sighting.timestamp <= (state.resolved_at or 0):
        return counted, None
    reopened = msgspec.structs.replace(
        counted, status=Status.UNRESOLVED, substatus=Substatus.REGRESSED, resolved_at=None
    )
    return reopened, ChangeKind.REGRESSED


def resolve(state: IssueState, now: float) -> IssueState:
    return msgspec.structs.replace(state, status=Status.RESOLVED, substatus=None, resolved_at=now)


def reopen(state: IssueState) -> IssueState:
    return msgspec.structs.replace(
        state, status=Status.UNRESOLVED, substatus=Substatus.ONGOING, resolved_at=None
    )


def merged(into: IssueState, other: IssueState) -> IssueState:
    """Both as one, with the status of the first; if that is resolved and the other open, it reopens."""
    earlier, later = (
        (into, other)[other.first_seen < into.first_seen],
        (into, other)[other.last_seen > into.last_seen],
    )
    one = msgspec.structs.replace(
        into,
        first_seen=earlier.first_seen,
        last_seen=later.last_seen,
        times_seen=into.times_seen + other.times_seen,
        first_release=earlier.first_release,
        last_release=later.last_release or into.last_release,
        last_event_id=later.last_event_id,
    )
    hides = one.status is Status.RESOLVED and other.status is Status.UNRESOLVED
    return reopen(one) if hides else one


CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U, so that a short id can be read out loud."""


def short_id(prefix: str, number: int) -> str:
    """Such as `SHOP-1A` for the 42nd issue of SHOP."""
    digits = ""
    while number:
        number, rest = divmod(number, 32)
        digits = CROCKFORD[rest] + digits
    return f"{prefix}-{digits or '0'}"


def parse_short_id(text: str) -> tuple[str, int] | None:
    """The prefix and the number of a short id in any case; None when it is not one."""
    prefix, dash, digits = text.strip().upper().rpartition("-")
    if not (prefix and dash and digits) or len(digits) > 12:
        return None
    number = 0
    for digit in digits:
        value = CROCKFORD.find(digit)
        if value < 0:
            return None
        number = number * 32 + value
    return prefix, number
