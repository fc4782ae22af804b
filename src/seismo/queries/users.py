"""The users that an issue troubled."""

from dataclasses import dataclass

from seismo.catalog.models import Issue
from seismo.ports.stores import Stores
from seismo.queries.activity import own_values, parsed
from seismo.queries.spread import Spread, spread_of

ALL_EVENTS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class TroubledUsers:
    spread: Spread
    """Its texts are those of the column: the best that is known, such as `id:42`."""
    described: dict[str, str]
    """Such a text -> mail address and name, as far as the newest event of the user has them."""


_DESCRIBED = parsed(
    """
    SELECT "user", attributes['user.email'], attributes['user.username'], attributes['user.ip']
    FROM events
    WHERE project_id = :project_id AND list_contains(:hash_keys, hash_key)
        AND list_contains(:event_ids, event_id)
    """
)


def troubled_users(stores: Stores, issue: Issue) -> TroubledUsers:
    spread = spread_of(stores, issue, "user", ALL_EVENTS)
    ids = [value.event_id for value in spread.values]
    rows = stores.eventstore.select(_DESCRIBED, {"event_ids": ids} | own_values(issue))
    described = {
        user: ", ".join(each for each in more if each and each not in user) for user, *more in rows
    }
    return TroubledUsers(spread, described)
