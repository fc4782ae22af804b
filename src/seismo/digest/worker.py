"""The loop from the journal to the commit."""

import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import msgspec
import structlog
from django.db import Error as DatabaseError
from django.db import close_old_connections

from seismo.catalog import progress
from seismo.catalog.projects import project_rules
from seismo.digest.commit import Batch, commit_batch
from seismo.digest.pool import DigestPool, Results, Rules
from seismo.model.clock import from_unix
from seismo.model.digested import DigestedRecord
from seismo.model.ids import NO_PROJECT
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.record import Record, decode_record
from seismo.ports.journal import POISON, Entry, Unavailable
from seismo.ports.stores import Stores

logger = structlog.get_logger("seismo.digest")

BATCH_RECORDS = 500
BATCH_BYTES = 768 * 1024
"""Compressed as received. A commit costs about the same for 500 small records as for 100; large ones are
bounded by what two batches and their results take of the memory."""
AHEAD = 2
"""Batches under way at once: one is committed while the next is digested."""
IDLE_WAIT = 0.04
GATHER = 0.4
"""Seconds that a trickle of records is gathered before it is committed: a commit costs the same for one
record as for fifty."""
FEW = 50
FEW_BYTES = BATCH_BYTES // 4
RETRY_WAIT = 1.0


@dataclass(slots=True)
class _UnderWay:
    entries: list[Entry]
    rules: Rules
    futures: list[Future[Results]]


def run(
    stores: Stores, pool: DigestPool, holder: str, stop: threading.Event, partition: int = 0
) -> None:
    """Digest one partition until `stop` is set.

    A failing disk or database stops nothing for good: what is not committed stays in the journal and is
    tried again.
    """
    while not stop.is_set():
        try:
            _run_with_lease(stores, pool, holder, stop, partition)
        except (progress.LeaseLost, Unavailable, DatabaseError, OSError) as error:
            logger.warning("digest.retry", error=type(error).__name__, detail=str(error))
            stop.wait(RETRY_WAIT)
        except Exception:
            logger.exception("digest.failed")
            stop.wait(RETRY_WAIT)
        close_old_connections()


def _run_with_lease(
    stores: Stores, pool: DigestPool, holder: str, stop: threading.Event, partition: int
) -> None:
    after = _lease(stores, holder, partition)
    if after is None:
        stop.wait(RETRY_WAIT)
        return
    stores.journal.trim(partition, after).result()
    pool.forget()
    under_way: deque[_UnderWay] = deque()
    renewed = taken = time.monotonic()
    while not stop.is_set():
        while len(under_way) < AHEAD:
            entries = stores.journal.read(partition, after, BATCH_RECORDS, BATCH_BYTES)
            sizes = [len(entry.body) for entry in entries]
            if not entries or is_worth_gathering(sizes, time.monotonic() - taken):
                break
            after, taken = entries[-1].offset, time.monotonic()
            rules = project_rules()
            under_way.append(_UnderWay(entries, rules, pool.submit(partition, entries, rules)))
        if under_way:
            _finish(under_way.popleft(), stores, pool, holder, partition)
            renewed = time.monotonic()
            continue
        if time.monotonic() - renewed > progress.LEASE.total_seconds() / 3:
            _lease(stores, holder, partition)
            renewed = time.monotonic()
        stop.wait(IDLE_WAIT)


def is_worth_gathering(sizes: Sequence[int], since: float) -> bool:
    """Whether records of these sizes, in bytes, wait for others; the last were taken `since` seconds ago.

    Also while a batch is under way. A handful that is taken in its shadow makes the next shadow: commit
    follows upon commit, four records each, and the server does nothing else.
    """
    return len(sizes) < FEW and sum(sizes) < FEW_BYTES and since < GATHER


def _lease(stores: Stores, holder: str, partition: int) -> int | None:
    return progress.take_lease(partition, holder, from_unix(stores.clock.now()))


def _finish(
    batch: _UnderWay, stores: Stores, pool: DigestPool, holder: str, partition: int
) -> None:
    results = pool.collect(partition, batch.entries, batch.rules, batch.futures)
    records = [
        _set_aside(stores, partition, entry, result) if isinstance(result, str) else result
        for entry, result in zip(batch.entries, results, strict=True)
    ]
    through = batch.entries[-1].offset
    commit_batch(Batch(partition, through, records), stores, holder)
    stores.journal.trim(partition, through)


def _set_aside(stores: Stores, partition: int, entry: Entry, failure: str) -> DigestedRecord:
    """Keep a poison record in its own partition, and let its items end as `internal`."""
    logger.error("digest.set_aside", offset=entry.offset, failure=failure)
    stores.journal.append(POISON, [entry.body]).result()
    try:
        record = decode_record(entry.body)
    except msgspec.DecodeError:
        record = Record(NO_PROJECT, received=stores.clock.now())
    internal = Dropped(
        Reason.INTERNAL,
        DataCategory.ERROR,
        quantity=max(len(record.kept), 1),
        event_id=record.event_id,
        detail=failure,
    )
    return DigestedRecord(
        partition=partition,
        offset=entry.offset,
        project_id=record.project_id,
        project_key_id=record.project_key_id,
        received=record.received,
        event_id=record.event_id,
        dropped=(*record.dropped, internal),
    )
