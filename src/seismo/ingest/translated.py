"""From a request that is no envelope to records in the journal: its door makes envelopes of it first."""

import asyncio

import msgspec
import zstandard

from seismo.ingest.accept import (
    MAX_INLINE_BYTES,
    Ingest,
    Receipt,
    Request,
    Submission,
    append_records,
    auth_missing,
    examined,
)
from seismo.model.record import Record, encode_record
from seismo.protocol.auth import parse_auth
from seismo.protocol.doors.posted import Posted, Translate, Translation
from seismo.protocol.encoding import decoded
from seismo.protocol.errors import TooLarge

MAX_INLINE_TRANSLATION_BYTES = 16 * 1024
"""What decompresses to more than this is translated in a thread: it takes longer than reading an envelope."""


async def accept_translated(
    ingest: Ingest,
    request: Request,
    translate: Translate,
    limit: int,
    inline: int = MAX_INLINE_TRANSLATION_BYTES,
) -> Receipt:
    """Accept what is no envelope: `translate` makes envelopes of its body, which may have `limit`
    bytes when it is decompressed. Beyond `inline` bytes it does so in a thread.

    The receipt names the event of the first envelope. Raises ProtocolError.
    """
    received = ingest.clock.now()
    credentials = parse_auth(request.headers, request.query, request.path_key)
    if credentials is None:
        raise auth_missing()
    key = await ingest.keys.find(credentials, request.project_id)
    translation = await _translated(ingest, request, received, translate, (inline, limit))
    client = request.client(credentials.client)
    waiting, lost = list(translation.envelopes), translation.dropped
    del translation  # a dump is large: what has been written is let go
    encoded: list[bytes] = []
    receipts: list[Receipt] = []
    while waiting:
        written, receipt = await _written(
            ingest, Submission(key, client, received, "identity", waiting.pop(0))
        )
        encoded += written
        receipts.append(receipt)
    if lost:
        encoded.append(
            encode_record(Record(key.project_id, received, key.id, dropped=lost, client=client))
        )
    await append_records(ingest, encoded)
    return Receipt(
        receipts[0].event_id if receipts else None,
        receipts[-1].limits if receipts else (),
        is_limited=bool(receipts) and all(receipt.is_limited for receipt in receipts),
    )


async def _translated(
    ingest: Ingest,
    request: Request,
    received: float,
    translate: Translate,
    limits: tuple[int, int],
) -> Translation:
    """`limits` are the bytes of a body that is translated here, and of any.

    Batches of telemetry take turns among themselves, so that a crash dump does not keep them waiting;
    what is never translated here may grow large and takes its turn with the large bodies.
    """
    inline, limit = limits

    def inflated(most: int) -> bytes | None:
        try:
            return decoded(request.body, request.encoding, min(most, limit))
        except TooLarge:
            if most >= limit:
                raise
            return None

    def translation_of(body: bytes) -> Translation:
        content_type = request.headers.get("content-type", "")
        return translate(Posted(body, content_type, request.query, received, request.path))

    body = inflated(inline)
    if body is not None:
        return translation_of(body)
    if inline:
        async with ingest.batch:
            body = await asyncio.to_thread(inflated, MAX_INLINE_BYTES)
            if body is not None:
                return await asyncio.to_thread(translation_of, body)
    async with ingest.large_body:
        return await asyncio.to_thread(
            lambda: translation_of(decoded(request.body, request.encoding, limit))
        )


async def _written(ingest: Ingest, submission: Submission) -> tuple[list[bytes], Receipt]:
    """The record of what was translated, encoded, and a receipt."""
    record, receipt = await examined(ingest, submission)
    if record is None:
        return [], receipt
    if len(record.body) <= MAX_INLINE_TRANSLATION_BYTES:
        return [encode_record(record)], receipt
    return [await asyncio.to_thread(_packed, record)], receipt


def _packed(record: Record) -> bytes:
    """With its body compressed, which senders have done for envelopes."""
    body = zstandard.compress(record.body, 1)
    return encode_record(msgspec.structs.replace(record, body=body, encoding="zstd"))
