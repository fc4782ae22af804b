"""The newest events of an issue, from one cheap query.

Most issues have so few events that these are all of them; then nothing more is asked of the event store.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from seismo.catalog.models import Issue
from seismo.model.ids import EventId
from seismo.ports.stores import Stores
from seismo.queries.activity import own_values, parsed

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
    title: str
    telling: int
    """How many of the things that explain an error it has: a user, a trace, a request, a release."""


@dataclass(frozen=True, slots=True)
class Recent:
    """The newest events of an issue, newest first."""

    events: list[RecentEvent]
    is_all: bool
    """Whether the issue has no other stored events."""

    @property
    def recommended(self) -> EventId | None:
        """The newest of the events that tell most."""
        best = max(self.events, key=lambda event: event.telling, default=None)
        return EventId(best.event_id) if best else None


_RECENT = parsed(
    """
    SELECT
        "timestamp", event_id, "user", release, environment, server_name, "transaction", title,
        CAST("user" IS NOT NULL AS INTEGER) + CAST(trace_id IS NOT NULL AS INTEGER)
            + CAST(url IS NOT NULL AS INTEGER) + CAST(release IS NOT NULL AS INTEGER) AS telling
    FROM events
    WHERE project_id = :project_id AND list_contains(:hash_keys, hash_key)
    ORDER BY "timestamp" DESC LIMIT :newest
    """
)


def recent_of(stores: Stores, issue: Issue) -> Recent:
    rows = stores.eventstore.select(_RECENT, {"newest": NEWEST + 1} | own_values(issue))
    # Events of one moment stand in the order of their ids.
    events = sorted(map(RecentEvent._make, rows), reverse=True, key=lambda event: event[:2])
    return Recent(events[:NEWEST], is_all=len(events) <= NEWEST)
