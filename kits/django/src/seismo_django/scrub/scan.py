"""Which parts of an event hold nothing secret for sure? They are most of it, and are not walked."""

from typing import Any

from seismo_django.scrub.literals import plain
from seismo_django.scrub.names import Kind
from seismo_django.scrub.personal import Privacy, names_a_person
from seismo_django.scrub.rules import Rules
from seismo_django.scrub.sql import holds_values
from seismo_django.scrub.texts import TextScrubber

WALKED = frozenset(("user", "logentry", "message", "_meta"))
"""Parts in which a secret may show only by its place."""
_UNREAD = frozenset(
    ("event_id", "type", "level", "platform", "timestamp", "start_timestamp", "modules", "sdk", "release",
     "environment", "dist", "profile", "debug_meta")
)  # fmt: skip
_ENTRY_UNREAD = frozenset(
    ("type", "level", "timestamp", "category", "start_timestamp", "op", "origin")
)
_SMALLEST_CARD = 10**12


class Scan:
    """One event. Afterwards `clean` has the `id()` of its clean parts, and `read` every text in them."""

    def __init__(self, rules: Rules, texts: TextScrubber) -> None:
        self.clean: set[int] = set()
        self.read: list[str] = []
        self._kind_of = rules.kind_of
        self._is_personal = rules.privacy is not Privacy.FULL
        self._texts = texts
        self._innocent: set[str] = texts.innocent_names
        self._units: list[tuple[int, int, int]] = []

    def event(self, event: dict[str, Any]) -> "Scan":
        for name, value in event.items():
            if name in WALKED or name in _UNREAD or not isinstance(value, (dict, list)):
                continue
            if name in ("exception", "threads", "stacktrace"):
                self._stacks(value)
            elif name in ("breadcrumbs", "spans"):
                self._entries(value)
            elif name == "request" and isinstance(value, dict):
                self._request(value)
            else:
                self._unit(value, frozenset())
        self._judge()
        return self

    def _stacks(self, value: Any) -> None:
        values = value.get("values", value) if isinstance(value, dict) else value
        for part in values if isinstance(values, list) else [values]:
            stack = part.get("stacktrace", part) if isinstance(part, dict) else None
            frames = stack.get("frames") if isinstance(stack, dict) else None
            for frame in frames if isinstance(frames, list) else ():
                variables = frame.get("vars") if isinstance(frame, dict) else None
                if isinstance(variables, dict):
                    self._unit(variables, frozenset())

    def _entries(self, value: Any) -> None:
        values = value.get("values") if isinstance(value, dict) else value
        for entry in values if isinstance(values, list) else ():
            if isinstance(entry, dict) and not holds_values(entry):
                self._unit(entry, _ENTRY_UNREAD)

    def _request(self, request: dict[str, Any]) -> None:
        for name in ("headers", "env", "data"):
            if isinstance(request.get(name), dict):
                self._unit(request[name], frozenset())

    def _unit(self, value: Any, unread: frozenset[str]) -> None:
        """Read all of its texts, unless a name or a number says already that it is to be walked."""
        before = len(self.read)
        stack: list[Any] = [value]
        while stack:
            node = stack.pop()
            is_safe = (
                self._mapping(node, stack, unread)
                if node.__class__ is dict
                else self._list(node, stack)
            )
            if not is_safe:
                del self.read[before:]
                return
            unread = frozenset()
        self._units.append((id(value), before, len(self.read)))

    def _mapping(self, node: dict[str, Any], stack: list[Any], unread: frozenset[str]) -> bool:
        innocent, read = self._innocent, self.read
        for name, value in node.items():
            if name not in innocent and not self._is_innocent(name):
                return False
            kind = value.__class__
            if kind is str:
                if name not in unread:
                    read.append(value)
            elif kind is dict or kind is list:
                stack.append(value)
            elif kind is int:
                if value >= _SMALLEST_CARD:
                    return False
            elif kind is not float and value is not None and kind is not bool:
                return False
        return True

    def _list(self, node: list[Any], stack: list[Any]) -> bool:
        read = self.read
        for value in node:
            kind = value.__class__
            if kind is str:
                read.append(value)
            elif kind is dict or kind is list:
                stack.append(value)
            elif kind is int:
                if value >= _SMALLEST_CARD:
                    return False
            elif kind is not float and value is not None and kind is not bool:
                return False
        return len(node) < 2 or not self._has_named(node)

    def _has_named(self, values: list[Any]) -> bool:
        """Whether an option or the first of a pair is the name of a secret."""
        is_pair = len(values) == 2
        names = [plain(text) for text in values[:-1] if text.__class__ is str]
        return any(
            self._kind_of(name) >= Kind.TEXT for name in names if is_pair or name.startswith("--")
        )

    def _is_innocent(self, name: Any) -> bool:
        if not isinstance(name, str) or self._kind_of(name) is not Kind.INNOCENT:
            return False
        if self._is_personal and names_a_person(name):
            return False
        if len(self._innocent) > 8192:
            self._innocent.clear()
        self._innocent.add(name)
        return True

    def _judge(self) -> None:
        dirty = self._texts.dirty(self.read)
        for unit, start, end in self._units:
            if not dirty or dirty.isdisjoint(self.read[start:end]):
                self.clean.add(unit)
