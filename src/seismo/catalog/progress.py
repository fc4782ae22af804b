"""How far each partition of the journal is digested, and who may go on."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from seismo.catalog.models import Progress

LEASE = timedelta(seconds=30)


class LeaseLost(Exception):
    """Another worker digests this partition now. Whatever was not committed is its work."""


def take_lease(partition: int, holder: str, now: datetime) -> int | None:
    """The offset to go on after, once the partition is ours; None while another holds it.

    A holder that asks again (after a crash) gets its own lease back at once.
    """
    with transaction.atomic():
        Progress.objects.get_or_create(partition=partition)
        free = Q(holder="") | Q(holder=holder) | Q(lease_until__lt=now)
        taken = Progress.objects.filter(free, partition=partition).update(
            holder=holder, lease_until=now + LEASE
        )
        return Progress.objects.get(partition=partition).offset if taken else None


def advance(partition: int, holder: str, offset: int, now: datetime) -> None:
    """Move on to `offset` and renew the lease. Raises LeaseLost.

    Call it last inside the transaction that holds the results: this is the commit point.
    """
    moved = Progress.objects.filter(partition=partition, holder=holder, offset__lte=offset).update(
        offset=offset, lease_until=now + LEASE
    )
    if not moved:
        raise LeaseLost(f"partition {partition} is not held by {holder} any more")


def digested_through(partition: int) -> int:
    """The largest offset whose results are committed; 0 at the beginning."""
    return (
        Progress.objects.filter(partition=partition).values_list("offset", flat=True).first() or 0
    )
