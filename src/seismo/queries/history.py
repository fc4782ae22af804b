"""Where an event stands among the events of its issue, and how those spread over time."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from seismo.catalog.models import Issue
from seismo.model.ids import EventId
from seismo.ports.stores import Stores
from seismo.queries.activity import OWN, naive, own_values, parsed
from seismo.queries.recent import Recent
from seismo.queries.trend import HOUR, HourCounts, trend_start


class Here(NamedTuple):
    """The event from which one looks around."""

    event_id: EventId
    timestamp: float
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where an event stands among the events of its issue, by the time it happened."""

    total: int
    position: int
    """1 for the oldest; 0 when the event is not among them."""
    first: EventId | None
    previous: EventId | None
    next: EventId | None
    last: EventId | None


@dataclass(frozen=True, slots=True)
class History:
    """All stored events of an issue, seen from one of them."""

    neighbours: Neighbours
    hours: HourCounts
    """Since `trend_start`."""
    users: int
    """Different users."""


_COUNTS = parsed(
    f"""
    WITH own AS MATERIALIZED (SELECT "timestamp", "user" FROM events WHERE {OWN}),
    parts AS (
        SELECT CAST(floor(epoch("timestamp") / 3600) AS INTEGER) AS part, count(*) AS events
        FROM own WHERE "timestamp" >= :start GROUP BY part
    )
    SELECT
        count(DISTINCT "user") AS users,
        (SELECT list([part, events]) FROM parts) AS hours,
        count(*) AS total,
        count(*) FILTER (WHERE "timestamp" < :moment) AS earlier,
        min("timestamp") AS oldest,
        max("timestamp") AS newest,
        max("timestamp") FILTER (WHERE "timestamp" < :moment) AS before,
        min("timestamp") FILTER (WHERE "timestamp" > :moment) AS after
    FROM own
    """  # noqa: S608 - constants
)
_NEAR = parsed(
    f"""
    SELECT "timestamp", event_id FROM events
    WHERE {OWN} AND ("timestamp" = :oldest OR "timestamp" = :newest
        OR ("timestamp" >= :before AND "timestamp" <= :after))
    """  # noqa: S608 - constants
)


def history(stores: Stores, issue: Issue, here: Here, recent: Recent) -> History:
    if recent.is_all:
        return _history_of(recent, here.event_id, stores.clock.now())
    # Times are counted first: few events are near this one, and only their ids are read.
    moment = naive(here.timestamp)
    values = {"start": naive(trend_start(stores.clock.now())), "moment": moment}
    [counts] = stores.eventstore.select(_COUNTS, values | own_values(issue))
    users, hours, total, earlier, oldest, newest, before, after = counts
    near = {
        "oldest": oldest,
        "newest": newest,
        "before": before or moment,
        "after": after or moment,
    }
    events = sorted(stores.eventstore.select(_NEAR, near | own_values(issue)))
    return History(_placed(here, events, total, earlier), dict(hours or ()), users)


def _placed(
    here: Here, events: list[tuple[datetime, EventId]], total: int, earlier: int
) -> Neighbours:
    """`events` are the oldest, the newest and those around here, in their order."""
    ids = [event_id for _, event_id in events]
    found = _neighbours(ids, here.event_id)
    before = sum(moment < naive(here.timestamp) for moment, _ in events)
    position = earlier + found.position - before if found.position else 0
    return replace(found, total=total, position=position)


def _history_of(recent: Recent, event_id: EventId, now: float) -> History:
    """The same from the events themselves."""
    start = trend_start(now)
    moments = [event.timestamp.replace(tzinfo=UTC).timestamp() for event in recent.events]
    hours = Counter(int(moment) // HOUR for moment in moments if moment >= start)
    ids = [EventId(event.event_id) for event in reversed(recent.events)]
    users = {event.user for event in recent.events if event.user is not None}
    return History(_neighbours(ids, event_id), hours, len(users))


def _neighbours(ids: list[EventId], event_id: EventId) -> Neighbours:
    """`ids` are those of all events, oldest first."""
    if not ids:
        return Neighbours(0, 0, None, None, None, None)
    place = ids.index(event_id) if event_id in ids else None
    if place is None:
        return Neighbours(len(ids), 0, ids[0], None, None, ids[-1])
    return Neighbours(
        total=len(ids),
        position=place + 1,
        first=ids[0],
        previous=ids[place - 1] if place else None,
        next=ids[place + 1] if place + 1 < len(ids) else None,
        last=ids[-1],
    )
