"""The rows and words for search, made again from the payloads: the same ones, by the hash that is stored."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from heapq import merge
from itertools import groupby
from typing import TypeAlias

import msgspec
import zstandard

from seismo.catalog.projects import project_rules
from seismo.digest.items import event as events
from seismo.digest.items import feedback, transaction
from seismo.digest.place import Place
from seismo.digest.searched import texts_of
from seismo.digest.spelled import Spelled
from seismo.digest.written import written
from seismo.model.event import Event, decode_event
from seismo.model.ids import ProjectId
from seismo.model.project import ProjectRules
from seismo.model.telemetry import WrittenRows
from seismo.ports.payloads import EVENT, StoredPayload
from seismo.ports.stores import Stores
from seismo.ports.textindex import IndexedText
from seismo.ports.upkeep import Upkeep

AT_ONCE = 500
"""Payloads and items in one insert."""

Stored: TypeAlias = StoredPayload | WrittenRows
Rules: TypeAlias = dict[ProjectId, ProjectRules]


def reindex(day: date, stores: Stores, upkeep: Upkeep) -> int:
    """All rows and words of a day. Returns the number of payloads. May be asked while events come in.

    Words are added to those that are there; `index_words` begins anew.

    Rows of one record go in together: storing a record's rows again replaces all that it had.
    """
    rules = project_rules()
    made = 0
    for batch in _batches(day, upkeep):
        payloads = [each for each in batch if isinstance(each, StoredPayload)]
        rows = [each for each in batch if isinstance(each, WrittenRows)]
        opened = [(each, opened_payload(each)) for each in payloads if each.project_id in rules]
        for payload, event in opened:
            rows += ROWS_OF[payload.kind](payload, event, rules[payload.project_id])
        stores.eventstore.insert([], rows)
        stores.texts.add(
            [_text(payload, event) for payload, event in opened if payload.kind == EVENT]
        )
        made += len(payloads)
    return made


def index_words(days: Collection[date], stores: Stores, upkeep: Upkeep) -> None:
    """All words of these days anew, and of those that are forgotten with them."""
    stored = upkeep.payloads.days()
    anew = {other for day in days for other in stores.texts.together(day)}
    stores.texts.keep_only([day for day in stored if day not in anew])
    for day in stored:
        if day in anew:
            for payload in upkeep.history.payloads(day):
                if payload.kind == EVENT:
                    stores.texts.add([_text(payload, opened_payload(payload))])


def opened_payload(payload: StoredPayload) -> Event:
    return decode_event(zstandard.ZstdDecompressor().decompress(payload.payload))


def _batches(day: date, upkeep: Upkeep) -> Iterator[list[Stored]]:
    """What is stored of a day in the order of the journal, never cut within a record."""
    payloads: Iterator[Stored] = upkeep.history.payloads(day)
    rows: Iterator[Stored] = upkeep.history.rows(day)
    batch: list[Stored] = []
    for _, record in groupby(merge(payloads, rows, key=_record), key=_record):
        batch += record
        if len(batch) >= AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _record(each: Stored) -> tuple[int, int]:
    return each.partition, each.offset


def place_of(payload: StoredPayload) -> Place:
    return Place(payload.partition, payload.offset, payload.row, payload.project_id)


def _event_rows(payload: StoredPayload, event: Event, rules: ProjectRules) -> Sequence[WrittenRows]:
    row = events.stored(event, rules, place_of(payload)).row
    return written([msgspec.structs.replace(row, hash=payload.hash, title=payload.title)])


def _transaction_rows(
    payload: StoredPayload, event: Event, _: ProjectRules
) -> Sequence[WrittenRows]:
    return written(transaction.rows_of(event, place_of(payload)))


def _feedback_rows(payload: StoredPayload, event: Event, _: ProjectRules) -> Sequence[WrittenRows]:
    return written([feedback.row_of(event, feedback.message_of(event) or "", place_of(payload))])


ROWS_OF: dict[str, Callable[[StoredPayload, Event, ProjectRules], Sequence[WrittenRows]]] = {
    EVENT: _event_rows,
    "transaction": _transaction_rows,
    "feedback": _feedback_rows,
}
"""The rows that each kind of payload becomes."""


def _text(payload: StoredPayload, event: Event) -> IndexedText:
    return IndexedText(
        payload.project_id, payload.hash, payload.received, texts_of(event, Spelled())
    )
