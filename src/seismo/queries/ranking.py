"""Orders of the stream that the event store counts out: by users, by trend, by events of a time; and what
has events in a time at all."""

import math
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from sqlglot import exp

from seismo.catalog.models import Issue
from seismo.model.clock import from_unix
from seismo.ports.stores import Stores
from seismo.queries.activity import HOUR, Bounds, Window, naive, parsed, windowed
from seismo.queries.owners import all_owners

WEEK = 7 * 24 * HOUR
LEAST = 0.01
"""The least that one part of a trend's score can be."""
YOUNG = 81 * HOUR
"""What is older scores `LEAST` for its youth: 2 ** -(80 / 12) is less."""

_EVENTS = windowed(
    parsed(
        """
        SELECT project_id, hash_key, count(*) AS events FROM events
        WHERE list_contains(:project_ids, project_id)
        GROUP BY project_id, hash_key
        """
    )
)
_USERS = windowed(
    parsed(
        """
        SELECT project_id, hash_key, count("user") AS users
        FROM (
            SELECT DISTINCT project_id, hash_key, "user" FROM events
            WHERE list_contains(:project_ids, project_id)
        )
        GROUP BY project_id, hash_key
        """
    )
)
_TREND = windowed(
    parsed(
        """
        SELECT
            project_id, hash_key,
            sum(pow(2, epoch("timestamp" - :now) / 14400)) AS weight,
            count(*) FILTER (WHERE "timestamp" >= :recently) AS recent,
            count(*) AS events
        FROM events
        WHERE list_contains(:project_ids, project_id)
            AND "timestamp" >= :start AND "timestamp" <= :now
        GROUP BY project_id, hash_key
        """
    )
)


def by_events(stores: Stores, matching: QuerySet[Issue], window: Window) -> list[int]:
    """The ids of these issues, the one with most events in the window first."""
    return _by_count(stores, _EVENTS, matching, window)


def seen_in(stores: Stores, project_ids: Sequence[int], window: Window) -> list[int]:
    """The ids of the issues that have events in the window."""
    return list(_sums(stores, _EVENTS[window.bounds], project_ids, window.values))


def by_users(stores: Stores, matching: QuerySet[Issue], window: Window) -> list[int]:
    """The ids of these issues, the one that troubled most users first."""
    return _by_count(stores, _USERS, matching, window)


def _by_count(
    stores: Stores, queries: dict[Bounds, exp.Query], matching: QuerySet[Issue], window: Window
) -> list[int]:
    sums = _sums(stores, queries[window.bounds], _projects_of(matching), window.values)
    counts = {issue_id: count for issue_id, (count,) in sums.items()}
    return _highest_first(matching, counts, 0.0)


def by_trend(stores: Stores, matching: QuerySet[Issue], window: Window) -> list[int]:
    """The ids of these issues, what is young, frequent and growing first (semantics.md section 5.4)."""
    now = min(stores.clock.now(), math.inf if window.until is None else window.until)
    values: dict[str, object] = {
        "now": naive(now),
        "start": naive(now - WEEK),
        "recently": naive(now - HOUR),
    }
    values |= window.values
    sums = _sums(stores, _TREND[window.bounds], _projects_of(matching), values)
    young = matching.filter(first_seen__gte=from_unix(now - YOUNG))
    ages = {
        issue_id: (from_unix(now) - first_seen).total_seconds() / HOUR
        for issue_id, first_seen in young.values_list("pk", "first_seen")
    }
    scores = {
        issue_id: trend(ages.get(issue_id, math.inf), *sums.get(issue_id, (0.0, 0.0, 0.0)))
        for issue_id in {*ages, *sums}
    }
    return _highest_first(matching, scores, trend(math.inf, 0.0, 0.0, 0.0))


def trend(age: float, weight: float, recent: float, events: float) -> float:
    """The score of an issue: its age in hours, its events of a week weighted by how fresh they are, how many
    there were in the last hour, and in the week."""
    youth = 2 ** -min(16.0, max(0.0, age) / 12)
    volume = math.log1p(weight)
    growth = 0.1 * recent / (events + 1)
    return max(LEAST, youth) * max(LEAST, volume) * max(LEAST, growth)


def _highest_first(
    matching: QuerySet[Issue], scores: Mapping[int, float], others: float
) -> list[int]:
    """The ids by their score; those that have the same one in the order in which they were seen last."""
    ids = matching.order_by("-last_seen", "-pk").values_list("pk", flat=True)
    return sorted(ids, key=lambda issue_id: scores.get(issue_id, others), reverse=True)


def _projects_of(matching: QuerySet[Issue]) -> list[int]:
    return list(matching.order_by().values_list("project_id", flat=True).distinct())


def _sums(
    stores: Stores, query: exp.Query, project_ids: Sequence[int], values: Mapping[str, object]
) -> dict[int, Sequence[float]]:
    """The query's numbers by issue, added up over its hashes."""
    if not project_ids:
        return {}
    rows = stores.eventstore.select(query, {**values, "project_ids": list(project_ids)})
    owners = {project_id: all_owners(project_id) for project_id in project_ids}
    sums: dict[int, Sequence[float]] = {}
    for project_id, key, *counts in rows:
        issue_id = owners[project_id].get(key)
        if issue_id is not None:
            known = sums.get(issue_id)
            sums[issue_id] = _added(known, counts) if known else counts
    return sums


def _added(one: Sequence[float], two: Sequence[float]) -> Sequence[float]:
    return [first + second for first, second in zip(one, two, strict=True)]
