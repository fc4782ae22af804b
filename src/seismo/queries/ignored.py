"""What an application kept from becoming an issue, as seismo-django counts it: by reason and route."""

from dataclasses import dataclass
from datetime import UTC, datetime

from seismo.catalog.models import Project
from seismo.ports.stores import Stores
from seismo.queries.activity import naive, parsed

METRIC = "seismo.ignored"
"""The counter of the kit. It has the labels `reason` and `route`."""
MOST = 50


@dataclass(frozen=True, slots=True)
class IgnoredLine:
    reason: str
    """A status such as `404 Not Found`, the class of an exception, or the rule that said so."""
    route: str
    """Where: a route's pattern, a task or a command."""
    times: int
    last: datetime


_IGNORED = parsed(
    """
    SELECT
        coalesce(attributes['reason'], '') AS reason, coalesce(attributes['route'], '') AS route,
        CAST(sum(value) AS BIGINT) AS times, max("timestamp") AS last
    FROM metrics WHERE project_id = :project_id AND name = :name AND received >= :since AND received <= :until
    GROUP BY 1, 2 ORDER BY times DESC, reason, route LIMIT :most
    """
)


def ignored(stores: Stores, project: Project, since: float, until: float) -> list[IgnoredLine]:
    """The most frequent first, MOST of them; `since` and `until` are in unix seconds."""
    times = {"since": naive(since), "until": naive(until)}
    values = {"project_id": project.pk, "name": METRIC, "most": MOST, **times}
    rows = stores.eventstore.select(_IGNORED, values)
    return [
        IgnoredLine(reason, route, times, last.replace(tzinfo=UTC))
        for reason, route, times, last in rows
    ]
