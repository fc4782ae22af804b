"""An issue and its transitions: what a new event, or a person, does to it. Pure."""

from enum import StrEnum
from typing import NamedTuple

import msgspec

from seismo.model.terms import Archive, ReleaseOrder, Resolution, Seen, Terms, end_of, return_of


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
    ESCALATING = "escalating"
    ARCHIVED_UNTIL_ESCALATING = "archived_until_escalating"
    ARCHIVED_UNTIL_CONDITION_MET = "archived_until_condition_met"
    ARCHIVED_FOREVER = "archived_forever"


FOR_REVIEW = frozenset({Substatus.NEW, Substatus.REGRESSED, Substatus.ESCALATING})
"""What somebody should look at: for a week, or until somebody says that they did."""
REVIEW_SECONDS = 7 * 86_400.0


class Priority(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


PRIORITIES: dict[str, Priority] = {
    Level.FATAL: Priority.HIGH,
    Level.ERROR: Priority.HIGH,
    Level.WARNING: Priority.MEDIUM,
    Level.INFO: Priority.LOW,
    Level.DEBUG: Priority.LOW,
}
"""Of an issue whose priority nobody set, by its level."""


class ChangeKind(StrEnum):
    """What a row of the outbox says. The values are stored: never change one."""

    NEW = "new"
    REGRESSED = "regressed"
    ESCALATED = "escalated"
    """It was archived and came back by itself."""
    ONGOING = "ongoing"
    """It was new, regressed or escalating for a week."""
    RESOLVED = "resolved"
    """By nobody: nothing was seen of it for as long as its project says."""
    REOPENED = "reopened"
    ARCHIVED = "archived"
    REVIEWED = "reviewed"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    PRIORITY = "priority"
    COMMENTED = "commented"
    UNDONE = "undone"
    """The change before was taken back."""
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
    since: float
    """When it came into this status and substatus."""
    terms: Terms | None
    """Of a resolved issue its resolution, of an archived one what brings it back."""
    level: str
    priority: Priority
    is_priority_set: bool
    """Whether a person chose the priority, so that nothing else changes it."""
    first_seen: float
    last_seen: float
    times_seen: int
    resolved_at: float | None
    first_release: str
    last_release: str
    last_event_id: str

    @property
    def is_for_review(self) -> bool:
        return self.status is Status.UNRESOLVED and self.substatus in FOR_REVIEW

    @property
    def asks_for_order(self) -> bool:
        """Whether the next event has to be compared with a release."""
        return isinstance(self.terms, Resolution) and bool(self.terms.release)


class Sighting(msgspec.Struct, frozen=True):
    """What an issue needs to know of an event."""

    event_id: str
    timestamp: float
    received: float
    release: str
    environment: str = ""
    level: str = Level.ERROR


class Change(NamedTuple):
    """What an event or the clock did to an issue beyond being counted."""

    kind: ChangeKind
    sentence: str = ""
    """Why, for people."""


NO_ORDER = ReleaseOrder()


def opened(sighting: Sighting, *, is_muted: bool = False) -> IssueState:
    """The issue that a first event makes, before that event is counted. A muted one starts archived."""
    return IssueState(
        status=Status.IGNORED if is_muted else Status.UNRESOLVED,
        substatus=Substatus.ARCHIVED_UNTIL_ESCALATING if is_muted else Substatus.NEW,
        since=sighting.received,
        terms=None,
        level=sighting.level,
        priority=priority_by(sighting.level),
        is_priority_set=False,
        first_seen=sighting.timestamp,
        last_seen=sighting.timestamp,
        times_seen=0,
        resolved_at=None,
        first_release=sighting.release,
        last_release=sighting.release,
        last_event_id=sighting.event_id,
    )


def priority_by(level: str) -> Priority:
    return PRIORITIES.get(level, Priority.HIGH)


def observe(
    state: IssueState, sighting: Sighting, order: ReleaseOrder = NO_ORDER
) -> tuple[IssueState, Change | None]:
    """Count an event. It may bring a resolved or an archived issue back, as far as its terms say so.

    An event that happened before the resolution but arrives after it (an offline client) is counted
    and reopens nothing. `order` is of the issue's project; only the terms of a resolution ask for it.
    """
    newest = sighting.timestamp >= state.last_seen
    counted = msgspec.structs.replace(
        state,
        level=sighting.level if newest else state.level,
        first_seen=min(state.first_seen, sighting.timestamp),
        last_seen=max(state.last_seen, sighting.timestamp),
        times_seen=state.times_seen + 1,
        last_release=(sighting.release or state.last_release) if newest else state.last_release,
        last_event_id=sighting.event_id if newest else state.last_event_id,
    )
    if state.times_seen == 0:
        return counted, Change(ChangeKind.NEW)
    if state.status is Status.UNRESOLVED:
        return counted, None
    if state.status is Status.RESOLVED:
        return _after_resolution(counted, sighting, order)
    return _after_archive(counted, sighting)


def _after_resolution(
    state: IssueState, sighting: Sighting, order: ReleaseOrder
) -> tuple[IssueState, Change | None]:
    if sighting.timestamp <= (state.resolved_at or 0):
        return state, None
    terms = state.terms if isinstance(state.terms, Resolution) else None
    seen = Seen(sighting.timestamp, sighting.release, sighting.environment)
    sentence = return_of(terms, seen, order)
    if sentence is None:
        return state, None
    back = _enter(state, Status.UNRESOLVED, Substatus.REGRESSED, sighting.received)
    return back, Change(ChangeKind.REGRESSED, sentence)


def _after_archive(state: IssueState, sighting: Sighting) -> tuple[IssueState, Change | None]:
    terms = state.terms
    sentence = None
    if isinstance(terms, Archive):
        sentence = end_of(terms, state.times_seen, sighting.received)
    if sentence is None:
        return state, None
    return escalate(state, sighting.received), Change(ChangeKind.ESCALATED, sentence)


def resolve(state: IssueState, now: float, terms: Resolution | None = None) -> IssueState:
    return _enter(state, Status.RESOLVED, None, now, terms)


def archive(state: IssueState, now: float, terms: Archive) -> IssueState:
    if terms == Archive():
        return _enter(state, Status.IGNORED, Substatus.ARCHIVED_FOREVER, now)
    until_escalating = terms.is_until_escalating
    substatus = (
        Substatus.ARCHIVED_UNTIL_ESCALATING
        if until_escalating
        else Substatus.ARCHIVED_UNTIL_CONDITION_MET
    )
    return _enter(state, Status.IGNORED, substatus, now, terms)


def limit(state: IssueState, hourly: int) -> IssueState:
    """Note how many events an hour of an issue may have that is archived until it escalates."""
    terms = state.terms if isinstance(state.terms, Archive) else Archive()
    known = msgspec.structs.replace(terms, is_until_escalating=True, hourly_limit=hourly)
    return msgspec.structs.replace(state, terms=known)


def reopen(state: IssueState, now: float) -> IssueState:
    """By hand. One that was archived in its first week is new again."""
    is_new = state.status is Status.IGNORED and state.first_seen > now - REVIEW_SECONDS
    return _enter(state, Status.UNRESOLVED, Substatus.NEW if is_new else Substatus.ONGOING, now)


def escalate(state: IssueState, now: float) -> IssueState:
    """Bring an archived issue back: it deserves a look before others."""
    back = _enter(state, Status.UNRESOLVED, Substatus.ESCALATING, now)
    return back if back.is_priority_set else msgspec.structs.replace(back, priority=Priority.HIGH)


def settle(state: IssueState, now: float) -> IssueState:
    """What was new, regressed or escalating for a while, or was looked at, is just there."""
    if not state.is_for_review:
        return state
    settled = _enter(state, Status.UNRESOLVED, Substatus.ONGOING, now)
    if settled.is_priority_set:
        return settled
    return msgspec.structs.replace(settled, priority=priority_by(settled.level))


def prioritize(state: IssueState, priority: Priority) -> IssueState:
    """By hand: it stays whatever happens."""
    return msgspec.structs.replace(state, priority=priority, is_priority_set=True)


def _enter(
    state: IssueState,
    status: Status,
    substatus: Substatus | None,
    now: float,
    terms: Terms | None = None,
) -> IssueState:
    return msgspec.structs.replace(
        state,
        status=status,
        substatus=substatus,
        since=now,
        terms=terms,
        resolved_at=now if status is Status.RESOLVED else None,
    )


def merged(into: IssueState, other: IssueState, now: float) -> IssueState:
    """Both as one, with the status of the first; if that is resolved and the other open, it reopens.

    What one of them was archived under says nothing about both: its limit is found anew.
    """
    earlier, later = (
        (into, other)[other.first_seen < into.first_seen],
        (into, other)[other.last_seen > into.last_seen],
    )
    one = msgspec.structs.replace(
        into,
        level=later.level,
        first_seen=earlier.first_seen,
        last_seen=later.last_seen,
        times_seen=into.times_seen + other.times_seen,
        first_release=earlier.first_release,
        last_release=later.last_release or into.last_release,
        last_event_id=later.last_event_id,
        terms=_of_both(into.terms, other),
    )
    hides = one.status is Status.RESOLVED and other.status is Status.UNRESOLVED
    return reopen(one, now) if hides else one


def _of_both(terms: Terms | None, other: IssueState) -> Terms | None:
    if not isinstance(terms, Archive):
        return terms
    return msgspec.structs.replace(
        terms, events_before=terms.events_before + other.times_seen, hourly_limit=None
    )


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
