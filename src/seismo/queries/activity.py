"""What the event store knows of issues: how often, how many users, when.

Event rows carry a grouping hash and no issue, so each question names the hashes of its issues.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import TypeAlias

import sqlglot
from sqlglot import exp

from seismo.catalog.lookups import Given, Values
from seismo.catalog.models import GroupingHash, Issue
from seismo.catalog.prepared import Prepared
from seismo.model.clock import from_unix
from seismo.model.ids import hash_key
from seismo.ports.eventstore import EventsOf, EventStore, HashKeyOfProject

HOUR = 3_600.0


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time that ends now, in equal parts."""

    parts: int
    width: float
    """Seconds of one part."""

    def start(self, now: float) -> float:
        return now - self.parts * self.width


DAY = Span(24, HOUR)
FORTNIGHT = Span(28, 12 * HOUR)


Bounds: TypeAlias = tuple[bool, bool, bool]
"""Whether a window has a beginning, an end, and an environment."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which events count. An empty one takes them all."""

    since: float | None = None
    """Unix seconds."""
    environment: str = ""
    until: float | None = None
    """Unix seconds, the first that do not count any more."""

    @property
    def bounds(self) -> Bounds:
        return self.since is not None, self.until is not None, bool(self.environment)

    @property
    def values(self) -> dict[str, object]:
        """What the placeholders of the bounds stand for."""
        values: dict[str, object] = {}
        if self.since is not None:
            values["since"] = naive(self.since)
        if self.until is not None:
            values["until"] = naive(self.until)
        if self.environment:
            values["environment"] = self.environment
        return values


ALL_EVENTS = Window()
_TIMESTAMP = exp.column("timestamp", "events", quoted=True)
_SINCE = _TIMESTAMP.copy() >= exp.Placeholder(this="since")
_UNTIL = _TIMESTAMP.copy() < exp.Placeholder(this="until")
_IN_ENVIRONMENT = exp.column("environment", "events").eq(exp.Placeholder(this="environment"))


def windowed(query: exp.Query) -> dict[Bounds, exp.Query]:
    """The query for each kind of window, bounded where it reads `events`."""
    either = (False, True)
    return {bounds: _bounded(query, bounds) for bounds in product(either, either, either)}


def _bounded(query: exp.Query, bounds: Bounds) -> exp.Query:
    has_since, has_until, has_environment = bounds
    bounded = query.copy()
    reading = [
        table.parent_select for table in bounded.find_all(exp.Table) if table.name == "events"
    ]
    for select in filter(None, reading):
        if has_since:
            select.where(_SINCE.copy(), copy=False)
        if has_until:
            select.where(_UNTIL.copy(), copy=False)
        if has_environment:
            select.where(_IN_ENVIRONMENT.copy(), copy=False)
    return bounded


@dataclass(frozen=True, slots=True)
class Activity:
    """What was seen of one issue."""

    trend: list[int]
    """Events in each part of the span, oldest first, as far as they count."""
    events: int
    """As far as they count; where all do, as many as came ever, forgotten ones too."""
    users: int
    """Different users of the stored events, as far as they count."""


def parsed(text: str) -> exp.Query:
    """A query of the event store, written in DuckDB's dialect."""
    query = sqlglot.parse_one(text, dialect="duckdb")
    assert isinstance(query, exp.Query)
    return query


OWN = """
    project_id = :project_id AND list_contains(:hash_keys, hash_key) AND "timestamp" >= :begun
"""
"""Which events are those of an issue. The time spares a young issue the scan of what is older."""
NEWEST_OWN = f"""rowid IN (
    SELECT unnest(arg_max(rowid, "timestamp", :newest)) FROM events WHERE {OWN}
)"""  # noqa: S608 - constants
"""Which events are the newest ones of an issue.

Told apart by their place in the table first: a scan that sees all columns of all events before it knows
which it wants takes five times as long.
"""

_WANTED = """
    WITH wanted AS (
        SELECT
            unnest(:project_ids) AS project_id,
            unnest(:hash_keys) AS hash_key,
            unnest(:issue_ids) AS issue_id
    )
"""
_PART = 'CAST(floor(epoch(events."timestamp" - :start) / :width) AS INTEGER)'
_OF_WANTED = """
    FROM events
    JOIN wanted ON wanted.project_id = events.project_id AND wanted.hash_key = events.hash_key
"""
_TREND = parsed(
    f"""
    {_WANTED}
    SELECT issue_id, part, count(*) AS events
    FROM (SELECT wanted.issue_id, {_PART} AS part {_OF_WANTED} WHERE events."timestamp" >= :start)
    GROUP BY issue_id, part
    """  # noqa: S608 - constants
)
_ACTIVITY = windowed(
    parsed(
        f"""
        {_WANTED},
        seen AS MATERIALIZED (
            SELECT
                wanted.issue_id,
                events."user" AS who,
                CASE WHEN events."timestamp" >= :start THEN {_PART} END AS part
            {_OF_WANTED}
        )
        SELECT issue_id, part, count(*) AS events, NULL AS users
        FROM seen WHERE part IS NOT NULL GROUP BY issue_id, part
        UNION ALL
        SELECT issue_id, NULL AS part, count(*) AS events, count(DISTINCT who) AS users
        FROM seen GROUP BY issue_id
        """  # noqa: S608 - constants
    )
)


def activity_of(
    eventstore: EventStore,
    issues: Sequence[Issue],
    span: Span,
    now: float,
    window: Window = ALL_EVENTS,
) -> dict[int, Activity]:
    """One entry per issue, by its id. The trend ends where the window does, else now."""
    now = now if window.until is None else window.until
    owned = _OWNERS.rows(issues=Values([issue.pk for issue in issues]))
    values: dict[str, object] = {
        "project_ids": [project_id for project_id, _, _ in owned],
        "hash_keys": [number for _, number, _ in owned],
        "issue_ids": [issue_id for _, _, issue_id in owned],
    } | span_values(span, now)
    trends = {issue.pk: [0] * span.parts for issue in issues}
    if window == ALL_EVENTS:
        rows = eventstore.select(_TREND, values) if owned else []
        totals = _totals(eventstore, issues, owned)
    else:
        rows = eventstore.select(_ACTIVITY[window.bounds], values | window.values) if owned else []
        totals = {row[0]: row[2:] for row in rows if row[1] is None}
    for issue_id, part, events, *_ in rows:
        if part is not None:
            trends[issue_id][min(part, span.parts - 1)] += events
    return {pk: Activity(trend, *totals.get(pk, (0, 0))) for pk, trend in trends.items()}


def _totals(
    eventstore: EventStore, issues: Sequence[Issue], owned: Sequence[tuple[int, int, int]]
) -> dict[int, tuple[int, int]]:
    """All events and users of each issue."""
    hashes: dict[int, list[HashKeyOfProject]] = defaultdict(list)
    for project_id, number, issue_id in owned:
        hashes[issue_id].append((project_id, number))
    groups = [EventsOf(hashes[issue.pk], begun(issue), issue.times_seen) for issue in issues]
    users = eventstore.users(groups)
    return {issue.pk: (issue.times_seen, n) for issue, n in zip(issues, users, strict=True)}


def span_values(span: Span, now: float) -> dict[str, object]:
    """What `:start` and `:width` stand for."""
    return {"start": naive(span.start(now)), "width": span.width}


def naive(seconds: float) -> datetime:
    """Unix seconds as the event store's columns have them: UTC that does not say so."""
    return from_unix(seconds).replace(tzinfo=None)


def begun(issue: Issue) -> float:
    """Unix seconds: no event of the issue is older. The catalog may round a time differently."""
    return issue.first_seen.timestamp() - 1


def hash_values(issue: Issue) -> dict[str, object]:
    """What `:project_id` and `:hash_keys` stand for in a query over one issue's events."""
    return {"project_id": issue.project_id, "hash_keys": [*map(hash_key, hashes_of(issue))]}


def own_values(issue: Issue) -> dict[str, object]:
    """What the placeholders of `OWN` stand for."""
    return hash_values(issue) | {"begun": naive(begun(issue))}


_HASHES = Prepared(
    lambda: GroupingHash.objects.filter(issue=Given("issue")).order_by("id").values_list("hash")
)
_OWNERS = Prepared(
    lambda: GroupingHash.objects.filter(issue__among=Given("issues")).values_list(
        "project_id", "hash_key", "issue_id"
    )
)


def hashes_of(issue: Issue) -> list[str]:
    return [hash_ for (hash_,) in _HASHES.rows(issue=issue.pk)]
