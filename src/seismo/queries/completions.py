"""How a search may go on from where its caret stands: keys, and the values that were seen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from seismo.catalog.models import EnvironmentName, ReleaseName
from seismo.model.issue import Level, Priority
from seismo.ports.stores import Stores
from seismo.queries.activity import naive, parsed
from seismo.queries.facets import NOT_COUNTED
from seismo.queries.people import assignees
from seismo.queries.search.complete import (
    SHOWN,
    TIMES,
    Offer,
    Spot,
    is_free_text,
    keys_for,
    spot_at,
    values_for,
)
from seismo.queries.search.events import EventConditions
from seismo.queries.search.keys import KNOWN, STATES, Kind, Place, kind_of, known
from seismo.queries.search.scope import LATEST, Scope
from seismo.queries.search.syntax import Key

Values = Iterable[tuple[str, str]]
"""Values, with what they mean."""

WINDOWS = (86_400.0, 90 * 86_400.0)
"""Seconds back in which values of events are looked for, until there are enough."""
EVENTS = 5_000
"""Looked at in each window: every completion costs the same."""
LONGEST = 200
"""Characters of a value: a longer one is nothing to choose from a list."""
RELEASES = 200

_TAGS = parsed(
    """
    SELECT name, count(*) AS events
    FROM (
        SELECT unnest(map_keys(tags)) AS name FROM (
            SELECT tags FROM events
            WHERE list_contains(:project_ids, project_id) AND "timestamp" >= :start
            LIMIT :most
        )
    )
    GROUP BY name ORDER BY events DESC, name LIMIT 200
    """
)


@dataclass(frozen=True, slots=True)
class Completion:
    start: int
    end: int
    """The characters of the search that an offer takes the place of."""
    offers: list[Offer]


def complete(stores: Stores, scope: Scope, text: str, caret: int) -> Completion:
    """What may stand at the caret. Nothing for what people write freely, such as messages."""
    spot = spot_at(text, min(max(0, caret), len(text)))
    if spot.key is None:
        tags = _tags(stores, scope) if spot.typed else []
        return Completion(spot.start, spot.end, keys_for(spot.typed, tags))
    values = list(_values(stores, scope, spot.key, spot))
    return Completion(spot.start, spot.end, values_for(spot, values))


def _tags(stores: Stores, scope: Scope) -> list[str]:
    values = {
        "project_ids": scope.project_ids,
        "start": naive(scope.now - WINDOWS[-1]),
        "most": EVENTS,
    }
    rows = stores.eventstore.select(_TAGS, values)
    return [name for name, _ in rows if name not in NOT_COUNTED]


def _values(stores: Stores, scope: Scope, key: Key, spot: Spot) -> Values:
    found = known(key)
    if found is not None and found.name in _OF_KEY:
        return _OF_KEY[found.name](scope, spot)
    kind = kind_of(key)
    if kind in _OF_KIND:
        return _OF_KIND[kind]
    is_of_events = found is None or found.place is Place.EVENT
    return [] if is_free_text(key) or not is_of_events else _seen(stores, scope, key, spot)


def _environments(scope: Scope, spot: Spot) -> Values:
    names = EnvironmentName.objects.filter(project_id__in=scope.project_ids)
    return [(name, "") for name in sorted(set(names.values_list("name", flat=True)))]


def _releases(scope: Scope, spot: Spot) -> Values:
    """The newest first."""
    names = ReleaseName.objects.filter(
        project_id__in=scope.project_ids, name__icontains=spot.typed
    ).order_by("-first_seen")
    seen = dict.fromkeys(names.values_list("name", flat=True)[:RELEASES])
    return [(LATEST, "the newest of each project"), *((name, "") for name in seen)]


def _projects(scope: Scope, spot: Spot) -> Values:
    return [(project.slug, project.name) for project in scope.projects]


def _keys(scope: Scope, spot: Spot) -> Values:
    of_events = (key for key in KNOWN.values() if key.place is Place.EVENT and key.name != "has")
    return [(key.name, key.meaning) for key in of_events]


def _levels(scope: Scope, spot: Spot) -> Values:
    return [(level.value, "") for level in Level]


def _assignees(scope: Scope, spot: Spot) -> Values:
    """The ways to say oneself and nobody, then teams, then people."""
    words = [("me", ""), ("none", "nobody"), ("my_teams", "")]
    if scope.access is None:
        return words
    found = assignees(scope.access)
    teams = [(f"#{team.slug}", team.name) for team in found.teams]
    return [*words, *teams, *((person.email, person.name) for person in found.people)]


def _persons(scope: Scope, spot: Spot) -> Values:
    people = assignees(scope.access).people if scope.access else []
    return [("me", ""), *((person.email, person.name) for person in people)]


_OF_KEY: dict[str, Callable[[Scope, Spot], Values]] = {
    "environment": _environments,
    "release": _releases,
    "firstRelease": _releases,
    "project": _projects,
    "has": _keys,
    "level": _levels,
    "assigned": _assignees,
    "bookmarks": _persons,
    "subscribed": _persons,
}
_OF_KIND: dict[Kind, Values] = {
    Kind.STATE: [(state, "") for state in STATES],
    Kind.PRIORITY: [(priority.value, "") for priority in Priority],
    Kind.FLAG: [("true", ""), ("false", "")],
    Kind.TIME: [(time, "") for time in TIMES],
}


def _seen(stores: Stores, scope: Scope, key: Key, spot: Spot) -> Values:
    """The values that most events have which came lately."""
    rows: list[tuple[Any, ...]] = []
    for window in WINDOWS:
        rows = stores.eventstore.select(*_seen_query(scope, key, spot, window))
        if len(rows) >= SHOWN:
            break
    return [(str(value), f"{events:,} events") for value, events in rows]


def _seen_query(
    scope: Scope, key: Key, spot: Spot, window: float
) -> tuple[exp.Query, dict[str, object]]:
    conditions = EventConditions(scope)
    value = exp.cast(conditions.source(key), exp.DataType.Type.TEXT).as_("value")
    since = exp.column("timestamp", quoted=True) >= exp.Placeholder(this="since")
    newest = (
        exp.select(value)
        .from_("events")
        .where(exp.and_(conditions.within_scope(), since))
        .limit(EVENTS)
    )
    column = exp.column("value")
    like = exp.func("contains", exp.func("lower", column.copy()), exp.Placeholder(this="typed"))
    is_short = exp.func("length", column.copy()) <= LONGEST
    query = (
        exp.select("value", exp.func("count", exp.Star()).as_("events"))
        .from_(newest.subquery("newest"))
        .where(
            exp.and_(exp.not_(column.copy().is_(exp.null())), column.copy().neq(""), is_short, like)
        )
        .group_by("value")
        .order_by("events DESC", "value")
        .limit(SHOWN * 3)
    )
    more: dict[str, object] = {"since": naive(scope.now - window), "typed": spot.typed.casefold()}
    return query, conditions.values | more
