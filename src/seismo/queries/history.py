"""Where an event stands among the events of its issue, and how those spread over time."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC

from seismo.catalog.models import Issue
from seismo.model.ids import EventId
from seismo.ports.stores import Stores
from seismo.queries.activity import naive, own_values, parsed
from seismo.queries.recent import Recent
from seismo.queries.trend import HOUR, HourCounts, trend_start


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
    """
    WITH own AS MATERIALIZED (
        SELECT "timestamp", "user"
        FROM events
        WHERE project_id = :project_id AND list_contains(:hash_keys, hash_key)
    ),
    parts AS (
        SELECT
            CAST(floor(epoch("timestamp") / 3600) AS INTEGER) AS part,
            count(*) AS events
        FROM own WHERE "timestamp" >= :start GROUP BY part
    )
    SELECT
        count(DISTINCT "user") AS users,
        (SELECT list([part, events]) FROM parts) AS hours,
        count(*) AS total
    FROM own
    """
)
_OLDEST = parsed(
    """
    SELECT "timestamp", event_id
    FROM events
    WHERE project_id = :project_id AND list_contains(:hash_keys, hash_key)
    ORDER BY "timestamp" LIMIT :oldest
    """
)
OLDEST = 20
"""Which of the events that happened in the first moment is the first, is not looked up among more."""
_HISTORY = parsed(
    """
    WITH own AS MATERIALIZED (
        SELECT event_id, "timestamp", "user"
        FROM events
        WHERE project_id = :project_id AND list_contains(:hash_keys, hash_key)
    ),
    here AS (SELECT max("timestamp") AS moment FROM own WHERE event_id = :event_id),
    placed AS (
        SELECT
            event_id,
            "user",
            ("timestamp", event_id) AS place,
            CASE WHEN moment IS NULL THEN 0
                WHEN ("timestamp", event_id) < (moment, :event_id) THEN -1
                WHEN event_id = :event_id THEN 0
                ELSE 1
            END AS side,
            moment IS NOT NULL AS is_known
        FROM own CROSS JOIN here
    ),
    parts AS (
        SELECT
            CAST(floor(epoch("timestamp") / 3600) AS INTEGER) AS part,
            count(*) AS events
        FROM own WHERE "timestamp" >= :start GROUP BY part
    )
    SELECT
        count(DISTINCT "user") AS users,
        (SELECT list([part, events]) FROM parts) AS hours,
        count(*) AS total,
        count(*) FILTER (WHERE is_known AND side <= 0) AS position,
        arg_min(event_id, place) AS "first",
        arg_max(event_id, place) FILTER (WHERE side < 0) AS previous,
        arg_min(event_id, place) FILTER (WHERE side > 0) AS "next",
        arg_max(event_id, place) AS "last"
    FROM placed
    """
)


def history(stores: Stores, issue: Issue, event_id: EventId, recent: Recent) -> History:
    if recent.is_all:
        return _history_of(recent, event_id, stores.clock.now())
    values = {"start": naive(trend_start(stores.clock.now()))} | own_values(issue)
    place = next((i for i, event in enumerate(recent.events) if event.event_id == event_id), None)
    if place is None or place == len(recent.events) - 1:
        # One query for all of it: reading the same rows again would cost more than counting them.
        [(users, parts, *places)] = stores.eventstore.select(
            _HISTORY, values | {"event_id": event_id}
        )
        return History(Neighbours(*places), dict(parts or ()), users)
    # Ids of events take longer to read than all else together: here only the first one's is.
    [(users, parts, total)] = stores.eventstore.select(_COUNTS, values)
    oldest = stores.eventstore.select(_OLDEST, own_values(issue) | {"oldest": OLDEST})
    return History(_among_newest(recent, place, total, min(oldest)[1]), dict(parts or ()), users)


def _among_newest(recent: Recent, place: int, total: int, first: str) -> Neighbours:
    ids = [EventId(event.event_id) for event in recent.events]
    return Neighbours(
        total=total,
        position=total - place,
        first=EventId(first),
        previous=ids[place + 1],
        next=ids[place - 1] if place else None,
        last=ids[0],
    )


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
