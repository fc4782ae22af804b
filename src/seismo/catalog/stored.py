"""How much is stored of what, counted as it comes and goes."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import F

from seismo.catalog.models import StoredDay
from seismo.model.ids import ProjectId
from seismo.model.retention import Kind, Share


class Amount(NamedTuple):
    items: int
    size: int
    """Bytes."""


NOTHING = Amount(0, 0)


def add(amounts: Mapping[Share, Amount]) -> None:
    """Count what is stored. Call inside the transaction that commits it."""
    if not amounts:
        return
    known = {
        _share(row): row
        for row in StoredDay.objects.select_for_update().filter(
            project_id__in={share.project_id for share in amounts},
            day__in={share.day for share in amounts},
        )
    }
    StoredDay.objects.bulk_create(
        [_added(share, amount, known.get(share)) for share, amount in amounts.items()],
        update_conflicts=True,
        unique_fields=["project_id", "day", "kind"],
        update_fields=["items", "size"],
    )


def _added(share: Share, amount: Amount, known: StoredDay | None) -> StoredDay:
    return StoredDay(
        project_id=share.project_id,
        day=share.day,
        kind=share.kind,
        items=amount.items + (known.items if known else 0),
        size=amount.size + (known.size if known else 0),
    )


def take_out(share: Share, amount: Amount) -> None:
    """Count some of a day's items as removed while the rest of them stays."""
    StoredDay.objects.filter(project_id=share.project_id, day=share.day, kind=share.kind).update(
        items=F("items") - amount.items,
        size=F("size") - amount.size,
        removed=F("removed") + amount.items,
    )


def everything() -> dict[Share, Amount]:
    return {_share(row): Amount(row.items, row.size) for row in StoredDay.objects.all()}


def forget(shares: Collection[Share]) -> None:
    """These are not stored any more."""
    for share in shares:
        StoredDay.objects.filter(
            project_id=share.project_id, day=share.day, kind=share.kind
        ).delete()


def _share(row: StoredDay) -> Share:
    return Share(row.day, ProjectId(row.project_id), Kind(row.kind))
