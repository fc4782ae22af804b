"""What an event can be found by beyond the columns of its row: its texts, and its lesser attributes. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from operator import xor
from typing import TypeAlias

import msgspec
from msgspec.structs import replace

from seismo.digest.spelled import Spelled
from seismo.model.digested import DigestedEvent, DigestedRecord
from seismo.model.event import Databag, Event, Frame, Json, Stacktrace
from seismo.model.words import WORDS, Code, Text, mark, words_of

MAX_ATTRIBUTE = 200

TEXTS_REMEMBERED = 15_000
MAX_VALUES = 2_000
"""Texts of JSON that become words for one grouping hash until a process forgets: a flood of events that
differ only in their values must not cost as much as that many different events."""
DAY = 86_400
"""Seconds."""

_Sayer: TypeAlias = tuple[int, str, int]
"""Project, grouping hash and week of receipt."""

_encode = msgspec.json.encode
_CONTEXTS = {
    "os": ("version", "build", "kernel_version", "rooted"),
    "device": ("brand", "arch", "model_id", "name", "simulator"),
    "browser": ("version",),
    "app": ("in_foreground", "app_identifier", "app_version", "app_build"),
    "gpu": ("name", "vendor_name"),
}


def texts_of(event: Event, spelled: Spelled) -> tuple[Text, ...]:
    """Every text that somebody may look for, each once, as `model.words.words_of` takes them."""
    found: dict[Text, None] = {}
    for stacktrace in _stacktraces(event):
        found[Code(spelled.code(stacktrace.frames))] = None
        found.update(dict.fromkeys(_variables(stacktrace.frames, spelled)))
    found["\n".join(_lines(event))] = None
    found.update(dict.fromkeys(_jsons(list(_bags(event)), spelled)))
    return tuple(found)


class Told:
    """What a process has put into words lately.

    The events of one bug say the same over and over: each text becomes words once, and only those travel to
    the commit. What is told is lost when no commit follows, so it must be forgotten then.
    """

    def __init__(self) -> None:
        self._generation = 0
        self._texts: set[int] = set()
        self._values: Counter[_Sayer] = Counter()

    def begin(self, generation: int) -> None:
        """Forget everything when this is another generation than before."""
        if generation != self._generation:
            self._generation = generation
            self._forget()

    def _forget(self) -> None:
        self._texts.clear()
        self._values.clear()

    def in_words(self, record: DigestedRecord) -> DigestedRecord:
        """The record with the words of its events' new texts instead of their texts."""
        if not record.events:
            return record
        return replace(record, events=tuple(map(self._with_words, record.events)))

    def _with_words(self, event: DigestedEvent) -> DigestedEvent:
        row = event.row
        sayer = (row.project_id, row.hash, _week(row.received))
        spoken = map(xor, repeat(hash(sayer)), map(hash, event.texts))
        if self._texts.issuperset(spoken):
            return replace(event, texts=())
        words: set[str] = set()
        for text in event.texts:
            if self._is_new(sayer, text):
                parts = text.frames() if type(text) is Code else (text,)
                words.update(
                    *(words_of(part) for part in parts if part is text or self._is_new(sayer, part))
                )
        return replace(event, texts=(WORDS + " ".join(sorted(words)),) if words else ())

    def _is_new(self, sayer: _Sayer, text: Text) -> bool:
        if len(self._texts) >= TEXTS_REMEMBERED:
            self._forget()
        fingerprint = hash(sayer) ^ hash(text)
        if fingerprint in self._texts:
            return False
        self._texts.add(fingerprint)
        if type(text) is bytes:
            self._values[sayer] += 1
            return self._values[sayer] <= MAX_VALUES
        return True


def _week(received: float) -> int:
    """The number of the week, from Monday on as the index of words has it."""
    return int(received // DAY + 3) // 7


def _variables(frames: Sequence[Frame], spelled: Spelled) -> list[bytes]:
    texts = spelled.variables(frames)
    if len(texts) == len(frames):
        return texts
    others = (frame.vars for frame in frames if type(frame.vars) is dict)
    return texts + [_encode(bag) for bag in others]


def _jsons(bags: Sequence[Json], spelled: Spelled) -> list[bytes]:
    """An SDK's own JSON is taken as it is."""
    raws = [bag for bag in bags if type(bag) is msgspec.Raw]
    return spelled.bags(raws) + [_encode(bag) for bag in bags if type(bag) is not msgspec.Raw]


def _stacktraces(event: Event) -> Iterator[Stacktrace]:
    for exception in event.exception.values if event.exception else ():
        if exception.stacktrace:
            yield exception.stacktrace
    for thread in event.threads.values if event.threads else ():
        if thread.stacktrace:
            yield thread.stacktrace
    if event.stacktrace:
        yield event.stacktrace


def _lines(event: Event) -> Iterator[str]:
    """Each text of one line or more that stands by itself."""
    attributes = (
        event.title,
        event.culprit,
        event.transaction,
        event.logger,
        event.server_name,
        event.release,
        event.environment,
        event.logentry.formatted if event.logentry else None,
        event.logentry.message if event.logentry else None,
    )
    yield from filter(None, attributes)
    for exception in event.exception.values if event.exception else ():
        yield from filter(None, (exception.type, exception.value, exception.module))
    yield from (f"{name} {value}" for name, value in event.tags if name and value)
    for crumb in event.breadcrumbs.values if event.breadcrumbs else ():
        yield from filter(None, (crumb.category, crumb.message))


def _bags(event: Event) -> Iterator[Json]:
    for crumb in event.breadcrumbs.values if event.breadcrumbs else ():
        if crumb.data:
            yield crumb.data
    wholes: Iterable[Json] = (
        event.request,
        event.user,
        event.extra,
        event.logentry.params if event.logentry else None,
    )
    yield from filter(None, wholes)
    yield from (context for name, context in event.contexts.items() if name != "trace")


def attributes_of(event: Event) -> dict[str, str]:
    """What has a key in the search language and neither a column nor a tag."""
    found: dict[str, Json] = {"location": event.location}
    if user := event.user:
        found |= {
            "user.id": user.id,
            "user.email": user.email,
            "user.username": user.username,
            "user.ip": user.ip_address,
        }
        for name in ("country_code", "region", "city"):
            found[f"geo.{name}"] = (user.geo or {}).get(name)
    if event.request and event.request.headers:
        headers = {str(name).lower(): value for name, value in event.request.headers}
        found["http.referer"] = headers.get("referer")
    for name, attributes in _CONTEXTS.items():
        context = event.contexts.get(name)
        for attribute in attributes if context else ():
            found[f"{name}.{attribute}"] = context.get(attribute) if context else None
    found["http.status_code"] = event.contexts.get("response", {}).get("status_code")
    found["error.main_thread"] = _is_main_thread(event)
    found |= _flags(event.contexts.get("flags", {}))
    return {name: text for name, value in found.items() if (text := _text(value))}


def marks_of(tags: Mapping[str, str], attributes: Mapping[str, str]) -> list[int]:
    return [mark(name, value) for pairs in (tags, attributes) for name, value in pairs.items()]


def _is_main_thread(event: Event) -> bool | None:
    for thread in event.threads.values if event.threads else ():
        if thread.crashed or thread.current:
            return thread.main
    return None


def _flags(context: Databag) -> dict[str, Json]:
    values = context.get("values")
    pairs = [pair for pair in values if isinstance(pair, dict)] if isinstance(values, list) else []
    return {f"flags.{pair.get('flag')}": pair.get("result") for pair in pairs}


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | str):
        return str(value)[:MAX_ATTRIBUTE]
    return ""
