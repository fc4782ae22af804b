"""Profiles of transactions, and chunks of profiles that run on (protocol.md 6.9)."""

from collections.abc import Callable
from typing import Any

from seismo.digest.items.attributes import environment_of, release_of
from seismo.digest.items.fields import bag, number, text
from seismo.digest.items.json_blob import packed
from seismo.digest.items.results import came_from, lost, unreadable
from seismo.digest.items.timing import corrected, is_time
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.payload import decode
from seismo.digest.normalize.timestamps import unix_of
from seismo.digest.place import Place
from seismo.digest.scrub import scrub_document
from seismo.digest.written import written
from seismo.model.digested import DigestedItem
from seismo.model.ids import parse_event_id, parse_trace_id
from seismo.model.outcome import Dropped, Reason
from seismo.model.project import ProjectRules
from seismo.model.telemetry import ProfileRow
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson
from seismo.protocol.rate_limits import category_of


def digest(item: Item, facts: Facts, rules: ProjectRules, place: Place) -> DigestedItem | Dropped:
    try:
        payload = decode(bytes(item.payload))
    except InvalidJson as error:
        return unreadable(error, item)
    is_chunk = item.type == "profile_chunk"
    if not _belongs_somewhere(payload, is_chunk):
        why = "it has no profiler_id and chunk_id" if is_chunk else "it names no transaction"
        return lost(item, Reason.INVALID_PROFILE, why)
    clean = scrub_document(payload, rules.scrubbing)
    blob = packed(clean)
    row = ProfileRow(
        partition=place.partition,
        offset=place.offset,
        row=place.row,
        project_id=place.project_id,
        received=facts.received,
        blob=blob.digest,
        size=len(blob.content),
        encoding=blob.encoding,
        **_described(clean, is_chunk, facts),
    )
    return DigestedItem(
        row=place.row,
        quantities=((category_of(item.type, item.headers), 1),),
        rows=written([row]),
        came_from=came_from([row]),
        blobs=(blob.content,),
        with_event=not is_chunk,
    )


def _belongs_somewhere(payload: dict[str, Any], is_chunk: bool) -> bool:
    if is_chunk:
        return bool(parse_event_id(payload.get("profiler_id")) and payload.get("chunk_id"))
    return parse_event_id(_transaction(payload).get("id")) is not None


def _transaction(payload: dict[str, Any]) -> dict[str, Any]:
    """What a profile says about its transaction; older SDKs send a list of one."""
    several = payload.get("transactions")
    if isinstance(several, list) and several:
        return bag(several[0])
    return bag(payload.get("transaction"))


def _described(payload: dict[str, Any], is_chunk: bool, facts: Facts) -> dict[str, Any]:
    transaction = {} if is_chunk else _transaction(payload)
    start, duration = _chunk_span(payload) if is_chunk else (None, _duration(payload))
    sdk = bag(payload.get("client_sdk")) or facts.sdk
    return {
        "timestamp": corrected(start or unix_of(payload.get("timestamp")), facts),
        "profile_id": None if is_chunk else parse_event_id(payload.get("event_id")),
        "profiler_id": parse_event_id(payload.get("profiler_id")),
        "chunk_id": parse_event_id(payload.get("chunk_id")),
        "event_id": parse_event_id(transaction.get("id")),
        "transaction": text(transaction.get("name")),
        "trace_id": parse_trace_id(transaction.get("trace_id")),
        "platform": text(payload.get("platform")) or "other",
        "version": text(payload.get("version")) or "1",
        "start_timestamp": corrected(start, facts) if start else None,
        "duration": duration,
        "environment": environment_of(text(payload.get("environment"))),
        "release": release_of(text(payload.get("release"))),
        "sdk_name": text(sdk.get("name")),
    }


def _chunk_span(payload: dict[str, Any]) -> tuple[float | None, float | None]:
    """When the first sample of a chunk was taken, and the milliseconds to the last."""
    moments = [moment for moment in _of_samples(payload, "timestamp", number) if is_time(moment)]
    return (min(moments), (max(moments) - min(moments)) * 1000) if moments else (None, None)


def _of_samples(
    payload: dict[str, Any], name: str, read: Callable[[Any], float | None]
) -> list[float]:
    """What the samples of a profile say under a name, as far as it is a number."""
    samples = bag(payload.get("profile")).get("samples")
    said = (
        read(bag(sample).get(name)) for sample in (samples if isinstance(samples, list) else ())
    )
    return [value for value in said if value is not None]


def _duration(payload: dict[str, Any]) -> float | None:
    """Milliseconds, by what is said of the transaction, else from the first sample to the last; the wire
    has nanoseconds, as text or as numbers."""
    transaction = _transaction(payload)
    start, end = (_nanoseconds(transaction.get(f"relative_{at}_ns")) for at in ("start", "end"))
    if start is None or end is None:
        return _sampled(payload)
    return max(end - start, 0) / 1e6


def _sampled(payload: dict[str, Any]) -> float | None:
    moments = _of_samples(payload, "elapsed_since_start_ns", _nanoseconds)
    return (max(moments) - min(moments)) / 1e6 if moments else None


def _nanoseconds(raw: Any) -> float | None:
    if isinstance(raw, str):
        return float(raw) if raw.isascii() and raw.isdigit() and len(raw) < 20 else None
    return number(raw)
