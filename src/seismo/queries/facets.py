"""How the events of an issue spread over releases, users, servers and tags."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from seismo.catalog.models import Issue
from seismo.ports.stores import Stores
from seismo.queries.activity import NEWEST_OWN, own_values, parsed
from seismo.queries.recent import Recent
from seismo.queries.search.syntax import Filter, Key, Pattern, render

TAGGED_EVENTS = 500
"""Only the newest events are looked at, so that every issue costs the same."""
FACET_VALUES = 4
TAG_FACETS = 8
TITLE = "title"
WHO_AND_WHERE = ("release", "environment", "user", "server_name", "transaction")
"""Known of the newest events, so every page of an issue has them."""
TAGS_FIRST = (TITLE, "browser", "os", "device")
NOT_COUNTED = frozenset(
    {
        TITLE,
        "level",
        "handled",
        "mechanism",
        "url",
        "trace",
        "trace.span",
        "replayId",
        *WHO_AND_WHERE,
    }
)
"""The page says it elsewhere, or every event has its own value."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    text: str
    share: float
    """Between 0 and 1, of the events that have the tag."""
    events: int
    search: str
    """What finds the events with this value, in the search language."""


@dataclass(frozen=True, slots=True)
class Facet:
    """How the events of an issue spread over the values of one column or tag."""

    name: str
    values: list[FacetValue]
    different: int
    """How many values there are in all."""

    @property
    def is_title(self) -> bool:
        return self.name == TITLE


def part_of(issue: Issue) -> int:
    """How many of the issue's events its facets are of; 0 when they are of all."""
    return TAGGED_EVENTS if issue.times_seen > TAGGED_EVENTS else 0


def who_and_where(recent: Recent) -> list[Facet]:
    """The facets that come from columns, in the order of `WHO_AND_WHERE`."""
    facets = (_of_column(name, recent) for name in WHO_AND_WHERE)
    return [facet for facet in facets if facet.values]


def _of_column(name: str, recent: Recent) -> Facet:
    counts = Counter(getattr(event, name) for event in recent.events)
    known = {value: events for value, events in counts.items() if value}
    total = sum(known.values())
    most = sorted(known.items(), key=lambda item: (-item[1], item[0]))[:FACET_VALUES]
    return _facet(Key(name), ((value, events, total) for value, events in most), len(known))


def _facet(key: Key, rows: Iterable[tuple[str, int, int]], different: int) -> Facet:
    """`rows` are values, the events that have them, and the events that have any value."""
    values = [
        FacetValue(value, events / total, events, finding(key, value))
        for value, events, total in rows
    ]
    return Facet(key.name, values, different)


def finding(key: Key, value: str) -> str:
    """The search that finds the events with this value."""
    return render(Filter(key, (Pattern((value,)),)))


def key_of(name: str) -> Key:
    """By which a facet is searched for: a column by its name, a tag as a tag."""
    return Key(name, is_tag=name not in {TITLE, *WHO_AND_WHERE})


_TAGS = parsed(
    f"""
    WITH recent AS (
        SELECT tags, title FROM events WHERE {NEWEST_OWN}
    ),
    pairs AS (
        SELECT unnest(map_keys(tags)) AS name, unnest(map_values(tags)) AS value FROM recent
        UNION ALL SELECT '' AS name, title AS value FROM recent
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
    """  # noqa: S608 - constants
)


def tag_facets(stores: Stores, issue: Issue) -> list[Facet]:
    """The other tags that most events carry, the ones people ask for first.

    Before them, where events say different things, what they say: the issue has the title of its first.

    Several times as slow as `who_and_where`: the tags of many events are read to find those of a few.
    """
    values = {"newest": TAGGED_EVENTS, "shown": FACET_VALUES} | own_values(issue)
    rows = stores.eventstore.select(_TAGS, values)
    found = [
        (_tag_facet(name or TITLE, list(of_name)), total)
        for (name, total), of_name in groupby(rows, key=lambda row: (row[0], row[3]))
        if is_counted(name)
    ]
    found.sort(key=lambda pair: (_rank(pair[0].name), -pair[1], pair[0].name))
    facets = [facet for facet, _ in found[: TAG_FACETS + 1]]
    return [facet for facet in facets if not facet.is_title or facet.different > 1]


def is_counted(tag: str) -> bool:
    """Whether `tag_facets` may have a facet for this tag."""
    return tag not in NOT_COUNTED and not tag.endswith(".name")


def _rank(name: str) -> int:
    return TAGS_FIRST.index(name) if name in TAGS_FIRST else len(TAGS_FIRST)


def _tag_facet(name: str, rows: Sequence[tuple[Any, ...]]) -> Facet:
    return _facet(key_of(name), ((row[1], row[2], row[3]) for row in rows), rows[0][4])
