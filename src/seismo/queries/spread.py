"""All values that one tag, or one column, has in the events of an issue."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlglot import exp

from seismo.catalog.models import Issue
from seismo.ports.stores import Stores
from seismo.queries.activity import NEWEST_OWN, OWN, own_values, parsed
from seismo.queries.facets import TITLE, WHO_AND_WHERE, finding, key_of
from seismo.queries.search.syntax import Key

LOOKED_THROUGH = 10_000
"""The newest events; so every issue costs the same, whatever is asked of it."""
VALUES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class SpreadValue:
    text: str
    events: int
    share: float
    """Between 0 and 1, of the events that have any value."""
    first_seen: datetime
    last_seen: datetime
    search: str
    """What finds the events with this value, in the search language."""


@dataclass(frozen=True, slots=True)
class Spread:
    values: list[SpreadValue]
    """The most frequent first."""
    different: int
    """How many values there are in all."""
    is_all: bool
    """Whether every stored event was looked at."""


def _spread_over(source: str, which: str = NEWEST_OWN) -> exp.Query:
    """`source` and the condition `which` are in the words of the event store."""
    return parsed(
        f"""
        WITH recent AS (
            SELECT {source} AS value, "timestamp" FROM events WHERE {which}
        )
        SELECT
            value,
            count(*) AS events,
            count(*) / sum(count(*)) OVER () AS share,
            min("timestamp") AS first_seen,
            max("timestamp") AS last_seen,
            (SELECT count(*) FROM recent) AS looked_through,
            count(*) OVER () AS different
        FROM recent WHERE value IS NOT NULL GROUP BY value
        ORDER BY events DESC, value LIMIT :shown
        """  # noqa: S608 - constants
    )


_OF_TAG = _spread_over("tags[:name]")
_OF_COLUMNS = {name: _spread_over(f'"{name}"') for name in (TITLE, *WHO_AND_WHERE)}
_OF_USERS = _spread_over('"user"', OWN)


def spread_of(stores: Stores, issue: Issue, name: str) -> Spread:
    """Of the tag with this name, or of the column where a facet has this name."""
    values = {"newest": LOOKED_THROUGH, "shown": VALUES_SHOWN} | own_values(issue)
    key = key_of(name)
    if key.is_tag:
        rows = stores.eventstore.select(_OF_TAG, values | {"name": name})
    else:
        rows = stores.eventstore.select(_OF_COLUMNS[name], values)
    return _spread(key, rows)


def spread_over_users(stores: Stores, issue: Issue) -> Spread:
    """Of all events."""
    rows = stores.eventstore.select(_OF_USERS, {"shown": VALUES_SHOWN} | own_values(issue))
    return _spread(key_of("user"), rows)


def _spread(key: Key, rows: list[tuple[Any, ...]]) -> Spread:
    found = [_value(key, row) for row in rows]
    looked_through, different = rows[0][5:7] if rows else (0, 0)
    return Spread(found, different, is_all=looked_through < LOOKED_THROUGH)


def _value(key: Key, row: tuple[Any, ...]) -> SpreadValue:
    text, events, share, first_seen, last_seen = row[:5]
    moments = (first_seen.replace(tzinfo=UTC), last_seen.replace(tzinfo=UTC))
    return SpreadValue(text, events, share, *moments, finding(key, text))
