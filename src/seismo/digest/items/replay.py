"""Replays: what happened in a segment, and its recording (protocol.md 6.7)."""

import zlib

import msgspec

from seismo.digest.items.fields import bag, count, text, texts
from seismo.digest.items.json_blob import Packed, as_it_is, packed
from seismo.digest.items.results import came_from, lost, unreadable
from seismo.digest.items.timing import corrected, is_time
from seismo.digest.normalize.event import normalize
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.payload import decode, decode_json
from seismo.digest.normalize.timestamps import unix_of
from seismo.digest.place import Place
from seismo.digest.scrub import scrub, scrub_document
from seismo.digest.written import written
from seismo.model.digested import DigestedItem
from seismo.model.event import Event, Json, RawPayload
from seismo.model.ids import parse_event_id, parse_trace_id
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.project import ProjectRules, Scrubbing
from seismo.model.telemetry import RecordingRow, ReplayRow, Row
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson

MAX_LIST = 100
MAX_URL = 2048
MAX_SEGMENT = 100_000
MAX_RECORDING_BYTES = 20 * 1024 * 1024
"""Of a recording when it is inflated: all of it is read to find the secrets in it. A segment of five
seconds has a thousandth of that, the first one of a large page a tenth."""

_QUANTITIES = ((DataCategory.REPLAY, 1),)
_ZLIB = b"\x78"
"""The first byte of every zlib stream that SDKs make."""


class InvalidReplay(ValueError):
    """A part of a replay that cannot be read; `str(error)` says why."""


def digest(item: Item, facts: Facts, rules: ProjectRules, place: Place) -> DigestedItem | Dropped:
    """What the SDK says about a segment: which pages, errors and traces were in it."""
    try:
        row = _event_row(decode(bytes(item.payload)), facts, rules, place)
    except InvalidJson as error:
        return unreadable(error, item)
    except InvalidReplay as error:
        return lost(item, Reason.INVALID_REPLAY, f"{error}")
    return _digested(place, [row], ())


def digest_recording(
    item: Item, facts: Facts, rules: ProjectRules, place: Place
) -> DigestedItem | Dropped:
    try:
        row, blob = _recording(bytes(item.payload), facts, rules, place)
    except InvalidJson as error:
        return unreadable(error, item)
    except InvalidReplay as error:
        return lost(item, Reason.INVALID_REPLAY, f"{error}")
    return _digested(place, [row], (blob,))


def digest_video(
    item: Item, facts: Facts, rules: ProjectRules, place: Place
) -> DigestedItem | Dropped:
    """A map of three parts, as mobile SDKs send it: event, recording and the video itself."""
    try:
        parts = msgspec.msgpack.decode(item.payload, type=dict[str, bytes])
        event = _event_row(decode(parts["replay_event"]), facts, rules, place)
        recording, events = _recording(parts["replay_recording"], facts, rules, place)
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError):
        return lost(item, Reason.INVALID_REPLAY, "it is no map of event, recording and video")
    except InvalidJson as error:
        return unreadable(error, item)
    except InvalidReplay as error:
        return lost(item, Reason.INVALID_REPLAY, f"{error}")
    blob = as_it_is(parts.get("replay_video", b""), "identity")
    video = msgspec.structs.replace(
        recording,
        part=1,
        kind="video",
        blob=blob.digest,
        size=len(blob.content),
        encoding=blob.encoding,
    )
    return _digested(place, [event, recording, video], (events, blob.content))


def _digested(place: Place, rows: list[Row], blobs: tuple[bytes, ...]) -> DigestedItem:
    return DigestedItem(
        row=place.row,
        quantities=_QUANTITIES,
        rows=written(rows),
        came_from=came_from(rows[:1]),
        blobs=blobs,
    )


def _event_row(payload: RawPayload, facts: Facts, rules: ProjectRules, place: Place) -> ReplayRow:
    replay_id = parse_trace_id(payload.get("replay_id"))
    if replay_id is None:
        raise InvalidReplay("it has no replay_id")
    event = scrub(normalize(payload, facts), rules.scrubbing)
    lists = scrub_document(
        {
            "urls": texts(payload.get("urls"), MAX_URL, MAX_LIST),
            "names": texts(payload.get("segment_names"), MAX_URL, MAX_LIST),
        },
        rules.scrubbing,
    )
    start = unix_of(payload.get("replay_start_timestamp"))
    return ReplayRow(
        partition=place.partition,
        offset=place.offset,
        row=place.row,
        project_id=place.project_id,
        received=facts.received,
        timestamp=event.timestamp,
        replay_id=replay_id,
        segment_id=_segment(payload.get("segment_id")),
        replay_type="buffer" if payload.get("replay_type") == "buffer" else "session",
        start_timestamp=corrected(start, facts) if is_time(start) else None,
        urls=lists["urls"] or [],
        error_ids=_ids(payload.get("error_ids")),
        trace_ids=_ids(payload.get("trace_ids")),
        segment_names=lists["names"] or [],
        environment=event.environment,
        release=event.release,
        user=event.user.tag if event.user else None,
        platform=event.platform,
        browser=_named(event, "browser"),
        os=_named(event, "os") or _named(event, "client_os"),
        sdk_name=event.sdk.name if event.sdk else None,
        sdk_version=event.sdk.version if event.sdk else None,
    )


def _ids(raw: Json) -> list[str]:
    """Those that are ids; the others lead nowhere."""
    found = map(parse_event_id, texts(raw, MAX_URL, MAX_LIST))
    return [each for each in found if each is not None]


def _segment(raw: Json) -> int:
    return min(count(raw), MAX_SEGMENT)


def _named(event: Event, context: str) -> str | None:
    """Name and version of the browser or system, such as `Chrome 156.0.0`."""
    known = event.contexts.get(context, {})
    parts = (text(known.get("name")), text(known.get("version")))
    return " ".join(part for part in parts if part) or None


def _recording(
    payload: bytes, facts: Facts, rules: ProjectRules, place: Place
) -> tuple[RecordingRow, bytes]:
    """The row of a recording, and its bytes without secrets."""
    replay_id = parse_trace_id(facts.event_id)
    if replay_id is None:
        raise InvalidReplay("the envelope has no event_id, which names the replay")
    line, _, body = payload.partition(b"\n")
    header, _ = decode_json(line)
    blob = _clean(body, rules.scrubbing)
    row = RecordingRow(
        partition=place.partition,
        offset=place.offset,
        row=place.row,
        project_id=place.project_id,
        received=facts.received,
        timestamp=facts.received,
        replay_id=replay_id,
        segment_id=_segment(bag(header).get("segment_id")),
        kind="recording",
        blob=blob.digest,
        size=len(blob.content),
        encoding=blob.encoding,
    )
    return row, blob.content


def _clean(body: bytes, scrubbing: Scrubbing) -> Packed:
    """The events of a recording without secrets: as they came when there were none."""
    is_zlib = body[:1] == _ZLIB
    events, _ = decode_json(_inflated(body) if is_zlib else body)
    document = {"events": events}
    clean = scrub_document(document, scrubbing)
    if clean is document:
        return as_it_is(body, "zlib" if is_zlib else "identity")
    return packed(clean["events"] or [])


def _inflated(body: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        events = inflater.decompress(body, MAX_RECORDING_BYTES)
    except zlib.error as error:
        raise InvalidReplay("its recording does not decompress") from error
    if inflater.unconsumed_tail:
        raise InvalidReplay(f"its recording has over {MAX_RECORDING_BYTES} bytes")
    return events
