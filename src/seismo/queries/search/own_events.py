"""The events of one issue that a search finds, newest first.

Here words are looked for in the payloads themselves, so the answer is exact, and reaches back only so far.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import zstandard
from sqlglot import exp

from seismo.catalog.models import Issue
from seismo.model.ids import EventId
from seismo.ports.payloads import StoredPayload
from seismo.ports.stores import Stores
from seismo.queries.activity import begun, hash_values
from seismo.queries.search.events import EventConditions
from seismo.queries.search.keys import Place, known_place
from seismo.queries.search.scope import Scope
from seismo.queries.search.syntax import (
    And,
    Expression,
    Filter,
    Not,
    Or,
    Pattern,
    SearchError,
    Word,
    every,
)

SHOWN = 50
LOOKED_THROUGH = 500
"""Of the events that match the filters, the newest are looked through for words."""

_COLUMNS = ("event_id", "timestamp", "title", "release", "environment", "user")


@dataclass(frozen=True, slots=True)
class ListedEvent:
    event_id: EventId
    timestamp: datetime
    title: str
    release: str | None
    environment: str | None
    user: str | None


@dataclass(frozen=True, slots=True)
class EventList:
    events: list[ListedEvent]
    older: int | None
    """How many newer ones there are before the next page; None on the last one."""
    looked_through: int
    """How many events were looked through for words; 0 where none were asked for."""


def list_events(
    stores: Stores, issue: Issue, search: Expression | None, newer: int = 0
) -> EventList:
    """The page behind `newer` newer events. Raises SearchError for what is no condition on events."""
    words, filters = _parts(search)
    if not words:
        found = _select(stores, issue, filters, newer, SHOWN + 1)
        older = newer + SHOWN if len(found) > SHOWN else None
        return EventList(found[:SHOWN], older, 0)
    candidates = _select(stores, issue, filters, 0, LOOKED_THROUGH)
    texts = _texts(stores, issue, [event.event_id for event in candidates])
    saying = [e for e in candidates if _says(texts.get(e.event_id, ""), words)]
    return EventList(saying[:SHOWN], None, len(candidates))


def _parts(search: Expression | None) -> tuple[list[Word | Not], list[Expression]]:
    """Words, also negated ones, and the conditions on the rows of events."""
    parts = search.parts if isinstance(search, And) else (search,) if search else ()
    words: list[Word | Not] = []
    filters: list[Expression] = []
    for part in parts:
        if isinstance(part, Word) or (isinstance(part, Not) and isinstance(part.part, Word)):
            words.append(part)
        else:
            _check(part)
            filters.append(part)
    return words, filters


def _check(expression: Expression) -> None:
    match expression:
        case And(parts) | Or(parts):
            for part in parts:
                _check(part)
        case Not(part):
            _check(part)
        case Word(position=position):
            raise SearchError(
                "Among the events of one issue, words stand beside the filters",
                position,
                "Take the word out of the parentheses.",
            )
        case Filter(key=key, position=position):
            if known_place(key) is not Place.EVENT:
                raise SearchError(
                    f"{key} is asked of issues, and this is a list of one issue's events",
                    position,
                    "Search for it among the issues.",
                )


def _select(
    stores: Stores, issue: Issue, filters: list[Expression], newer: int, limit: int
) -> list[ListedEvent]:
    conditions = EventConditions(Scope([issue.project], stores.clock.now(), since=begun(issue)))
    own = exp.func(
        "list_contains", exp.Placeholder(this="hash_keys"), exp.column("hash_key", quoted=True)
    )
    wanted = [conditions.within_scope(), own]
    if filters:
        wanted.append(conditions.of(every(filters)))
    columns = [exp.column(name, quoted=True) for name in _COLUMNS]
    query = exp.select(*columns).from_("events").where(exp.and_(*wanted))
    query = query.order_by('"timestamp" DESC', "event_id DESC").limit(limit).offset(newer)
    values = conditions.values | {"hash_keys": hash_values(issue)["hash_keys"]}
    rows = stores.eventstore.select(query, values)
    return [
        ListedEvent(EventId(event_id), moment.replace(tzinfo=UTC), *others)
        for event_id, moment, *others in rows
    ]


def _texts(stores: Stores, issue: Issue, event_ids: list[EventId]) -> dict[str, str]:
    """The stored JSON of events, in lower case."""
    decompress = zstandard.ZstdDecompressor().decompress
    return {
        stored.event_id: decompress(stored.payload).decode().lower()
        for stored in stores.payloads.find(event_ids)
        if isinstance(stored, StoredPayload) and stored.project_id == issue.project_id
    }


def _says(text: str, words: list[Word | Not]) -> bool:
    for word in words:
        if isinstance(word, Word):
            is_there = _contains(text, word.pattern)
        else:
            is_there = isinstance(word.part, Word) and not _contains(text, word.part.pattern)
        if not is_there:
            return False
    return True


def _contains(text: str, pattern: Pattern) -> bool:
    """Written as JSON writes it, which is how the text is written."""
    parts = [msgspec.json.encode(part.lower())[1:-1].decode() for part in pattern.parts]
    if len(parts) == 1:
        return parts[0] in text
    # Within one value: a quote ends it.
    return re.search('[^"]*'.join(map(re.escape, parts)), text) is not None
