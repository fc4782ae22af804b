"""What a person may do with searches: keep them under a name, share them, open the stream with one."""

from django.db import transaction

from seismo.actions.permission import require
from seismo.catalog.models import (
    Organization,
    PinnedSearch,
    RecentSearch,
    SavedSearch,
    User,
)
from seismo.model.access import Permission
from seismo.model.clock import from_unix

KEPT = 10
"""Recent searches of each person."""
MOST_SAVED = 100
"""Of each person in an organization: more are a list that nobody reads."""


class TooManySearches(Exception):
    """The person has as many saved searches as there may be."""


def save(
    organization: Organization, user: User, name: str, query: str, *, is_shared: bool
) -> SavedSearch:
    """The search under this name; one that the person already has under it is replaced.

    Raises TooManySearches, and PermissionDenied for sharing by somebody who only reads.
    """
    if is_shared:
        require(user, organization, Permission.TRIAGE)
    own = SavedSearch.objects.filter(organization=organization, owner=user)
    if own.exclude(name=name).count() >= MOST_SAVED:
        raise TooManySearches
    values = {"query": query, "is_shared": is_shared}
    return own.update_or_create(organization=organization, owner=user, name=name, defaults=values)[
        0
    ]


def remove(search: SavedSearch, user: User) -> None:
    """Whoever has pinned it gets the inbox back. Raises PermissionDenied."""
    _require_own(search, user)
    search.delete()


def set_shared(search: SavedSearch, user: User, *, is_shared: bool) -> None:
    """One that is no longer shared is pinned by its owner alone. Raises PermissionDenied."""
    _require_own(search, user)
    if is_shared:
        require(user, search.organization, Permission.TRIAGE)
    with transaction.atomic():
        search.is_shared = is_shared
        search.save(update_fields=["is_shared"])
        if not is_shared:
            search.pins.exclude(user=search.owner).delete()


def _require_own(search: SavedSearch, user: User) -> None:
    """Its owner may, and whoever manages the organization."""
    if search.owner_id != user.pk:
        require(user, search.organization, Permission.MANAGE_ORGANIZATION)


def pin(search: SavedSearch, user: User) -> None:
    """The person's stream opens with this search from now on."""
    PinnedSearch.objects.update_or_create(
        organization=search.organization, user=user, defaults={"search": search}
    )


def unpin(search: SavedSearch, user: User) -> None:
    search.pins.filter(user=user).delete()


def remember(organization: Organization, user: User, text: str, now: float) -> None:
    """Keep what somebody searched for, and forget all but the newest few. `now` in unix seconds."""
    own = RecentSearch.objects.filter(organization=organization, user=user)
    with transaction.atomic():
        own.update_or_create(
            organization=organization, user=user, text=text, defaults={"used": from_unix(now)}
        )
        old = own.order_by("-used", "-pk").values_list("pk", flat=True)[KEPT:]
        own.filter(pk__in=list(old)).delete()
