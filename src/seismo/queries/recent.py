"""The newest events of an issue, from one cheap query.

Most issues have so few events that these are all of them; then nothing more is asked of the event store.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from seismo.catalog.models import Issue
from seismo.model.ids import EventId
from seismo.ports.stores import Stores
from seismo.queries.activity import NEWEST_OWN, own_values, parsed

NEWEST = 500


class RecentEvent(NamedTuple):
    timestamp: datetime
    """UTC that does not say so, as the event store has it."""
    event_id: str
    user: str | None
    release: str | None
    environment: str | None
    server_name: str | None
    transaction: str | None


@dataclass(frozen=True, slots=True)
class Recent:
    """The newest events of an issue, newest first."""

    events: list[RecentEvent]
    is_all: bool
    """Whether the issue has no other stored events."""

    def moment_of(self, event_id: EventId) -> float | None:
        """Unix seconds; None for an event that is not among these."""
        own = (event.timestamp for event in self.events if event.event_id == event_id)
        moment = next(own, None)
        return moment.replace(tzinfo=UTC).timestamp() if moment else None


_RECENT = parsed(
    f"""
    SELECT "timestamp", event_id, "user", release, environment, server_name, "transaction"
    FROM events WHERE {NEWEST_OWN}
    """  # noqa: S608 - constants
)
_RECOMMENDED = parsed(
    f"""
    SELECT event_id FROM events WHERE {NEWEST_OWN}
    ORDER BY
        CAST("user" IS NOT NULL AS INTEGER) + CAST(trace_id IS NOT NULL AS INTEGER)
            + CAST(url IS NOT NULL AS INTEGER) + CAST(release IS NOT NULL AS INTEGER) DESC,
        "timestamp" DESC, event_id DESC
    LIMIT 1
    """  # noqa: S608 - constants
)


def recent_of(stores: Stores, issue: Issue) -> Recent:
    rows = stores.eventstore.select(_RECENT, {"newest": NEWEST + 1} | own_values(issue))
    # Events of one moment stand in the order of their ids.
    events = sorted(map(RecentEvent._make, rows), reverse=True, key=lambda event: event[:2])
    return Recent(events[:NEWEST], is_all=len(events) <= NEWEST)


def recommended_of(stores: Stores, issue: Issue) -> EventId | None:
    """Of the newest events the one that tells most: it names a user, a trace, a request, a release."""
    rows = stores.eventstore.select(_RECOMMENDED, {"newest": NEWEST} | own_values(issue))
    return EventId(rows[0][0]) if rows else None
