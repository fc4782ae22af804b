"""Error events and messages: from the item's bytes to what is stored."""

import zstandard
from msgspec.structs import replace

from seismo.digest.filter import filtered
from seismo.digest.grouping import Grouping, earlier_hashes, group, mark_in_app, rules_of
from seismo.digest.items import feedback, transaction
from seismo.digest.normalize.event import normalizing
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.title import main_exception, search_tags, titled
from seismo.digest.normalize.wire import decoding
from seismo.digest.ownership import owners_of
from seismo.digest.place import Place
from seismo.digest.scrub import scrubbed
from seismo.digest.searched import attributes_of, marks_of, texts_of
from seismo.digest.spelled import Spelled
from seismo.digest.stages import Stages, alone
from seismo.model.digested import Digested, DigestedEvent
from seismo.model.event import Event, encode_event
from seismo.model.ids import hash_key
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.project import ProjectRules
from seismo.model.telemetry import EventRow
from seismo.model.words import sieves_of
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson

_compressor = zstandard.ZstdCompressor(level=1)


def digest(
    item: Item, facts: Facts, rules: ProjectRules, place: Place
) -> Stages[Digested | Dropped]:
    spelled = Spelled()
    try:
        payload = yield from decoding(bytes(item.payload), spelled)
    except InvalidJson as error:
        return Dropped(
            error.reason, DataCategory.ERROR, event_id=facts.event_id, detail=error.sentence
        )
    kind = payload.get("type")
    if kind == "feedback":
        return feedback.digest(Item(kind, item.headers, item.payload), facts, rules, place)
    if kind == "transaction":
        renamed = Item(kind, item.headers, item.payload)
        return (yield from transaction.digest(renamed, facts, rules, place))
    yield
    event = yield from normalizing(payload, facts)
    yield
    reason = filtered(event, facts.client, rules.filters)
    if reason is not None:
        return Dropped(reason, _category(event), event_id=facts.event_id)
    yield
    event = yield from scrubbed(event, rules.scrubbing, spelled)
    yield
    event = mark_in_app(event, rules_of(rules).stacks, spelled)
    made = yield from _storing(event, rules, place, spelled)
    if rules.ownership:
        made = replace(made, owners=owners_of(event, rules.ownership))
    return admitted(made, rules)


def _category(event: Event) -> DataCategory:
    """Reports of browsers are the only events that are neither errors nor messages."""
    known = {"error": DataCategory.ERROR, "default": DataCategory.DEFAULT}
    return known.get(event.type, DataCategory.SECURITY)


def admitted(event: DigestedEvent, rules: ProjectRules) -> DigestedEvent | Dropped:
    """The event, unless its issue was discarded."""
    found = rules.discarded.intersection(event.hashes)
    if not found:
        return event
    hash_, event_id = min(found), event.row.event_id
    return Dropped(Reason.DISCARDED, event.category, event_id=event_id, detail=hash_)


def stored(event: Event, rules: ProjectRules, place: Place) -> DigestedEvent:
    """Group, give it its title and write down what search needs."""
    return alone(_storing(event, rules, place, Spelled()))


def _storing(
    event: Event, rules: ProjectRules, place: Place, spelled: Spelled
) -> Stages[DigestedEvent]:
    grouping = group(event, rules_of(rules))
    earlier = earlier_hashes(event, rules)
    yield
    event = titled(event, grouping.main_exception_id, grouping.title)
    yield
    tags = search_tags(event)
    yield
    attributes = attributes_of(event)
    yield
    row = _row(event, grouping, place, tags, attributes)
    yield
    texts = texts_of(event, spelled)
    yield
    text = encode_event(event)
    yield
    return DigestedEvent(
        row=row,
        category=_category(event),
        hashes=(*grouping.hashes, *earlier),
        metadata=event.metadata,
        payload=_compressor.compress(text),
        texts=texts,
    )


def _row(
    event: Event,
    grouping: Grouping,
    place: Place,
    tags: dict[str, str],
    attributes: dict[str, str],
) -> EventRow:
    trace = event.contexts.get("trace", {})
    main = main_exception(event, grouping.main_exception_id)
    mechanism = main.mechanism if main else None
    marks = marks_of(tags, attributes)
    even, odd = sieves_of(marks)
    return EventRow(
        partition=place.partition,
        offset=place.offset,
        row=place.row,
        project_id=place.project_id,
        event_id=event.event_id,
        hash=grouping.hashes[0],
        received=event.received,
        timestamp=event.timestamp,
        type=event.type,
        level=event.level,
        platform=event.platform,
        title=event.title,
        culprit=event.culprit,
        message=event.logentry.formatted if event.logentry else None,
        error_type=main.type if main else None,
        error_value=main.value if main else None,
        handled=mechanism.handled if mechanism else None,
        mechanism=mechanism.type if mechanism else None,
        logger=event.logger,
        transaction=event.transaction,
        environment=event.environment,
        release=event.release,
        dist=event.dist,
        server_name=event.server_name,
        user=event.user.tag if event.user else None,
        url=event.request.url if event.request else None,
        http_method=event.request.method if event.request else None,
        trace_id=_text(trace.get("trace_id")),
        span_id=_text(trace.get("span_id")),
        sdk_name=event.sdk.name if event.sdk else None,
        sdk_version=event.sdk.version if event.sdk else None,
        tags=tags,
        attributes=attributes,
        hash_key=hash_key(grouping.hashes[0]),
        marks=marks,
        sieve_even=even,
        sieve_odd=odd,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
