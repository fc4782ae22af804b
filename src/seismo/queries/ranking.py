"""Orders of the stream that the event store counts out: by users, by trend, by events of a time; and what
has events in a time at all."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from sqlglot import exp

from seismo.catalog.models import GroupingHash, Issue
from seismo.model.clock import from_unix
from seismo.model.ids import hash_key
from seismo.ports.stores import Stores
from seismo.queries.activity import HOUR, Bounds, Window, naive, parsed, windowed

WEEK = 7 * 24 * HOUR
LEAST = 0.01
"""The least that one part of a trend's score can be."""

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
    return list(_sums(stores, _EVENTS[window.bounds], set(project_ids), window.values))


def by_users(stores: Stores, matching: QuerySet[Issue], window: Window) -> list[int]:
    """The ids of these issues, the one that troubled most users first."""
    return _by_count(stores, _USERS, matching, window)


def _by_count(
    stores: Stores, queries: dict[Bounds, exp.Query], matching: QuerySet[Issue], window: Window
) -> list[int]:
    issues = list(matching.values_list("pk", "last_seen", "project_id"))
    sums = _sums(stores, queries[window.bounds], {row[2] for row in issues}, window.values)
    ranked = sorted(issues, key=lambda row: (sums[row[0]][0], row[1], row[0]), reverse=True)
    return [row[0] for row in ranked]


def by_trend(stores: Stores, matching: QuerySet[Issue], window: Window) -> list[int]:
    """The ids of these issues, what is young, frequent and growing first (semantics.md section 5.4)."""
    now = min(stores.clock.now(), math.inf if window.until is None else window.until)
    issues = list(matching.values_list("pk", "last_seen", "project_id", "first_seen"))
    values: dict[str, object] = {
        "now": naive(now),
        "start": naive(now - WEEK),
        "recently": naive(now - HOUR),
    }
    sums = _sums(stores, _TREND[window.bounds], {row[2] for row in issues}, values | window.values)

    def place(row: tuple[Any, ...]) -> tuple[Any, ...]:
        age = (from_unix(now) - row[3]).total_seconds() / HOUR
        weight, recent, events = sums[row[0]]
        return trend(age, weight, recent, events), row[1], row[0]

    return [row[0] for row in sorted(issues, key=place, reverse=True)]


def trend(age: float, weight: float, recent: float, events: float) -> float:
    """The score of an issue: its age in hours, its events of a week weighted by how fresh they are, how many
    there were in the last hour, and in the week."""
    youth = 2 ** -min(16.0, max(0.0, age) / 12)
    volume = math.log1p(weight)
    growth = 0.1 * recent / (events + 1)
    return max(LEAST, youth) * max(LEAST, volume) * max(LEAST, growth)


def _sums(
    stores: Stores, query: exp.Query, project_ids: set[int], values: Mapping[str, object]
) -> dict[int, Sequence[float]]:
    """The query's numbers, added up over the hashes of each issue."""
    ids = sorted(project_ids)
    rows = stores.eventstore.select(query, {**values, "project_ids": ids}) if ids else []
    owners = {
        (project_id, hash_key(hash_)): issue_id
        for project_id, hash_, issue_id in GroupingHash.objects.filter(
            project_id__in=ids
        ).values_list("project_id", "hash", "issue_id")
    }
    sums: dict[int, Sequence[float]] = defaultdict(lambda: (0.0, 0.0, 0.0))
    for project_id, key, *numbers in rows:
        issue_id = owners.get((project_id, key))
        if issue_id is not None:
            sums[issue_id] = _added(sums.get(issue_id), numbers)
    return sums


def _added(sums: Sequence[float] | None, numbers: Sequence[float]) -> Sequence[float]:
    return numbers if sums is None else [one + two for one, two in zip(sums, numbers, strict=True)]
