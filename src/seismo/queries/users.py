"""The users that an issue troubled."""

from dataclasses import dataclass

from seismo.catalog.models import Issue
from seismo.ports.stores import Stores
from seismo.queries.activity import OWN, own_values, parsed
from seismo.queries.spread import VALUES_SHOWN, Spread, spread_over_users


@dataclass(frozen=True, slots=True)
class TroubledUsers:
    spread: Spread
    """Its texts are those of the column: the best that is known, such as `id:42`."""
    described: dict[str, str]
    """Such a text -> mail address and name, as far as the newest event of the user has them."""


_DESCRIBED = parsed(
    f"""
    SELECT "user", attributes['user.email'], attributes['user.username'], attributes['user.ip']
    FROM events
    WHERE {OWN} AND "offset" IN (
        SELECT max("offset") FROM events WHERE {OWN} AND "user" IS NOT NULL
        GROUP BY "user" ORDER BY count(*) DESC, "user" LIMIT :shown
    )
    """  # noqa: S608 - constants
)


def troubled_users(stores: Stores, issue: Issue) -> TroubledUsers:
    spread = spread_over_users(stores, issue)
    rows = stores.eventstore.select(_DESCRIBED, {"shown": VALUES_SHOWN} | own_values(issue))
    described = {
        user: ", ".join(each for each in more if each and each not in user)
        for user, *more in rows
        if user
    }
    return TroubledUsers(spread, described)
