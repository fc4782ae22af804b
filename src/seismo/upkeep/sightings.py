"""How often, and by how many users, issues were seen since a time: what the terms of archived ones ask."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import sqlglot
from sqlglot import exp

from seismo.catalog.models import GroupingHash
from seismo.model.clock import from_unix
from seismo.model.ids import hash_key
from seismo.ports.eventstore import EventStore

WEEK = 7 * 86_400.0


class SeenSince(NamedTuple):
    events: int = 0
    users: int = 0
    busiest: int = 0
    """Events in the hour that had the most."""


_QUERY = sqlglot.parse_one(
    """
    WITH wanted AS (
        SELECT
            unnest(:project_ids) AS project_id,
            unnest(:hash_keys) AS hash_key,
            unnest(:issue_ids) AS issue_id,
            unnest(:moments) AS moment
    ),
    seen AS MATERIALIZED (
        SELECT
            wanted.issue_id,
            events."user" AS who,
            floor(epoch(events."timestamp") / 3600) AS hour
        FROM events
        JOIN wanted ON wanted.project_id = events.project_id AND wanted.hash_key = events.hash_key
        WHERE events."timestamp" >= wanted.moment
    ),
    hours AS (
        SELECT issue_id, max(events) AS busiest
        FROM (SELECT issue_id, hour, count(*) AS events FROM seen GROUP BY issue_id, hour)
        GROUP BY issue_id
    )
    SELECT seen.issue_id, count(*), count(DISTINCT seen.who), max(hours.busiest)
    FROM seen JOIN hours ON hours.issue_id = seen.issue_id
    GROUP BY seen.issue_id
    """,
    dialect="duckdb",
)


def seen_since(eventstore: EventStore, since: Mapping[int, float]) -> dict[int, SeenSince]:
    """What is stored of each issue since its own time, in unix seconds."""
    found = dict.fromkeys(since, SeenSince())
    values = _values(since)
    if values is not None:
        assert isinstance(_QUERY, exp.Query)
        for issue_id, *counts in eventstore.select(_QUERY, values):
            found[issue_id] = SeenSince(*counts)
    return found


def busiest_hours(eventstore: EventStore, issue_ids: Collection[int], now: float) -> dict[int, int]:
    """The most events that each issue had in one hour of the week before now."""
    seen = seen_since(eventstore, dict.fromkeys(issue_ids, now - WEEK))
    return {issue_id: counts.busiest for issue_id, counts in seen.items()}


def _values(since: Mapping[int, float]) -> dict[str, object] | None:
    """What the placeholders stand for; None when no event can belong to any of the issues."""
    owners = GroupingHash.objects.filter(issue_id__in=since)
    rows = list(owners.values_list("project_id", "hash", "issue_id"))
    if not rows:
        return None
    return {
        "project_ids": [project_id for project_id, _, _ in rows],
        "hash_keys": [hash_key(hash_) for _, hash_, _ in rows],
        "issue_ids": [issue_id for _, _, issue_id in rows],
        "moments": [from_unix(since[issue_id]).replace(tzinfo=None) for _, _, issue_id in rows],
    }
