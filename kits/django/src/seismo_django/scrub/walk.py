"""One pass over a value of JSON: what holds a secret is new afterwards, all else is the same object."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from seismo_django.scrub.assignments import is_inert, is_word_beside
from seismo_django.scrub.literals import plain
from seismo_django.scrub.names import Kind
from seismo_django.scrub.patterns import is_card_number
from seismo_django.scrub.personal import Privacy, names_a_person
from seismo_django.scrub.rules import Rules
from seismo_django.scrub.spans import FILTERED, Cleaned
from seismo_django.scrub.texts import LiteralScrubber, Texts, whole

Notes: TypeAlias = dict[str, Any]
"""The tree of `_meta`."""

DEEPEST = 60
"""No SDK nests deeper, and the interpreter's stack is not endless: what lies below is removed."""
NAME_RULE = "@password:filter"
_SCALARS = (bool, float, type(None))


class Changed(NamedTuple):
    value: Any
    notes: Notes


Part: TypeAlias = "Callable[[Walker, Any], Changed | None]"
"""How a known part of an item is walked."""


class Walker:
    """Walks over the parts of one item, and remembers the secrets and the texts that it saw."""

    def __init__(self, rules: Rules, texts: Texts, clean: Collection[int] = frozenset()) -> None:
        self.seen: list[str] = []
        """Secrets that a name gave away."""
        self.read: list[str] = []
        """Texts that were found clean."""
        self.rules = rules
        self._texts = texts
        self._clean = clean
        """`id()` of parts that hold nothing secret."""
        self.kind_of = rules.kind_of
        self._is_personal = rules.privacy is not Privacy.FULL

    def value(self, value: Any, depth: int = 0) -> Changed | None:
        """None when nothing in it is secret."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, _SCALARS):
            return None
        if isinstance(value, int):
            return self._number(value)
        if not isinstance(value, (dict, list, tuple)) or id(value) in self._clean:
            return None
        if depth > DEEPEST:
            return removed("!limit")
        return self.mapping(value, depth) if isinstance(value, dict) else self._list(value, depth)

    def text(self, text: str) -> Changed | None:
        cleaned = self._texts.clean(text, self.seen)
        if cleaned is None:
            self.read.append(text)
            return None
        self.read.append(cleaned.text)
        return noted(cleaned, len(text))

    def mapping(self, mapping: dict[Any, Any], depth: int = 0) -> Changed | None:
        new: dict[Any, Any] | None = None
        notes: Notes = {}
        for name, value in mapping.items():
            if value is None or value is True or value is False:
                continue
            changed = self.member(str(name), value, depth)
            if changed is not None:
                new = new if new is not None else dict(mapping)
                new[name], notes[str(name)] = changed
        return None if new is None else Changed(new, notes)

    def parts(self, mapping: Any, parts: "Mapping[str, Part]") -> Changed | None:
        """Like `mapping`, for one whose members are known: each name has its own way."""
        if not isinstance(mapping, dict):
            return self.value(mapping)
        changes = {
            name: parts[name](self, value) if name in parts else self.member(str(name), value)
            for name, value in mapping.items()
            if value is not None
        }
        return named(mapping, changes)

    def each(self, values: Any, part: "Part") -> Changed | None:
        """Every element of a list, in its own way."""
        if not isinstance(values, (list, tuple)):
            return self.value(values)
        clean = self._clean
        return listed(
            values, [None if id(value) in clean else part(self, value) for value in values]
        )

    def member(self, name: str, value: Any, depth: int = 0) -> Changed | None:
        """A value and what its name says about it."""
        kind = self.kind_of(name)
        if kind is Kind.SAFE:
            return None
        if kind is Kind.SECRET or (kind is Kind.TEXT and isinstance(value, str)):
            return self.secret(value, NAME_RULE)
        if self._is_personal and isinstance(value, (str, int)):
            rule = names_a_person(name)
            if rule and not self.rules.lets_out(rule):
                return self.secret(value, rule)
        if kind is Kind.TEXT and isinstance(value, (list, tuple)):
            return self._texts_of(value, depth)
        return self.value(value, depth + 1)

    def without(self, text: Any, told: list[str]) -> Changed | None:
        """A text in which these secrets may stand, however short they are."""
        changed = self.value(text)
        cleaned = text if changed is None else changed.value
        again = None
        secret = [word for word in told if word != FILTERED]
        if secret and isinstance(cleaned, str):
            again = LiteralScrubber(secret).clean(cleaned, self.seen)
        return changed if again is None else noted(again, len(text))

    def at(self, values: Sequence[Any], secret: Collection[int]) -> Changed | None:
        """A list whose elements at these places are secret."""
        return listed(
            values,
            [
                self.secret(value) if index in secret else self.value(value)
                for index, value in enumerate(values)
            ],
        )

    def secret(self, value: Any, rule: str = NAME_RULE) -> Changed | None:
        """Remove it whole, unless it says nothing: empty, None, filtered before."""
        if isinstance(value, str):
            if value == FILTERED or is_inert(value):
                return None
            if rule == NAME_RULE:
                self.seen.append(value)
        elif not value or isinstance(value, bool):
            return None
        return removed(rule)

    def _number(self, number: int) -> Changed | None:
        if 10**12 <= number < 10**19 and is_card_number(str(number)):
            return removed("@creditcard:filter")
        return None

    def _list(self, values: Any, depth: int) -> Changed | None:
        new: list[Any] | None = None
        notes: Notes = {}
        before: Any = None
        for index, value in enumerate(values):
            changed = self._after(before, value, values) or self.value(value, depth + 1)
            if changed is not None:
                new = new if new is not None else list(values)
                new[index], notes[str(index)] = changed
            before = value
        return None if new is None else Changed(new, notes)

    def _after(self, before: Any, value: Any, values: Any) -> Changed | None:
        """The value of an option (`--token`, `x`) and the second of a pair (`token`, `x`)."""
        if not (isinstance(before, str) and isinstance(value, str)):
            return None
        name = plain(before)
        is_option = name.startswith("--") and "=" not in name
        is_pair = len(values) == 2 and value is values[1] and not is_word_beside(plain(value))
        if (is_option or is_pair) and self.kind_of(name) >= Kind.TEXT:
            return self.secret(value, NAME_RULE)
        return None

    def _texts_of(self, values: Any, depth: int) -> Changed | None:
        changes = [
            self.secret(value, NAME_RULE) if isinstance(value, str) else self.value(value, depth)
            for value in values
        ]
        return listed(values, changes)


def listed(values: Any, changes: "list[Changed | None]") -> Changed | None:
    """A list with its changes, if there are any."""
    if not any(changes):
        return None
    new = [
        old if change is None else change.value for old, change in zip(values, changes, strict=True)
    ]
    notes = {str(index): change.notes for index, change in enumerate(changes) if change is not None}
    return Changed(new, notes)


def named(mapping: dict[Any, Any], changes: "dict[Any, Changed | None]") -> Changed | None:
    """A mapping with its changes, if there are any."""
    made = {name: change for name, change in changes.items() if change is not None}
    if not made:
        return None
    new = mapping | {name: change.value for name, change in made.items()}
    return Changed(new, {str(name): change.notes for name, change in made.items()})


def removed(rule: str) -> Changed:
    """Nothing of it is left."""
    return noted(whole(rule), None)


def noted(cleaned: Cleaned, length: int | None) -> Changed:
    note: dict[str, Any] = {"rem": [list(remark) for remark in cleaned.remarks]}
    if length is not None:
        note["len"] = length
    return Changed(cleaned.text, {"": note})
