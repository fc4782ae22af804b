"""The searches that a person has kept, and those that others share with them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from seismo.catalog.lookups import Given
from seismo.catalog.models import (
    Organization,
    PinnedSearch,
    RecentSearch,
    SavedSearch,
    User,
)
from seismo.catalog.prepared import Prepared


@dataclass(frozen=True, slots=True)
class KeptSearch:
    """A saved search as one person sees it."""

    search: SavedSearch
    is_own: bool
    is_pinned: bool


_KEPT = Prepared(
    lambda: (
        SavedSearch.objects.filter(
            Q(is_shared=True) | Q(owner=Given("user")), organization=Given("organization")
        )
        .annotate(
            is_pinned=Exists(PinnedSearch.objects.filter(search=OuterRef("pk"), user=Given("user")))
        )
        .select_related("owner")
    )
)


def saved_searches(organization: Organization, user: User) -> list[KeptSearch]:
    """The person's own, then those of others, by name."""
    found = _KEPT.rows(organization=organization.pk, user=user.pk)
    kept = [KeptSearch(each, each.owner_id == user.pk, each.is_pinned) for each in found]
    return sorted(kept, key=lambda each: (not each.is_own, each.search.name.casefold()))


def find_search(organization: Organization, user: User, pk: int) -> SavedSearch | None:
    """None for one that is another person's and not shared."""
    return _visible(organization, user).filter(pk=pk).first()


def _visible(organization: Organization, user: User) -> QuerySet[SavedSearch]:
    theirs = Q(is_shared=True) | Q(owner=user)
    return SavedSearch.objects.filter(theirs, organization=organization)


def pinned_query(organization: Organization, user: User) -> str:
    """The query string with which the person's stream opens; empty without a pinned search."""
    pins = PinnedSearch.objects.filter(organization=organization, user=user)
    return pins.values_list("search__query", flat=True).first() or ""


def recent_searches(organization: Organization, user: User) -> list[str]:
    """What the person searched for, the last first."""
    found = RecentSearch.objects.filter(organization=organization, user=user)
    return list(found.order_by("-used", "-pk").values_list("text", flat=True))
