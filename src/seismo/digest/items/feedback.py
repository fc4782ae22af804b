"""What users write: feedback of today's SDKs and the user reports of older ones (protocol.md 6.6)."""

import zstandard

from seismo.digest.items.fields import bag, text
from seismo.digest.items.results import came_from, lost, unreadable
from seismo.digest.items.timing import corrected
from seismo.digest.normalize.event import normalize
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.payload import decode
from seismo.digest.place import Place
from seismo.digest.scrub import scrub, scrub_document
from seismo.digest.written import written
from seismo.model.digested import DigestedItem, DigestedPayload
from seismo.model.event import Event, encode_event
from seismo.model.ids import EventId, parse_event_id
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.project import ProjectRules
from seismo.model.telemetry import FeedbackRow
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson

MAX_MESSAGE = 4096
MAX_TITLE = 200
MAX_URL = 2048
MAX_EMAIL = 254

_QUANTITIES = ((DataCategory.FEEDBACK, 1),)
_compressor = zstandard.ZstdCompressor(level=1)


def digest(item: Item, facts: Facts, rules: ProjectRules, place: Place) -> DigestedItem | Dropped:
    try:
        payload = decode(bytes(item.payload))
    except InvalidJson as error:
        return unreadable(error, item)
    payload["type"] = "feedback"
    event = scrub(normalize(payload, facts), rules.scrubbing)
    message = message_of(event)
    if message is None:
        return lost(item, Reason.INVALID_FEEDBACK, "it has no message", facts.event_id)
    row = row_of(event, message, place)
    return DigestedItem(
        row=place.row,
        quantities=_QUANTITIES,
        rows=written([row]),
        came_from=came_from([row]),
        payload=DigestedPayload(
            kind="feedback",
            event_id=EventId(event.event_id),
            title=message[:MAX_TITLE],
            content=_compressor.compress(encode_event(event)),
        ),
    )


def message_of(event: Event) -> str | None:
    return text(event.contexts.get("feedback", {}).get("message"), MAX_MESSAGE)


def row_of(event: Event, message: str, place: Place) -> FeedbackRow:
    feedback = event.contexts["feedback"]
    trace = event.contexts["trace"]
    replay = event.contexts.get("replay", {})
    return FeedbackRow(
        partition=place.partition,
        offset=place.offset,
        row=place.row,
        project_id=place.project_id,
        received=event.received,
        timestamp=event.timestamp,
        event_id=event.event_id,
        associated_event_id=parse_event_id(feedback.get("associated_event_id")),
        message=message,
        name=text(feedback.get("name")),
        email=text(feedback.get("contact_email"), MAX_EMAIL),
        url=text(feedback.get("url"), MAX_URL),
        source=text(feedback.get("source")) or "feedback",
        replay_id=parse_event_id(feedback.get("replay_id") or replay.get("replay_id")),
        trace_id=text(trace.get("trace_id")),
        environment=event.environment,
        release=event.release,
        user=event.user.tag if event.user else None,
        platform=event.platform,
        sdk_name=event.sdk.name if event.sdk else None,
    )


def digest_report(
    item: Item, facts: Facts, rules: ProjectRules, place: Place
) -> DigestedItem | Dropped:
    try:
        payload = decode(bytes(item.payload))
    except InvalidJson as error:
        return unreadable(error, item)
    report = scrub_document(payload, rules.scrubbing)
    message = text(report.get("comments"), MAX_MESSAGE)
    event_id = parse_event_id(payload.get("event_id"))
    if message is None or event_id is None:
        why = "it has no comments" if message is None else "it names no event"
        return lost(item, Reason.INVALID_FEEDBACK, why, event_id)
    row = FeedbackRow(
        partition=place.partition,
        offset=place.offset,
        row=place.row,
        project_id=place.project_id,
        received=facts.received,
        timestamp=corrected(None, facts),
        event_id=None,
        associated_event_id=event_id,
        message=message,
        name=text(report.get("name")),
        email=text(report.get("email"), MAX_EMAIL),
        url=None,
        source="user_report",
        replay_id=None,
        trace_id=None,
        environment=None,
        release=None,
        user=None,
        platform=None,
        sdk_name=text(bag(facts.sdk).get("name")),
    )
    return DigestedItem(row=place.row, quantities=_QUANTITIES, rows=written([row]))
