"""Removing a person: every event, row and blob that is about them, in all stores.

What is counted stays counted: how often an issue was seen and what became of how many items says nothing
about anybody. Each step can be repeated, so an erasure that dies half way is asked for again.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TypeAlias

import msgspec
import zstandard
from django.db import transaction
from sqlglot import exp, select

from seismo.catalog import forgetting, stored
from seismo.catalog.merging import committed_through
from seismo.catalog.models import Issue
from seismo.catalog.progress import digested_through
from seismo.model.person import Person
from seismo.model.record import decode_record
from seismo.model.telemetry import BLOB_TABLES, Position, RowKey, WrittenRows
from seismo.ports.journal import PARTITION
from seismo.ports.payloads import StoredPayload
from seismo.ports.stores import Stores
from seismo.ports.upkeep import Upkeep
from seismo.protocol.encoding import decoded
from seismo.protocol.envelope import parse_envelope
from seismo.protocol.errors import ProtocolError
from seismo.protocol.limits import MAX_ENVELOPE_BYTES
from seismo.upkeep.set_aside import remove_set_aside

Through: TypeAlias = Mapping[int, int]
"""The offset in each partition up to which all is counted."""
_IDS = ("event_id", "associated_event_id", "replay_id", "profile_id")
"""The columns by which a row belongs to an event or a replay of the person."""


@dataclass
class Found:
    """What one day holds of a person."""

    day: date
    payloads: list[Position] = field(default_factory=list)
    rows: dict[str, list[RowKey]] = field(default_factory=dict)
    """Single rows to remove, by table."""
    left: list[WrittenRows] = field(default_factory=list)
    """Items of which some rows stay."""
    empty: list[Position] = field(default_factory=list)
    """Items of which no row stays."""
    blobs: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.payloads or self.rows)


@dataclass
class Erased:
    """What was removed."""

    items: Counter[str] = field(default_factory=Counter)
    """By kind of payload or table."""
    blobs: int = 0
    issues: int = 0
    """Whose title named the person."""
    set_aside: int = 0
    """Records that could not be digested."""
    days: list[date] = field(default_factory=list)


def erase(person: Person, stores: Stores, upkeep: Upkeep) -> Erased:
    """All that is digested by now. What still waits may be about the person too: see `waiting`."""
    through = committed_through()
    stores.journal.trim(PARTITION, through.get(PARTITION, 0)).result()
    erased = Erased()
    ids: set[str] = set()
    for day in upkeep.payloads.days():
        ids |= _ids_of_payloads(person, _payloads(day, through, upkeep))
        ids |= _ids_of_rows(person, _rows(day, through, upkeep))
    for day in upkeep.payloads.days():
        found = Found(day)
        _search_payloads(person, ids, _payloads(day, through, upkeep), found, erased)
        _search_rows(person, ids, _rows(day, through, upkeep), found, erased)
        if found:
            _remove(found, upkeep)
            stored.recount(day, upkeep.history.count)
            erased.days.append(day)
            erased.blobs += _remove_blobs(found.blobs, stores, upkeep)
    erased.set_aside = remove_set_aside(partial(_is_in_record, person), stores)
    erased.issues = _rename_issues(person)
    _wipe(erased, stores, upkeep)
    return erased


def waiting(stores: Stores, patience: float) -> int:
    """How many requests are not digested yet, after at most so many seconds of waiting for them."""
    deadline = time.monotonic() + patience
    while count := stores.journal.backlog(PARTITION, digested_through(PARTITION)):
        if time.monotonic() > deadline:
            break
        time.sleep(0.2)
    return count


def _payloads(day: date, through: Through, upkeep: Upkeep) -> Iterator[StoredPayload]:
    """Those that are counted: the others are on their way into the counts."""
    for each in upkeep.history.payloads(day):
        if each.offset <= through.get(each.partition, 0):
            yield each


def _rows(day: date, through: Through, upkeep: Upkeep) -> Iterator[WrittenRows]:
    for each in upkeep.history.rows(day):
        if each.offset <= through.get(each.partition, 0):
            yield each


def _ids_of_payloads(person: Person, payloads: Iterable[StoredPayload]) -> set[str]:
    return {each.event_id for each in payloads if person.is_in_payload(_unpacked(each.payload))}


def _ids_of_rows(person: Person, stored_rows: Iterable[WrittenRows]) -> set[str]:
    """Of replays and profiles: their recordings name nobody themselves."""
    ids: set[str] = set()
    for rows in stored_rows:
        for line in _lines(rows):
            if person.is_in_row(line):
                row = msgspec.json.decode(line)
                ids |= {row[name] for name in _IDS if row.get(name)}
    return ids


def _search_payloads(
    person: Person,
    ids: set[str],
    payloads: Iterable[StoredPayload],
    found: Found,
    erased: Erased,
) -> None:
    for each in payloads:
        if each.event_id in ids or person.is_in_text(each.title):
            found.payloads.append((each.partition, each.offset, each.row))
            erased.items[each.kind] += 1


def _search_rows(
    person: Person,
    ids: set[str],
    stored_rows: Iterable[WrittenRows],
    found: Found,
    erased: Erased,
) -> None:
    def is_theirs(line: bytes) -> bool:
        if person.is_in_row(line):
            return True
        row = msgspec.json.decode(line)
        return any(row.get(name) in ids for name in _IDS)

    for rows in stored_rows:
        _sort_rows(rows, is_theirs, found)
    erased.items.update({table: len(keys) for table, keys in found.rows.items()})


def _sort_rows(rows: WrittenRows, is_theirs: Callable[[bytes], bool], found: Found) -> None:
    lines = _lines(rows)
    theirs = [line for line in lines if is_theirs(line)]
    if not theirs:
        return
    keys = found.rows.setdefault(rows.table, [])
    for row in map(msgspec.json.decode, theirs):
        keys.append((rows.partition, rows.offset, rows.row, row.get("part", 0)))
        if rows.table in BLOB_TABLES:
            found.blobs.add(row["blob"])
    kept = [line for line in lines if line not in set(theirs)]
    if kept:
        found.left.append(msgspec.structs.replace(rows, count=len(kept), packed=_packed(kept)))
    else:
        found.empty.append((rows.partition, rows.offset, rows.row))


def _remove(found: Found, upkeep: Upkeep) -> None:
    upkeep.eventstore.remove(found.payloads)
    for table, keys in found.rows.items():
        upkeep.eventstore.remove_rows(table, keys)
    upkeep.payloads.remove(found.day, [*found.payloads, *found.empty])
    upkeep.history.replace([], found.left)


def _remove_blobs(digests: Iterable[str], stores: Stores, upkeep: Upkeep) -> int:
    """Those that no row of anybody else refers to."""
    removed = 0
    for digest in digests:
        used = any(
            stores.eventstore.select(
                select("1")
                .from_(table)
                .where(exp.column("blob").eq(exp.Placeholder(this="blob")))
                .limit(1),
                {"blob": digest},
            )
            for table in BLOB_TABLES
        )
        if not used:
            removed += upkeep.blobs.delete_old(digest, stores.clock.now())
    return removed


def _is_in_record(person: Person, body: bytes) -> bool:
    """Whether an item of a record is about the person, as far as anybody can read it."""
    try:
        record = decode_record(body)
        content = decoded(record.body, record.encoding, MAX_ENVELOPE_BYTES)
        items = parse_envelope(content).items
    except (msgspec.DecodeError, ProtocolError):
        return person.is_in_text(body.decode("utf-8", "replace"))
    return any(_is_in_item(person, bytes(item.payload)) for item in items)


def _is_in_item(person: Person, payload: bytes) -> bool:
    try:
        return person.is_in_payload(payload)
    except (msgspec.DecodeError, AttributeError):
        return person.is_in_text(payload.decode("utf-8", "replace"))


def _rename_issues(person: Person) -> int:
    """Issues are named by their first event, which may name the person."""
    if not person.stands_alone:
        return 0
    renamed = 0
    with transaction.atomic():
        for issue in Issue.objects.select_for_update().iterator():
            metadata = json.dumps(issue.metadata, ensure_ascii=False)
            if any(map(person.is_in_text, (issue.title, issue.culprit, metadata))):
                issue.title = person.erased_from(issue.title)[:512]
                issue.culprit = person.erased_from(issue.culprit)[:200]
                issue.metadata = json.loads(person.erased_from(metadata))
                issue.save(update_fields=["title", "culprit", "metadata"])
                renamed += 1
    return renamed


def _wipe(erased: Erased, stores: Stores, upkeep: Upkeep) -> None:
    """What is deleted in a database may still be in its file."""
    for day in erased.days:
        upkeep.payloads.give_back(day)
    upkeep.eventstore.give_back(all_of_it=True)
    forgetting.give_back()


def _unpacked(content: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(content)


def _packed(lines: Iterable[bytes]) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(b"".join(line + b"\n" for line in lines))


def _lines(rows: WrittenRows) -> list[bytes]:
    return _unpacked(rows.packed).split(b"\n")[: rows.count]
