"""The parts of an issue: what was seen under each of its grouping hashes."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from seismo.catalog.access import Access
from seismo.catalog.models import Issue
from seismo.ports.stores import Stores
from seismo.queries.activity import hash_values, parsed
from seismo.queries.issues import find_issue

PARTS_SHOWN = 200
_ADDRESS = re.compile(r"/issues/([^/?#\s]+)")


@dataclass(frozen=True, slots=True)
class HashSeen:
    """What is stored of the events with one hash. The title is that of the latest one."""

    hash: str
    events: int
    last_seen: datetime
    title: str
    event_id: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What is stored of some events of an issue. `environment` is empty for those that named none."""

    environment: str
    events: int
    first_seen: datetime
    last_seen: datetime
    first_release: str
    last_release: str
    last_event_id: str
    title: str
    """Of the first event, as are the next five."""
    culprit: str
    level: str
    platform: str
    error_type: str | None
    error_value: str | None


_HASHES = parsed(
    """
    SELECT
        hash,
        count(*) AS events,
        max("timestamp") AS last_seen,
        arg_max(title, ("timestamp", event_id)) AS title,
        arg_max(event_id, ("timestamp", event_id)) AS event_id
    FROM events
    WHERE project_id = :project_id AND list_contains(:hash_keys, hash_key)
    GROUP BY hash
    ORDER BY events DESC, hash
    """
)

_SEEN = parsed(
    """
    WITH done AS (
        SELECT unnest(:partitions) AS "partition", unnest(:offsets) AS through
    ),
    own AS (
        SELECT
            events.*,
            list_contains(:moved, events.hash) AS is_moved,
            ("timestamp", event_id) AS place
        FROM events
        LEFT JOIN done ON done."partition" = events."partition"
        WHERE events.project_id = :project_id
            AND list_contains(:hash_keys, events.hash_key)
            AND (done.through IS NULL OR events."offset" <= done.through)
    )
    SELECT
        is_moved,
        coalesce(environment, '') AS environment,
        count(*) AS events,
        min("timestamp") AS first_seen,
        max("timestamp") AS last_seen,
        coalesce(arg_min(release, place), '') AS first_release,
        coalesce(arg_max(release, place), '') AS last_release,
        arg_max(event_id, place) AS last_event_id,
        arg_min(title, place) AS title,
        arg_min(culprit, place) AS culprit,
        arg_min(level, place) AS level,
        arg_min(platform, place) AS platform,
        arg_min(error_type, place) AS error_type,
        arg_min(error_value, place) AS error_value
    FROM own
    GROUP BY is_moved, coalesce(environment, '')
    ORDER BY first_seen
    """
)


def hashes_seen(stores: Stores, issue: Issue) -> list[HashSeen]:
    """The hashes of an issue under which events are stored, the most frequent first."""
    rows = stores.eventstore.select(_HASHES, hash_values(issue))
    return [
        HashSeen(hash_, events, last_seen.replace(tzinfo=UTC), title, event_id)
        for hash_, events, last_seen, title, event_id in rows
    ]


def parts_seen(
    stores: Stores, issue: Issue, moved: Collection[str], through: Mapping[int, int]
) -> tuple[list[Seen], list[Seen]]:
    """What is stored under some hashes of an issue, and under all its others, each by environment.

    `through` is the offset in each partition up to which events are counted.
    """
    values: dict[str, Any] = hash_values(issue) | {
        "moved": list(moved),
        "partitions": list(through),
        "offsets": list(through.values()),
    }
    parts: tuple[list[Seen], list[Seen]] = ([], [])
    for is_moved, environment, events, first_seen, last_seen, *rest in stores.eventstore.select(
        _SEEN, values
    ):
        moments = (first_seen.replace(tzinfo=UTC), last_seen.replace(tzinfo=UTC))
        parts[0 if is_moved else 1].append(Seen(environment, events, *moments, *rest))
    return parts


def pasted_issue(access: Access, text: str) -> Issue | None:
    """The issue that a pasted address or short id names."""
    address = _ADDRESS.search(text)
    return find_issue(access, address[1] if address else text.strip())
