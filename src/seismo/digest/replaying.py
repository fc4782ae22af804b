"""A stored payload, digested again under the rules of today. Pure.

What is stored is normalized and scrubbed already; so it is scrubbed, marked and grouped again, and never
becomes more than it was: what a rule removed once stays removed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import zstandard

from seismo.digest.grouping import mark_in_app, rules_of
from seismo.digest.items import event as events
from seismo.digest.reindex import ROWS_OF, opened_payload, place_of
from seismo.digest.scrub import scrub
from seismo.digest.written import written
from seismo.model.digested import DigestedEvent
from seismo.model.event import Event, encode_event
from seismo.model.project import ProjectRules
from seismo.model.telemetry import WrittenRows
from seismo.ports.payloads import EVENT, StoredPayload


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a payload becomes today."""

    before: StoredPayload
    after: StoredPayload
    rows: Sequence[WrittenRows]
    event: DigestedEvent | None
    """None for what is not grouped."""

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def is_regrouped(self) -> bool:
        return self.before.hash != self.after.hash


def replayed(payload: StoredPayload, rules: ProjectRules) -> Replayed:
    event = scrub(opened_payload(payload), rules.scrubbing)
    if payload.kind != EVENT:
        after = _with_content(payload, event)
        return Replayed(payload, after, ROWS_OF[payload.kind](after, event, rules), None)
    marked = mark_in_app(event, rules_of(rules).stacks)
    digested = events.stored(marked, rules, place_of(payload))
    after = replace(
        payload,
        hash=digested.row.hash,
        title=digested.row.title,
        payload=_kept(payload, digested.payload),
    )
    return Replayed(payload, after, written([digested.row]), digested)


def _with_content(payload: StoredPayload, event: Event) -> StoredPayload:
    content = zstandard.ZstdCompressor(level=1).compress(encode_event(event))
    return replace(payload, payload=_kept(payload, content))


def _kept(payload: StoredPayload, content: bytes) -> bytes:
    """The bytes as they are, unless they say something else now: locals keep the SDK's own spaces."""
    opened = zstandard.ZstdDecompressor()
    before, after = opened.decompress(payload.payload), opened.decompress(content)
    if before == after or msgspec.json.decode(before) == msgspec.json.decode(after):
        return payload.payload
    return content
