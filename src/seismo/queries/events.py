"""One stored event, and where it stands among the events of its issue."""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec
import zstandard

from seismo.catalog.models import Issue, IssueChange
from seismo.digest.grouping import VERSIONS, Explanation, explain
from seismo.digest.normalize.title import search_tags
from seismo.model.event import Event, decode_event
from seismo.model.ids import EventId
from seismo.ports.payloads import StoredPayload
from seismo.ports.stores import Stores
from seismo.queries.activity import FORTNIGHT_IN_DETAIL, own_values, parsed, span_values

CHANGES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class LoadedEvent:
    project_id: int
    hash: str
    content: bytes
    """The stored JSON."""
    event: Event


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
    trend: list[int]
    """Events in each quarter of the last 14 days, oldest first."""
    users: int
    """Different users."""


def load_event(
    stores: Stores, project_ids: Collection[int], event_id: EventId
) -> LoadedEvent | None:
    """The stored event of one of these projects; None when nothing is stored, or not any more."""
    for found in stores.payloads.find([event_id]):
        if isinstance(found, StoredPayload) and found.project_id in project_ids:
            content = zstandard.ZstdDecompressor().decompress(found.payload)
            return LoadedEvent(found.project_id, found.hash, content, decode_event(content))
    return None


_HISTORY = parsed(
    """
    WITH own AS MATERIALIZED (
        SELECT event_id, "timestamp", "user"
        FROM events
        WHERE project_id = :project_id AND list_contains(:hashes, hash)
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
            CAST(floor(epoch("timestamp" - :start) / :width) AS INTEGER) AS part,
            count(*) AS events
        FROM own WHERE "timestamp" >= :start GROUP BY part
    )
    SELECT
        count(DISTINCT "user") AS users,
        (SELECT list([part, events]) FROM parts) AS trend,
        count(*) AS total,
        count(*) FILTER (WHERE is_known AND side <= 0) AS position,
        arg_min(event_id, place) AS "first",
        arg_max(event_id, place) FILTER (WHERE side < 0) AS previous,
        arg_min(event_id, place) FILTER (WHERE side > 0) AS "next",
        arg_max(event_id, place) AS "last"
    FROM placed
    """
)


def history(stores: Stores, issue: Issue, event_id: EventId) -> History:
    """One query for all of it: reading the same rows again would cost more than counting them."""
    span = FORTNIGHT_IN_DETAIL
    values = {"event_id": event_id} | span_values(span, stores.clock.now()) | own_values(issue)
    [(users, parts, *places)] = stores.eventstore.select(_HISTORY, values)
    trend = [0] * span.parts
    for part, events in parts or ():
        trend[min(part, span.parts - 1)] += events
    return History(Neighbours(*places), trend, users)


def changes(issue: Issue) -> list[IssueChange]:
    """What happened to an issue, newest first."""
    return list(issue.changes.select_related("user").order_by("-pk")[:CHANGES_SHOWN])


def tags_of(event: Event) -> dict[str, str]:
    """The tags by which search finds an event: its own and those that follow from it."""
    return search_tags(event)


def explanation(loaded: LoadedEvent, issue: Issue) -> Explanation | None:
    """Why the event groups as it does; None when its project's algorithm is not part of this server."""
    version = issue.project.grouping_version
    return explain(loaded.event, version) if version in VERSIONS else None


def as_json(loaded: LoadedEvent) -> bytes:
    """The stored event, indented for people."""
    return msgspec.json.format(loaded.content, indent=2)
