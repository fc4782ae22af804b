"""The event as JSON, and the texts in it where the scanner saw something."""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple, TypeAlias

import msgspec

from seismo.digest.scrub.names import Kind
from seismo.digest.scrub.patterns import is_card_number
from seismo.digest.scrub.rules import ByteScanner, Rules
from seismo.digest.scrub.text import TextScrubber
from seismo.model.event import Event, Frame, Stacktrace

Seek: TypeAlias = Callable[[int], int]
"""The first place at or after an index, or -1."""

UNSCANNED = frozenset(("event_id", "type", "level", "platform", "timestamp", "received", "modules"))
"""Fields of an event that hold no free text."""
SPLIT = frozenset(("exception", "threads", "stacktrace", "breadcrumbs"))
"""Fields that are scanned part by part, so that a hit in one frame does not touch the others."""
SECTIONS = tuple(
    name for name in Event.__struct_fields__ if name not in UNSCANNED and name not in SPLIT
)

_STRING_END = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"')
_STRING_PART = re.compile(rb"[A-Za-z0-9:]")
_INTEGER = re.compile(rb"(?<=[:,\[\s])[0-9]{13,19}(?=[,\]}\s])")
_VALUE_OF_NAME = re.compile(rb"\s*+:\s*+(\[?+\s*+\")?")
_COMMA = re.compile(rb"\s*+,")

_encoder = msgspec.json.Encoder()
_decode_text = msgspec.json.Decoder(str).decode


class Scan(NamedTuple):
    data: bytes
    """One line of JSON per unit, with no escape that JSON does not need."""
    units: list[object]
    """Sections, frames and breadcrumbs: what is walked as a whole or not at all."""
    fields: list[str]
    """The field of the event that each unit is part of."""


class Hits(NamedTuple):
    values: set[str | int]
    """Names and values that hold a secret, or name one."""
    units: set[int]
    """`id()` of the units that they stand in."""
    fields: set[str]
    """The fields of the event that these are part of."""


def _frames(stacktrace: Stacktrace | None) -> list[Frame]:
    return stacktrace.frames if stacktrace is not None else []


def _parts(event: Event) -> Iterator[tuple[str, Iterable[object]]]:
    for exception in event.exception.values if event.exception else ():
        yield "exception", _frames(exception.stacktrace)
        yield "exception", _frames(exception.raw_stacktrace)
        rest = msgspec.structs.replace(exception, stacktrace=None, raw_stacktrace=None)
        yield "exception", [rest]
    for thread in event.threads.values if event.threads else ():
        yield "threads", _frames(thread.stacktrace)
        yield "threads", _frames(thread.raw_stacktrace)
        rest_of_thread = msgspec.structs.replace(thread, stacktrace=None, raw_stacktrace=None)
        yield "threads", [rest_of_thread]
    yield "stacktrace", _frames(event.stacktrace)
    if event.breadcrumbs is not None:
        yield "breadcrumbs", event.breadcrumbs.values


def scanned(event: Event) -> Scan:
    fields = [name for name in SECTIONS if getattr(event, name)]
    units: list[object] = [getattr(event, name) for name in fields]
    for name, parts in _parts(event):
        units += parts
        fields += [name] * (len(units) - len(fields))
    return Scan(_encoder.encode_lines(units), units, fields)


def _string_start(data: bytes, at: int, floor: int) -> int:
    """The index after the quote that opens the JSON text around `at`."""
    while (quote := data.rfind(b'"', floor, at)) >= 0:
        before = quote
        while data[before - 1 : before] == b"\\":
            before -= 1
        if (quote - before) % 2 == 0:
            return quote + 1
        at = before
    return floor


def _before(data: bytes, at: int) -> bytes:
    """The byte before an index that is no space: a bag may be spaced as its SDK wrote it."""
    while at and data[at - 1 : at].isspace():
        at -= 1
    return data[at - 1 : at]


class _Finder:
    """Turns places in the bytes into hits. Each text is judged once."""

    def __init__(self, scan: Scan, rules: Rules, texts: TextScrubber) -> None:
        self.hits = Hits(set(), set(), set())
        self._scan = scan
        self._texts = texts
        self._kind_of = rules.kind_of
        self._verdicts: dict[tuple[bytes, Kind], bool] = {}

    def look(self, seek: Seek, *, certain: bool = False) -> None:
        """`certain`: whatever text is there is a hit."""
        data, units, fields = self._scan
        line, line_start, line_end, read = 0, 0, data.find(b"\n"), 0
        # From the closing quote on: a name may be found together with the character before it.
        while (at := seek(max(read - 1, 0))) >= 0:
            if at > line_end:
                line += data.count(b"\n", line_start, at)
                line_start = data.rfind(b"\n", line_start, at) + 1
                line_end = data.find(b"\n", at)
            start = _string_start(data, at, max(read, line_start))
            close = _STRING_END.match(data, at, line_end)
            read = close.end() if close is not None else line_end + 1
            is_text = close is not None and data[start - 1 : start] == b'"'
            is_number = self._is_card_number(at)
            if (is_text and self._is_hit(start, read - 1, certain)) or is_number:
                self.hits.units.add(id(units[line]))
                self.hits.fields.add(fields[line])

    def _is_card_number(self, at: int) -> bool:
        number = _INTEGER.match(self._scan.data, at)
        if number is None or not is_card_number(number[0].decode()):
            return False
        self.hits.values.add(int(number[0]))
        return True

    def _is_hit(self, start: int, end: int, certain: bool) -> bool:
        written = self._scan.data[start - 1 : end + 1]
        named = self._named_kind(start, end)
        verdict = self._verdicts.get((written, named))
        if verdict is None or (certain and not verdict):
            text = _decode_text(written)
            verdict = certain or self._judged(text, named)
            self._verdicts[written, named] = verdict
            if verdict:
                self.hits.values.add(text)
        return verdict

    def _named_kind(self, start: int, end: int) -> Kind:
        """From which kind on a name makes a hit here; INNOCENT where the text is no name."""
        data = self._scan.data
        value = _VALUE_OF_NAME.match(data, end + 1)
        if value is not None:
            return Kind.TEXT if value[1] else Kind.SECRET
        is_first_of_pair = _before(data, start - 1) == b"[" and _COMMA.match(data, end + 1)
        return Kind.TEXT if is_first_of_pair else Kind.INNOCENT

    def _judged(self, text: str, named: Kind) -> bool:
        if named is not Kind.INNOCENT and self._kind_of(text) >= named:
            return True
        if text.startswith("-") and self._kind_of(text.lstrip("-")) >= Kind.TEXT:
            return True
        return self._texts.holds_secret(text)


def _scanner_seek(data: bytes, scanner: ByteScanner) -> Seek:
    def seek(start: int) -> int:
        found = scanner.search(data, start)
        if found is None:
            return -1
        part = _STRING_PART.search(data, found.start(), found.end())
        return part.start() if part is not None else int(found.start())

    return seek


def _places_of(data: bytes, written: bytes) -> Iterator[int]:
    at = data.find(written)
    while at >= 0:
        yield at
        at = data.find(written, at + len(written))


def _literal_seek(data: bytes, literals: Iterable[bytes]) -> Seek:
    places = sorted(at for written in literals for at in _places_of(data, written))

    def seek(start: int) -> int:
        index = bisect_left(places, start)
        return places[index] if index < len(places) else -1

    return seek


def hits_in(
    scan: Scan, rules: Rules, texts: TextScrubber, literals: Collection[bytes] = ()
) -> Hits:
    """What the scanner finds and the rules confirm, and every text that holds one of the literals."""
    finder = _Finder(scan, rules, texts)
    finder.look(_scanner_seek(scan.data, rules.scanner))
    if literals:
        finder.look(_literal_seek(scan.data, literals), certain=True)
    return finder.hits
