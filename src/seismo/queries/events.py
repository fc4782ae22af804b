"""One stored event, its neighbours, and what the events of an issue have in common."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

import msgspec
import sqlglot
import zstandard
from sqlglot import exp

from seismo.catalog.models import GroupingHash, Issue, IssueChange
from seismo.digest.grouping import VERSIONS, Explanation, explain
from seismo.digest.normalize.title import search_tags
from seismo.model.event import Event, decode_event
from seismo.model.ids import EventId
from seismo.ports.eventstore import EventStore
from seismo.ports.payloads import StoredPayload
from seismo.ports.stores import Stores
from seismo.queries.activity import FORTNIGHT_IN_DETAIL, activity_of

FACETED_EVENTS = 2_000
"""Facets are drawn from the newest events only, so that they cost the same for every issue."""
FACET_VALUES = 4
FACETS = 8
FACETS_FIRST = ("release", "environment", "browser", "os", "user", "server_name", "device")
FACETS_NEVER = frozenset(
    {"level", "handled", "mechanism", "url", "trace", "trace.span", "replayId"}
)
"""The page says it elsewhere, or every event has its own value."""
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
class FacetValue:
    text: str
    share: float
    """Between 0 and 1, of the events that have the tag."""


@dataclass(frozen=True, slots=True)
class Facet:
    """How the events of an issue spread over the values of one tag."""

    name: str
    values: list[FacetValue]
    different: int
    """How many values there are in all."""


@dataclass(frozen=True, slots=True)
class Trend:
    counts: list[int]
    """Events in each quarter of the last 14 days, oldest first."""
    users: int


def load_event(
    stores: Stores, project_ids: Collection[int], event_id: EventId
) -> LoadedEvent | None:
    """The stored event of one of these projects; None when nothing is stored, or not any more."""
    for found in stores.payloads.find([event_id]):
        if isinstance(found, StoredPayload) and found.project_id in project_ids:
            content = zstandard.ZstdDecompressor().decompress(found.payload)
            return LoadedEvent(found.project_id, found.hash, content, decode_event(content))
    return None


def owner_of(loaded: LoadedEvent) -> Issue | None:
    """The issue that an event belongs to now."""
    row = (
        GroupingHash.objects.filter(project_id=loaded.project_id, hash=loaded.hash)
        .select_related("issue__project")
        .first()
    )
    return row.issue if row else None


_NEIGHBOURS = sqlglot.parse_one(
    """
    WITH here AS (SELECT max("timestamp") AS at FROM own WHERE event_id = :event_id),
    placed AS (
        SELECT
            event_id,
            ("timestamp", event_id) AS place,
            CASE WHEN at IS NULL THEN 0
                WHEN ("timestamp", event_id) < (at, :event_id) THEN -1
                WHEN event_id = :event_id THEN 0
                ELSE 1
            END AS side,
            at IS NOT NULL AS is_known
        FROM own CROSS JOIN here
    )
    SELECT
        count(*) AS total,
        count(*) FILTER (WHERE is_known AND side <= 0) AS position,
        arg_min(event_id, place) AS "first",
        arg_max(event_id, place) FILTER (WHERE side < 0) AS previous,
        arg_min(event_id, place) FILTER (WHERE side > 0) AS "next",
        arg_max(event_id, place) AS "last"
    FROM placed
    """,
    dialect="duckdb",
)


def neighbours(stores: Stores, issue: Issue, event_id: EventId) -> Neighbours:
    rows = _select_own(
        stores.eventstore, issue, _NEIGHBOURS, ("event_id", "timestamp"), {"event_id": event_id}
    )
    return Neighbours(*rows[0])


_FACETS = sqlglot.parse_one(
    """
    WITH recent AS (SELECT * FROM own ORDER BY "timestamp" DESC LIMIT :newest),
    pairs AS (
        SELECT unnest(map_keys(tags)) AS name, unnest(map_values(tags)) AS value FROM recent
    ),
    counted AS (
        SELECT name, value, count(*) AS events FROM pairs WHERE value IS NOT NULL GROUP BY name, value
    )
    SELECT
        name, value, events,
        sum(events) OVER (PARTITION BY name) AS total,
        count(*) OVER (PARTITION BY name) AS different
    FROM counted
    QUALIFY row_number() OVER (PARTITION BY name ORDER BY events DESC, value) <= :shown
    ORDER BY name, events DESC, value
    """,
    dialect="duckdb",
)
_FACET_COLUMNS = ("timestamp", "tags")


def facets(stores: Stores, issue: Issue) -> list[Facet]:
    """The tags that most events carry, the ones people ask for first."""
    limits = {"newest": FACETED_EVENTS, "shown": FACET_VALUES}
    rows = _select_own(stores.eventstore, issue, _FACETS, _FACET_COLUMNS, limits)
    found = [
        (_facet(name, list(of_name)), total)
        for (name, total), of_name in groupby(rows, key=lambda row: (row[0], row[3]))
        if name not in FACETS_NEVER and not name.endswith(".name")
    ]
    found.sort(key=lambda pair: (_facet_rank(pair[0].name), -pair[1], pair[0].name))
    return [facet for facet, _ in found[:FACETS]]


def _facet_rank(name: str) -> int:
    return FACETS_FIRST.index(name) if name in FACETS_FIRST else len(FACETS_FIRST)


def _facet(name: str, rows: Sequence[tuple[Any, ...]]) -> Facet:
    values = [FacetValue(value, events / total) for _, value, events, total, _ in rows]
    return Facet(name, values, different=rows[0][4])


def _select_own(
    eventstore: EventStore,
    issue: Issue,
    query: exp.Expr,
    columns: Iterable[str],
    values: Mapping[str, object],
) -> list[tuple[Any, ...]]:
    """Run a query that reads the issue's own events as the table `own`."""
    hashes = list(issue.hashes.values_list("hash", flat=True))
    own_values = {"project_id": issue.project_id} | {
        f"hash{index}": hash_ for index, hash_ in enumerate(hashes)
    }
    whole = _with_own(query, tuple(columns), len(hashes))
    return eventstore.select(whole, {**values, **own_values})


@lru_cache(maxsize=64)
def _with_own(query: exp.Expr, columns: tuple[str, ...], hashes: int) -> exp.Query:
    """The query with `own` filled in, for an issue with that many hashes."""
    names = (exp.Placeholder(this=f"hash{index}") for index in range(hashes))
    own = (
        exp.select(*(exp.column(name, quoted=True) for name in columns))
        .from_("events")
        .where(exp.column("project_id").eq(exp.Placeholder(this="project_id")))
        .where(exp.column("hash").isin(*names))
    )
    whole = exp.expand(query, {"own": own})
    assert isinstance(whole, exp.Query)
    return whole


def trend(stores: Stores, issue: Issue) -> Trend:
    """The last 14 days of an issue."""
    now = stores.clock.now()
    found = activity_of(stores.eventstore, [issue.pk], FORTNIGHT_IN_DETAIL, now)[issue.pk]
    return Trend(found.trend, found.users)


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
