"""How much a batch stores of what, for the counters that retention and the storage page read."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from seismo.catalog.stored import NOTHING, Amount
from seismo.model.clock import from_unix
from seismo.model.digested import DigestedItem, DigestedRecord
from seismo.model.ids import ProjectId
from seismo.model.retention import KIND_OF_PAYLOAD, KIND_OF_TABLE, Kind, Share
from seismo.model.telemetry import WrittenRows
from seismo.ports.payloads import Drop, StoredPayload

DAY = 86_400


def amounts(
    payloads: Sequence[StoredPayload], rows: Sequence[WrittenRows], drops: Sequence[Drop]
) -> dict[Share, Amount]:
    """What these take, by project, kind and day of receipt."""
    return total((*_of_payloads(payloads), *_of_rows(rows), *_of_drops(drops)))


def of_blobs(record: DigestedRecord, item: DigestedItem) -> Iterator[tuple[Share, Amount]]:
    """Blobs belong to the kind of the rows that refer to them; they are no items of their own."""
    if item.blobs and item.rows:
        share = _share(record.received, record.project_id, KIND_OF_TABLE[item.rows[0].table])
        yield share, Amount(0, sum(map(len, item.blobs)))


def total(parts: Sequence[tuple[Share, Amount]]) -> dict[Share, Amount]:
    sums: dict[Share, Amount] = defaultdict(lambda: NOTHING)
    for share, amount in parts:
        before = sums[share]
        sums[share] = Amount(before.items + amount.items, before.size + amount.size)
    return dict(sums)


def _of_payloads(payloads: Sequence[StoredPayload]) -> Iterator[tuple[Share, Amount]]:
    for each in payloads:
        share = _share(each.received, each.project_id, KIND_OF_PAYLOAD[each.kind])
        yield share, Amount(1, len(each.payload))


def _of_rows(rows: Sequence[WrittenRows]) -> Iterator[tuple[Share, Amount]]:
    for each in rows:
        share = _share(each.received, ProjectId(each.project_id), KIND_OF_TABLE[each.table])
        yield share, Amount(each.count, len(each.packed))


def _of_drops(drops: Sequence[Drop]) -> Iterator[tuple[Share, Amount]]:
    for each in drops:
        yield _share(each.received, each.project_id, Kind.DROPS), Amount(1, len(each.detail))


def _share(received: float, project_id: ProjectId, kind: Kind) -> Share:
    return Share(_day(int(received // DAY)), project_id, kind)


@lru_cache(16)
def _day(number: int) -> date:
    return from_unix(number * DAY).date()
