"""Which segment a span belongs to, as far as its request tells.

OpenTelemetry knows parents only. Spans of one request to the application mostly come in one batch, so
the way up is there; a span whose way up is not has no segment, and is found by its trace.
"""

from collections.abc import Iterable
from typing import TypeAlias

from seismo.protocol.doors.otlp.telemetry import Span

_Id: TypeAlias = tuple[str, str]
"""Trace and span."""


class Segments:
    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans: dict[_Id, Span] = {(span.trace_id, span.span_id): span for span in spans}
        self._found: dict[_Id, Span | None] = {}

    def of(self, span: Span) -> Span | None:
        """The segment that the span is, or is in."""
        way: list[_Id] = []
        found: Span | None = None
        here: Span | None = span
        while here is not None:
            name = here.trace_id, here.span_id
            if name in self._found:
                found = self._found[name]
                break
            self._found[name] = None  # whoever comes back here runs in a circle
            way.append(name)
            if here.is_segment:
                found = here
                break
            here = self._spans.get((here.trace_id, here.parent_span_id))
        self._found.update(dict.fromkeys(way, found))
        return found
