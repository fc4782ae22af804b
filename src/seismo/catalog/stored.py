"""How much is stored of what, counted as it comes and goes."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from django.db import transaction

from seismo.catalog.lookups import Given, Values
from seismo.catalog.merging import committed_through
from seismo.catalog.models import StoredDay
from seismo.catalog.prepared import Prepared
from seismo.catalog.upsert import Upsert
from seismo.model.ids import ProjectId
from seismo.model.retention import KIND_OF_PAYLOAD, KIND_OF_TABLE, Kind, Share
from seismo.ports.upkeep import DayCount

Count: TypeAlias = Callable[[date, int, int], DayCount]
"""See `ports.upkeep.PayloadHistory.count`."""


class Amount(NamedTuple):
    items: int
    size: int
    """Bytes."""


NOTHING = Amount(0, 0)
_STORED = Upsert(StoredDay, ("project_id", "day", "kind"), ("items", "size", "removed"))
_KEPT = Prepared(
    lambda: StoredDay.objects.filter(
        project_id=Given("project"), kind__among=Given("kinds"), items__gt=0
    ).values_list("pk")[:1]
)


def keeps_any(project_id: int, kinds: Sequence[Kind]) -> bool:
    """Whether anything of these kinds is stored of a project."""
    return bool(_KEPT.rows(project=project_id, kinds=Values(kinds)))


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
    _STORED.write(_added(share, amount, known.get(share)) for share, amount in amounts.items())


def _added(share: Share, amount: Amount, known: StoredDay | None) -> tuple[object, ...]:
    """A row of `_STORED`."""
    before = known or StoredDay()
    items, size = amount.items + before.items, amount.size + before.size
    return share.project_id, share.day, share.kind, items, size, before.removed


def recount(day: date, count: Count) -> None:
    """After something was taken out of a day: what is gone counts as removed, what is there as stored.

    Commits wait meanwhile, so that nothing is counted twice or not at all.
    """
    with transaction.atomic():
        held = held_on(day, count, committed_through())
        for row in StoredDay.objects.select_for_update().filter(day=day):
            left = held[_share(row)]
            if left < row.items:
                row.size = row.size * left // row.items
                row.removed += row.items - left
                row.items = left
                row.save(update_fields=["items", "size", "removed"])


def held_on(day: date, count: Count, through: Mapping[int, int]) -> Counter[Share]:
    """How many items of each share a day holds, up to an offset of each partition."""
    held: Counter[Share] = Counter()
    for partition, offset in through.items():
        counted = count(day, partition, offset)
        for (project_id, kind), items in counted.payloads.items():
            held[Share(day, ProjectId(project_id), KIND_OF_PAYLOAD[kind])] += items
        for (project_id, table), items in counted.rows.items():
            held[Share(day, ProjectId(project_id), KIND_OF_TABLE[table])] += items
        for project_id, items in counted.drops.items():
            held[Share(day, ProjectId(project_id), Kind.DROPS)] += items
    return held


def everything() -> dict[Share, Amount]:
    rows = StoredDay.objects.values_list("day", "project_id", "kind", "items", "size")
    return {
        Share(day, ProjectId(project_id), Kind(kind)): Amount(items, size)
        for day, project_id, kind, items, size in rows
    }


def forget(shares: Collection[Share]) -> None:
    """These are not stored any more."""
    for share in shares:
        StoredDay.objects.filter(
            project_id=share.project_id, day=share.day, kind=share.kind
        ).delete()


def _share(row: StoredDay) -> Share:
    return Share(row.day, ProjectId(row.project_id), Kind(row.kind))
