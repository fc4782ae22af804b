"""Times from clients: reading them, and what a wrong clock does to them."""

from datetime import UTC, datetime

import msgspec

from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.model.clock import from_unix
from seismo.model.event import EventError, Json

MINIMUM_CLOCK_DRIFT = 55 * 60
MAX_SECONDS_IN_FUTURE = 60
MAX_SECONDS_IN_PAST = 30 * 24 * 3600
END_OF_TIME = 253_402_300_800
"""The year 10000 in unix seconds; calendars stop before it."""


def clock_drift(facts: Facts) -> float:
    """Seconds by which the client's clock is behind ours; 0 when it is about right or unknown."""
    if facts.sent_at is None:
        return 0.0
    drift = facts.received - facts.sent_at
    return drift if abs(drift) >= MINIMUM_CLOCK_DRIFT else 0.0


def read_time(raw: Json, drift: float, remarks: Remarks, at: Path) -> float | None:
    """Unix seconds from a number or an RFC 3339 text (no zone is UTC), corrected by the drift."""
    if raw is None:
        return None
    seconds = unix_of(raw)
    if seconds is None or not 0 <= seconds + drift < END_OF_TIME:
        remarks.invalid(at, raw, "expected unix seconds or an RFC 3339 time")
        return None
    return seconds + drift


def unix_of(raw: Json) -> float | None:
    """Unix seconds from a number or an RFC 3339 text; None for anything else."""
    if isinstance(raw, str):
        return _parsed(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    return float(raw) if abs(raw) < END_OF_TIME else None


def _parsed(text: str) -> float | None:
    try:
        return to_unix(msgspec.convert(text, datetime))
    except (msgspec.ValidationError, OverflowError):
        return None


def to_unix(moment: datetime) -> float:
    """Without a zone it is UTC. Raises OverflowError at the ends of the calendar."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def read_event_time(raw: Json, facts: Facts, drift: float, remarks: Remarks) -> float:
    """When the event happened, in unix seconds: by the client, unless its time cannot be true."""
    at = ("timestamp",)
    moment = read_time(raw, drift, remarks, at)
    if moment is None:
        return facts.received
    if drift:
        reason = f"the client's clock is off by {abs(drift):.0f} seconds; times were corrected"
        remarks.add(EventError("clock_drift", "timestamp", raw, reason))
    wrong = _wrong_by(moment, facts.received)
    if wrong is None:
        return moment
    kind, reason = wrong
    remarks.add(EventError(kind, "timestamp", from_unix(moment).isoformat(), reason))
    return facts.received


def _wrong_by(moment: float, received: float) -> tuple[str, str] | None:
    if moment - received > MAX_SECONDS_IN_FUTURE:
        return "future_timestamp", "the time was in the future; the time of receipt is used"
    if received - moment > MAX_SECONDS_IN_PAST:
        return "past_timestamp", "the time was over 30 days ago; the time of receipt is used"
    return None
