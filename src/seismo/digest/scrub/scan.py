"""The event as JSON, and the texts in it where the scanner saw something."""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import repeat
from operator import xor
from typing import NamedTuple, TypeAlias

import msgspec
from msgspec.structs import astuple, replace

from seismo.digest.recent import Recent
from seismo.digest.scrub.names import Kind
from seismo.digest.scrub.patterns import is_card_number
from seismo.digest.scrub.rules import ByteScanner, Rules
from seismo.digest.scrub.text import TextScrubber
from seismo.digest.spelled import Spelled
from seismo.model.event import Databag, Event, ExceptionValue, Frame, Json, Request, Thread

Seek: TypeAlias = Callable[[int], int]
"""The first place at or after an index, or -1."""

UNSCANNED = frozenset(
    ("event_id", "type", "level", "platform", "timestamp", "start_timestamp", "received", "modules")
)
"""Fields of an event that hold no free text."""
SPLIT = frozenset(("request", "exception", "threads", "stacktrace", "breadcrumbs", "spans"))
"""Fields that are scanned part by part, so that a hit in one frame does not touch the others."""
SECTIONS = tuple(
    name for name in Event.__struct_fields__ if name not in UNSCANNED and name not in SPLIT
)
_REQUEST = Request.__struct_fields__

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
    """Sections, fields of the request, frames, breadcrumbs: what is walked as a whole or not at all.

    A frame may have two lines, its variables and its code, or fewer where these were scanned before.
    """
    fields: list[str]
    """The field of the event that each unit is part of."""
    known: list[tuple[bytes, ...]]
    """Code of stacks and variables that are not in the data: no secret was in them when they were scanned."""
    new: list[tuple[int, list[Frame]]]
    """A key for the code of a stack, or the variables of a frame, in the data, and whose they are."""


class Hits(NamedTuple):
    values: set[str | int]
    """Names and values that hold a secret, or name one."""
    units: set[int]
    """`id()` of the units that they stand in."""
    fields: set[str]
    """The fields of the event that these are part of."""


class _Units:
    """Collects the units of an event, and what of each is scanned."""

    def __init__(self, rules: Rules, innocent: Recent | None, spelled: Spelled) -> None:
        self.known: list[tuple[bytes, ...]] = []
        self.new: list[tuple[int, list[Frame]]] = []
        self._key = rules.key
        self._innocent = innocent
        self._spelled = spelled
        self._units: list[object] = []
        self._fields: list[str] = []
        self._shown: list[object] = []
        self._code: list[tuple[str, list[Frame], bytes]] = []

    def add(self, field: str, unit: object, shown: object) -> None:
        self._units.append(unit)
        self._fields.append(field)
        self._shown.append(shown)

    def extend(self, field: str, units: Sequence[object], shown: Sequence[object]) -> None:
        self._units += units
        self._fields += [field] * len(units)
        self._shown += shown

    def stacks(self, field: str, owner: ExceptionValue | Thread) -> None:
        """Its frames one by one, and the rest of it as a whole."""
        for stacktrace in (owner.stacktrace, owner.raw_stacktrace):
            if stacktrace is not None:
                self.frames(field, stacktrace.frames)
        self.add(field, owner, replace(owner, stacktrace=None, raw_stacktrace=None))

    def request(self, request: Request) -> None:
        for name, value in zip(_REQUEST, astuple(request), strict=True):
            if value:
                self.add("request", value, {name: value})

    def frames(self, field: str, frames: list[Frame]) -> None:
        if self._innocent is None:
            self.extend(field, frames, frames)
            return
        code = self._spelled.code(frames)
        (key,) = self._keys([code])
        if key in self._innocent:
            self.known.append((code,))
        else:
            self.new.append((key, frames))
            self._code.append((field, frames, code))
        self._variables(field, frames, self._innocent)

    def _variables(self, field: str, frames: list[Frame], innocent: Recent) -> None:
        texts = self._spelled.variables(frames)
        keys = self._keys(texts)
        new = innocent.missing(keys)
        if not new:
            self.known.append(tuple(texts))
            if len(texts) == len(frames):
                return
        else:
            pairs = zip(texts, keys, strict=True)
            self.known.append(tuple(text for text, key in pairs if key not in new))
        bags: list[Json] = [frame.vars for frame in frames]
        key_of = iter(keys)
        for frame, bag in zip(frames, bags, strict=True):
            key = next(key_of) if type(bag) is msgspec.Raw else None
            if key in new:
                self.new.append((key, [frame]))
            if bag and (key is None or key in new):
                self.add(field, frame, bag)

    def _keys(self, texts: Sequence[bytes]) -> list[int]:
        """Under which it is remembered that a text is innocent by these rules."""
        return list(map(xor, repeat(self._key), map(hash, texts)))

    def scan(self) -> Scan:
        data = [_encoder.encode_lines(self._shown)]
        for field, frames, code in self._code:
            data.append(code)
            self._units += frames
            self._fields += [field] * len(frames)
        return Scan(b"".join(data), self._units, self._fields, self.known, self.new)


def scanned(event: Event, rules: Rules, spelled: Spelled, innocent: Recent | None = None) -> Scan:
    """The event as lines, without the code and the variables of frames that are known to be innocent.

    With no such knowledge a frame is one line, with the names of its fields.
    """
    units = _Units(rules, innocent, spelled)
    for field in SECTIONS:
        section = getattr(event, field)
        if section:
            units.add(field, section, section)
    if event.request is not None:
        units.request(event.request)
    for exception in event.exception.values if event.exception else ():
        units.stacks("exception", exception)
    for thread in event.threads.values if event.threads else ():
        units.stacks("threads", thread)
    if event.stacktrace is not None:
        units.frames("stacktrace", event.stacktrace.frames)
    if event.breadcrumbs is not None:
        breadcrumbs = event.breadcrumbs.values
        units.extend("breadcrumbs", breadcrumbs, breadcrumbs)
    if event.spans:
        units.extend("spans", event.spans, event.spans)
    return units.scan()


def document_scan(document: Databag) -> Scan:
    """A JSON object as lines: each of its entries is a field and a unit."""
    shown = [{name: value} for name, value in document.items()]
    return Scan(_encoder.encode_lines(shown), list(document.values()), list(document), [], [])


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
        self._defaults = rules.defaults
        self._verdicts: dict[tuple[bytes, Kind], bool] = {}

    def look(self, seek: Seek, *, certain: bool = False) -> None:
        """`certain`: whatever text is there is a hit."""
        data, units, fields, _, _ = self._scan
        line, line_start, line_end, read = 0, 0, data.find(b"\n"), 0
        # From the closing quote on: a name may be found together with the character before it.
        while (at := seek(max(read - 1, 0))) >= 0:
            while at > line_end:
                line, line_start = line + 1, line_end + 1
                line_end = data.find(b"\n", line_start)
            start = _string_start(data, at, max(read, line_start))
            close = _STRING_END.match(data, at, line_end)
            read = close.end() if close is not None else line_end + 1
            is_text = close is not None and data[start - 1 : start] == b'"'
            is_number = self._is_card_number(at)
            if (is_text and self._is_hit(start, read - 1, certain)) or is_number:
                self.hits.units.add(id(units[line]))
                self.hits.fields.add(fields[line])

    def _is_card_number(self, at: int) -> bool:
        number = _INTEGER.match(self._scan.data, at) if self._defaults else None
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
