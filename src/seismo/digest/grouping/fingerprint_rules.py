"""Which fingerprint rule an event matches: the first one.

All matchers of a rule must hold. Those about an exception must hold for the same exception, those about a
frame for the same frame, those about a thread for the same thread.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeAlias

from seismo.digest.grouping.fingerprint_language import (
    FLAGS,
    TAG,
    FingerprintMatcher,
    FingerprintRule,
)
from seismo.digest.grouping.globs import MAX_TEXT, name_pattern, path_pattern, path_spellings
from seismo.digest.grouping.rules import YES, family_of
from seismo.model.event import Event, ExceptionValue, Frame, Thread

_Texts: TypeAlias = Sequence[str | None]
"""What an item has for a field: often one text, or none."""

_EVENT_TAGS = frozenset(
    {"dist", "environment", "level", "logger", "release", "server_name", "transaction"}
)


def tag_of(event: Event, name: str) -> str | None:
    """Also what is a field of the event and found like a tag."""
    for tag, value in event.tags:
        if tag == name:
            return value
    found = getattr(event, name) if name in _EVENT_TAGS else None
    return found if isinstance(found, str) else None


class _Items:
    """The parts of an event that matchers are about, found when they are needed."""

    def __init__(self, event: Event) -> None:
        self.event = event

    @cached_property
    def exceptions(self) -> list[ExceptionValue]:
        return self.event.exception.values if self.event.exception is not None else []

    @cached_property
    def threads(self) -> list[Thread]:
        return self.event.threads.values if self.event.threads is not None else []

    @cached_property
    def frames(self) -> list[Frame]:
        stacktraces = [
            *(exception.stacktrace for exception in self.exceptions),
            *(thread.stacktrace for thread in self.threads),
            self.event.stacktrace,
        ]
        return [frame for found in stacktraces if found is not None for frame in found.frames]

    @cached_property
    def messages(self) -> list[str]:
        logged = self.event.logentry
        texts = [logged.formatted, logged.message] if logged is not None else []
        texts += [exception.value for exception in self.exceptions]
        return [text for text in texts if text]

    def of(self, kind: str) -> Sequence[object]:
        if kind == "exception":
            return self.exceptions
        if kind == "frame":
            return self.frames
        if kind == "thread":
            return self.threads
        return self.messages if kind == "message" else (self.event,)


def _flag(value: bool | None) -> _Texts:
    return ("yes" if value else "no",)


_READ: dict[str, tuple[str, Callable[..., _Texts]]] = {
    "type": ("exception", lambda exception: (exception.type,)),
    "value": ("exception", lambda exception: (exception.value,)),
    "message": ("message", lambda message: (message,)),
    "path": ("frame", lambda frame: (frame.abs_path, frame.filename)),
    "module": ("frame", lambda frame: (frame.module,)),
    "function": ("frame", lambda frame: (frame.function,)),
    "package": ("frame", lambda frame: (frame.package,)),
    "app": ("frame", lambda frame: _flag(frame.in_app)),
    "thread.name": ("thread", lambda thread: (thread.name,)),
    "thread.id": ("thread", lambda thread: (None if thread.id is None else str(thread.id),)),
    "thread.crashed": ("thread", lambda thread: _flag(thread.crashed)),
    "thread.current": ("thread", lambda thread: _flag(thread.current)),
    "logger": ("event", lambda event: (event.logger,)),
    "level": ("event", lambda event: (event.level,)),
    "release": ("event", lambda event: (event.release,)),
    "sdk": ("event", lambda event: (event.sdk.name if event.sdk is not None else None,)),
    "family": ("event", lambda event: ("all", family_of(event.platform), event.platform)),
}
"""What a field is about, and how it is read."""
_KINDS = ("event", "exception", "message", "thread", "frame")
_PATHS = frozenset({"path", "package"})
_ANY_CASE = frozenset({"message", "value", "level"})


class _Test:
    """A matcher, compiled."""

    def __init__(self, matcher: FingerprintMatcher) -> None:
        self.negated = matcher.negated
        self.kind, self._read = _reading(matcher.field)
        self._is_match = _test_of(matcher.field, matcher.pattern)

    def holds(self, item: object) -> bool:
        texts = self._read(item)
        found = any(text is not None and self._is_match(text) for text in texts)
        return found is not self.negated


def _reading(field: str) -> tuple[str, Callable[..., _Texts]]:
    if field.startswith(TAG):
        name = field.removeprefix(TAG)
        return "event", lambda event: (tag_of(event, name),)
    return _READ[field]


def _test_of(field: str, pattern: str) -> Callable[[str], bool]:
    if field in FLAGS:
        wanted = "yes" if pattern in YES else "no"
        return lambda text: text == wanted
    if field == "family":
        families = frozenset(part.strip() for part in pattern.split(","))
        return lambda text: text in families
    if field in _PATHS:
        path = path_pattern(pattern)
        return lambda text: any(map(path.fullmatch, path_spellings(text)))
    if field in _ANY_CASE:
        lower = name_pattern(pattern.lower())
        return lambda text: lower.fullmatch(text[:MAX_TEXT].lower()) is not None
    name = name_pattern(pattern)
    return lambda text: name.fullmatch(text[:MAX_TEXT]) is not None


class FingerprintRules:
    """The rules of a project, compiled."""

    def __init__(self, rules: Sequence[FingerprintRule] = ()) -> None:
        self._rules = [(rule, _by_kind(rule.matchers)) for rule in rules]

    def first_match(self, event: Event) -> FingerprintRule | None:
        """The first rule that an event with marked frames matches."""
        if not self._rules:
            return None
        items = _Items(event)
        return next((rule for rule, tests in self._rules if _all_hold(tests, items)), None)


def _by_kind(matchers: Sequence[FingerprintMatcher]) -> dict[str, list[_Test]]:
    """Those that are settled fastest come first: an event has one level and hundreds of frames."""
    tests: dict[str, list[_Test]] = {}
    for test in sorted(map(_Test, matchers), key=lambda test: _KINDS.index(test.kind)):
        tests.setdefault(test.kind, []).append(test)
    return tests


def _all_hold(tests: dict[str, list[_Test]], items: _Items) -> bool:
    return all(
        any(all(test.holds(item) for test in same) for item in items.of(kind))
        for kind, same in tests.items()
    )
