"""What the event store knows of issues: how often, how many users, when.

Event rows carry a grouping hash and no issue, so each question names the hashes of its issues.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import sqlglot
from sqlglot import exp

from seismo.catalog.models import GroupingHash
from seismo.model.clock import from_unix
from seismo.ports.eventstore import EventStore

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
FORTNIGHT_IN_DETAIL = Span(56, 6 * HOUR)


@dataclass(frozen=True, slots=True)
class Activity:
    """What was seen of one issue."""

    trend: list[int]
    """Events in each part of the span, oldest first."""
    events: int = 0
    users: int = 0
    """Different users of all stored events."""


_ACTIVITY = sqlglot.parse_one(
    """
    SELECT owner, part, count(*) AS events, count(DISTINCT who) AS users, GROUPING(part) AS whole
    FROM (
        SELECT
            wanted.issue AS owner,
            events."user" AS who,
            CASE WHEN events."timestamp" >= :start THEN
                CAST(floor(epoch(events."timestamp" - :start) / :width) AS INTEGER)
            END AS part
        FROM events
        JOIN wanted ON wanted.project_id = events.project_id AND wanted.hash = events.hash
    ) AS seen
    GROUP BY GROUPING SETS ((owner, part), (owner))
    """,
    dialect="duckdb",
)


def activity_of(
    eventstore: EventStore, issue_ids: Sequence[int], span: Span, now: float
) -> dict[int, Activity]:
    """One entry per issue, from one query over the event store."""
    found = {issue_id: Activity([0] * span.parts) for issue_id in issue_ids}
    owners = _owners(issue_ids)
    if not owners:
        return found
    values: dict[str, object] = {"start": naive(span.start(now)), "width": span.width}
    for index, row in enumerate(owners):
        values |= zip(_named(index), row, strict=True)
    rows = eventstore.select(_activity_query(len(owners)), values)
    for owner, part, events, users, whole in rows:
        if whole:
            found[owner] = Activity(found[owner].trend, events, users)
        elif part is not None:
            found[owner].trend[min(part, span.parts - 1)] += events
    return found


def naive(seconds: float) -> datetime:
    """Unix seconds as the event store's columns have them: UTC that does not say so."""
    return from_unix(seconds).replace(tzinfo=None)


def _owners(issue_ids: Sequence[int]) -> list[tuple[int, str, int]]:
    rows = GroupingHash.objects.filter(issue_id__in=issue_ids)
    return list(rows.values_list("project_id", "hash", "issue_id"))


def _named(index: int) -> tuple[str, str, str]:
    """The placeholders of one hash: project id, hash and issue id."""
    return f"project{index}", f"hash{index}", f"issue{index}"


@lru_cache(maxsize=128)
def _activity_query(hashes: int) -> exp.Query:
    """The question about that many hashes."""
    rows = [tuple(exp.Placeholder(this=name) for name in _named(index)) for index in range(hashes)]
    table = exp.values(rows, alias="owners", columns=["project_id", "hash", "issue"])
    query = _ACTIVITY.copy()
    assert isinstance(query, exp.Select)
    return query.with_("wanted", as_=exp.select("*").from_(table))
