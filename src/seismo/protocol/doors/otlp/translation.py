"""Requests of OpenTelemetry exporters -> containers of spans or logs (protocol.md section 2.6)."""

from collections import Counter
from dataclasses import dataclass, field

import orjson

from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.protocol.doors.otlp import from_json, from_protobuf, logs, spans
from seismo.protocol.doors.otlp.segments import Segments
from seismo.protocol.doors.posted import Posted, Translation
from seismo.protocol.envelope import format_envelope
from seismo.protocol.errors import TooLarge
from seismo.protocol.limits import LIMITS, LOG_CONTAINER, MIB, SPAN_CONTAINER

JSON, PROTOBUF = "application/json", "application/x-protobuf"
MAX_ENTRIES = 1000
"""In one container."""
FULL_CONTAINER_BYTES = 8 * MIB
"""A larger entry is alone in its container."""
MAX_TRANSLATED_BYTES = 64 * MIB
"""Of all containers: what a resource says is repeated for each of its entries."""


@dataclass
class _Containers:
    """Puts entries into containers, and those into envelopes."""

    item_type: str
    content_type: str
    category: DataCategory
    envelopes: list[bytes] = field(default_factory=list)
    lost: Counter[Reason] = field(default_factory=Counter)
    _open: list[bytes] = field(default_factory=list)
    _open_bytes: int = 0
    _bytes: int = 0

    def put(self, entry: bytes | None) -> None:
        """None is an entry that cannot be read. Raises TooLarge when all together are too much."""
        if entry is None:
            self.lost[Reason.INVALID_JSON] += 1
        elif len(entry) > (LIMITS[self.item_type].entry or FULL_CONTAINER_BYTES):
            self.lost[Reason.TOO_LARGE] += 1
        else:
            self._put(entry)

    def _put(self, entry: bytes) -> None:
        if len(self._open) == MAX_ENTRIES or self._open_bytes + len(entry) > FULL_CONTAINER_BYTES:
            self._close()
        self._open.append(entry)
        self._open_bytes += len(entry)
        self._bytes += len(entry)
        if self._bytes > MAX_TRANSLATED_BYTES:
            raise TooLarge(
                "payload too large",
                "with the attributes of its resource in each entry the request is more than"
                f" {MAX_TRANSLATED_BYTES} bytes; send smaller batches",
            )

    def _close(self) -> None:
        if not self._open:
            return
        header = {
            "type": self.item_type,
            "item_count": len(self._open),
            "content_type": self.content_type,
        }
        payload = b'{"version":2,"items":[%s]}' % b",".join(self._open)
        self.envelopes.append(format_envelope({}, [(header, payload)]))
        self._open, self._open_bytes = [], 0

    def translation(self) -> Translation:
        self._close()
        dropped = (
            Dropped(reason, self.category, quantity, detail=f"in OTLP {self.item_type}s")
            for reason, quantity in self.lost.items()
        )
        return Translation(tuple(self.envelopes), tuple(dropped))


def translate_traces(posted: Posted) -> Translation:
    """Raises InvalidRequest, InvalidJson and TooLarge."""
    containers = _Containers("span", SPAN_CONTAINER, DataCategory.SPAN)
    source = from_json.spans if _is_json(posted) else from_protobuf.spans
    entries = list(source(posted.body))
    segments = Segments(span for _, span in entries if span is not None)
    for origin, span in entries:
        entry = None if span is None else spans.converted(span, origin, segments.of(span))
        containers.put(None if entry is None else orjson.dumps(entry))
    return containers.translation()


def translate_logs(posted: Posted) -> Translation:
    """Raises InvalidRequest, InvalidJson and TooLarge."""
    containers = _Containers("log", LOG_CONTAINER, DataCategory.LOG_ITEM)
    source = from_json.logs if _is_json(posted) else from_protobuf.logs
    for origin, log in source(posted.body):
        entry = None if log is None else logs.converted(log, origin, posted.received)
        containers.put(None if entry is None else orjson.dumps(entry))
    return containers.translation()


def _is_json(posted: Posted) -> bool:
    posted.require_media_type((JSON, PROTOBUF))
    return posted.media_type == JSON
