"""The loop from the journal to the commit."""

import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import msgspec
import structlog
from django.db import Error as DatabaseError
from django.db import close_old_connections

from seismo.catalog import progress
from seismo.catalog.projects import project_rules
from seismo.digest.commit import Batch, commit_batch
from seismo.digest.pool import DigestPool
from seismo.digest.processes import Rules
from seismo.digest.results import Results
from seismo.model.clock import from_unix
from seismo.model.digested import DigestedRecord, size_of
from seismo.model.ids import NO_PROJECT
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.record import Record, decode_record
from seismo.ports.journal import POISON, Entry, Unavailable
from seismo.ports.stores import Stores

logger = structlog.get_logger("seismo.digest")

BATCH_RECORDS = 250
BATCH_BYTES = 384 * 1024
"""Compressed as received. Large records are bounded by what the batches under way take of the memory."""
AHEAD = 2
"""Batches under way at once for each process: they are digested while others are committed."""
COMMIT_RECORDS = 800
COMMIT_BYTES = 4 * 1024 * 1024
"""A commit costs little more for 800 records than for 100, and the results of most take less memory than the
records did: so those of several batches are committed together."""
IDLE_WAIT = 0.04
GATHER = 0.4
"""Seconds that records are gathered before they are digested while they are few."""
PAUSE = 10
"""So many times as long as the last commit took, results wait for others: a commit costs the same for one
record as for fifty, and as long as it lasts, who sends waits twice as long for an answer."""
LONGEST_PAUSE = 1.0
"""Seconds."""
FEW = 50
FEW_BYTES = BATCH_BYTES // 2
RETRY_WAIT = 1.0


@dataclass(slots=True)
class _UnderWay:
    entries: list[Entry]
    rules: Rules
    future: Future[Results]


@dataclass(slots=True)
class _Held:
    """Results of batches that follow each other, to be committed together."""

    records: list[DigestedRecord] = field(default_factory=list)
    size: int = 0
    """Bytes of what was made of them."""
    through: int = 0


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
    line = _Line(stores, pool, holder, partition, after)
    renewed = time.monotonic()
    while not stop.is_set():
        if line.move_on():
            renewed = time.monotonic()
            continue
        if time.monotonic() - renewed > progress.LEASE.total_seconds() / 3:
            _lease(stores, holder, partition)
            renewed = time.monotonic()
        stop.wait(IDLE_WAIT)


class _Line:
    """From the journal through the pool to the commit, in order, for as long as the lease is held."""

    def __init__(
        self, stores: Stores, pool: DigestPool, holder: str, partition: int, after: int
    ) -> None:
        self._stores = stores
        self._pool = pool
        self._holder = holder
        self._partition = partition
        self._after = after
        self._taken = self._committed = time.monotonic()
        self._pause = 0.0
        """Seconds after the last commit in which results are held, if they are few."""
        self._under_way: deque[_UnderWay] = deque()
        self._held = _Held()

    def move_on(self) -> bool:
        """Take what is worth it, finish one batch, commit what is due. False when there was nothing."""
        while len(self._under_way) < AHEAD * self._pool.size and self._take():
            pass
        is_finishing = bool(self._under_way)
        if is_finishing:
            self._finish(self._under_way.popleft())
        is_committing = self._is_due()
        if is_committing:
            self._commit()
        return is_finishing or is_committing

    def _take(self) -> bool:
        journal = self._stores.journal
        entries = journal.read(self._partition, self._after, BATCH_RECORDS, BATCH_BYTES)
        sizes = [len(entry.body) for entry in entries]
        if not entries or is_worth_gathering(sizes, time.monotonic() - self._taken):
            return False
        self._after, self._taken = entries[-1].offset, time.monotonic()
        rules = project_rules()
        future = self._pool.submit(self._partition, entries, rules)
        self._under_way.append(_UnderWay(entries, rules, future))
        return True

    def _finish(self, batch: _UnderWay) -> None:
        results = self._pool.collect(self._partition, batch.entries, batch.rules, batch.future)
        held = self._held
        for entry, result in zip(batch.entries, results, strict=True):
            if isinstance(result, str):
                result = _set_aside(self._stores, self._partition, entry, result)
            held.records.append(result)
            held.size += size_of(result)
        held.through = batch.entries[-1].offset

    def _is_due(self) -> bool:
        held, left = self._held, self._pause - (time.monotonic() - self._committed)
        return bool(held.records) and not is_worth_holding(len(held.records), held.size, left)

    def _commit(self) -> None:
        held, self._held = self._held, _Held()
        batch = Batch(self._partition, held.through, held.records)
        began = time.monotonic()
        commit_batch(batch, self._stores, self._holder)
        self._stores.journal.trim(self._partition, held.through)
        self._committed = time.monotonic()
        self._pause = pause_after(self._committed - began)


def is_worth_gathering(sizes: Sequence[int], since: float) -> bool:
    """Whether records of these sizes, in bytes, wait for others; the last were taken `since` seconds ago.

    Also while a batch is under way. A handful that is taken in its shadow makes the next shadow: commit
    follows upon commit, four records each, and the server does nothing else.
    """
    return len(sizes) < FEW and sum(sizes) < FEW_BYTES and since < GATHER


def is_worth_holding(records: int, size: int, left: float) -> bool:
    """Whether so many results wait for others, `left` seconds before the pause after a commit ends."""
    return left > 0 and records < COMMIT_RECORDS and size < COMMIT_BYTES


def pause_after(took: float) -> float:
    """How long results wait behind a commit that took so many seconds."""
    return min(PAUSE * took, LONGEST_PAUSE)


def _lease(stores: Stores, holder: str, partition: int) -> int | None:
    return progress.take_lease(partition, holder, from_unix(stores.clock.now()))


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
