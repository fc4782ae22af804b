"""Refused requests as outcomes, so that a project's people see them."""

import asyncio
from collections import Counter, defaultdict
from typing import TypeAlias

from seismo.model.ids import EventId, ProjectId, ProjectKeyId
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.record import Client, Record, encode_record
from seismo.ports.clock import Clock
from seismo.ports.journal import Journal, Unavailable
from seismo.protocol.errors import ProtocolError

MAX_PER_SECOND = 200
SUM_FOR = 1.0
"""Seconds until what was too many for records of its own becomes one record."""

_Sender: TypeAlias = tuple[ProjectId, ProjectKeyId | None]


class Refusals:
    """Writes records without a body to the journal and does not wait for them.

    Beyond `MAX_PER_SECOND`, and while the journal takes nothing, refusals are only counted, and
    the counts are written later.
    """

    def __init__(self, journal: Journal, clock: Clock, partition: int) -> None:
        self._journal = journal
        self._clock = clock
        self._partition = partition
        self._second = 0
        self._written = 0
        self.pending: Counter[tuple[_Sender, Reason, DataCategory]] = Counter()
        """What is counted and not written yet."""
        self._timer: asyncio.TimerHandle | None = None

    def note(
        self,
        project_id: ProjectId,
        error: ProtocolError,
        event_id: EventId | None,
        client: Client,
        category: DataCategory = DataCategory.ERROR,
    ) -> None:
        """A request that was refused whole, whatever was in it, counts as one item."""
        refused = Dropped(error.reason, category, event_id=event_id, detail=error.sentence)
        now = self._clock.now()
        self.add(Record(project_id, now, event_id=event_id, dropped=(refused,), client=client))

    def add(self, record: Record) -> None:
        """`record` has no body: all of its items were dropped."""
        if self.has_room() and self._append(record):
            self._written += 1
            return
        for dropped in record.dropped:
            sender = record.project_id, record.project_key_id
            self.pending[sender, dropped.reason, dropped.category] += dropped.quantity
        self._flush_later()

    def has_room(self) -> bool:
        """Whether the next refusal gets a record of its own, with what is known about it."""
        second = int(self._clock.now())
        if second != self._second:
            self._second, self._written = second, 0
        return self._written < MAX_PER_SECOND

    def flush(self) -> None:
        """Write the counts now; what the journal does not take stays counted. Needs no event loop."""
        by_sender: defaultdict[_Sender, list[Dropped]] = defaultdict(list)
        for (sender, reason, category), quantity in self.pending.items():
            by_sender[sender].append(Dropped(reason, category, quantity=quantity))
        for sender, dropped in by_sender.items():
            project_id, key_id = sender
            record = Record(project_id, self._clock.now(), key_id, dropped=tuple(dropped))
            if not self._append(record):
                return
            for each in dropped:
                del self.pending[sender, each.reason, each.category]

    def _append(self, record: Record) -> bool:
        try:
            self._journal.append(self._partition, (encode_record(record),))
        except Unavailable:
            return False
        return True

    def _flush_later(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(SUM_FOR, self._flush_due)

    def _flush_due(self) -> None:
        self._timer = None
        self.flush()
        if self.pending:
            self._flush_later()
