"""Applies advanced rules to an item, place by place, and notes what each did."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from seismo.digest.scrub.advanced.hints import BY_NAME, is_innocent, may_change, only_searches
from seismo.digest.scrub.advanced.language import Rule
from seismo.digest.scrub.advanced.methods import applied, whole
from seismo.digest.scrub.advanced.selectors import Exposure, Node
from seismo.digest.scrub.advanced.shapes import Shape
from seismo.digest.scrub.assignments import is_inert
from seismo.digest.scrub.marks import Mark
from seismo.digest.scrub.names import Kind, kind_of
from seismo.digest.scrub.spans import Remark
from seismo.model.event import Frame, Json

Item = TypeVar("Item")

DEEPEST = 100
PAIRS = frozenset(("query_string", "headers", "cookies", "tags"))
"""Fields that are lists of a name and its value."""
_NOT_NULL: dict[str, Json] = {"culprit": "", "extra": {}, "contexts": {}, "tags": []}
"""What is left of a field of an event that must not be null."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


def type_of(value: Json) -> str:
    """The basic type of a value, as selectors name it; empty for null."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list | tuple) or (type(value) is msgspec.Raw and _is_list(value)):
        return "array"
    return "" if value is None else "object"


def _is_list(raw: msgspec.Raw) -> bool:
    return bytes(raw).startswith(b"[")


class _Applier:
    def __init__(self, rules: Sequence[Rule]) -> None:
        self.marks: list[Mark] = []
        self._rules = rules
        self._searching = False
        """Whether all rules look for something in texts: where nothing is found, none has to be asked."""
        self._nodes: list[Node] = []
        self._path: list[str] = []

    def item(self, item: Item, shape: Shape) -> Item:
        """A whole item. Of most fields a look at their JSON shows that no rule is about them."""
        self._nodes.append(Node(("",), shape.types))
        new: Item = self._inside(item, shape)
        self._nodes.pop()
        return new

    def _narrowed(self, value: Json, name: str, shape: Shape) -> Json:
        """The value of a part, with those rules alone that its JSON gives something to do."""
        rules = self._rules
        data = _encode({name: value})
        self._rules = [rule for rule in rules if may_change(rule, data)]
        self._searching = all(map(only_searches, self._rules))
        new = self._visit(value, (name,), shape, name) if self._rules else value
        self._rules = rules
        return new

    def _visit(self, value: Json, at: tuple[str, ...], shape: Shape, name: str) -> Json:
        """The value of a place. `at` is the way to it from its parent, as `_meta` writes it."""
        names = ("attributes", "data") if name == "attributes" else (name.lower(),)
        self._nodes.append(Node(names, shape.types | {type_of(value)}))
        self._path += at
        new = self._after_rules(value, shape, name)
        if len(self._nodes) < DEEPEST:
            new = self._inside(new, shape)
        del self._path[len(self._path) - len(at) :]
        self._nodes.pop()
        return new

    def _after_rules(self, value: Json, shape: Shape, name: str) -> Json:
        if shape.exposure is Exposure.NEVER:
            return value
        for rule in self._rules:
            if value is not None and rule.selector.matches(self._nodes, shape.exposure):
                value = self._after_rule(rule, value, name)
        return value

    def _after_rule(self, rule: Rule, value: Json, name: str) -> Json:
        if isinstance(value, str):
            return self._text(rule, value, name)
        if isinstance(value, bool | msgspec.Struct) and rule.method != "remove":
            return value
        is_named = rule.type in BY_NAME and kind_of(name) is Kind.SECRET
        is_found = isinstance(value, int) and bool(rule.type) and bool(rule.spans(str(value)))
        if rule.type == "anything" or is_named or is_found:
            self._mark(Remark(rule.id, "x"))
            return self._nothing(name)
        return value

    def _nothing(self, name: str) -> Json:
        """What is left of the place: null, unless an event would be none with it."""
        if len(self._path) == 1:
            return _NOT_NULL.get(name)
        if self._path[0] == "spans" and self._path[-2] == "tags":
            return ""
        return {} if len(self._path) == 2 and self._path[0] == "contexts" else None

    def _text(self, rule: Rule, text: str, name: str) -> Json:
        by_name = rule.type in BY_NAME and kind_of(name) >= Kind.TEXT and not is_inert(text)
        cleaned = whole(rule, text) if by_name else applied(rule, text)
        if cleaned is None:
            return text
        if not cleaned.text:
            self._mark(Remark(rule.id, "x"))
            return self._nothing(name)
        self._mark(*cleaned.remarks, length=len(text))
        return cleaned.text

    def _is_innocent(self, value: Json) -> bool:
        """A text in which none of the rules would find anything, if they all look for something."""
        return (
            isinstance(value, str)
            and self._searching
            and all(is_innocent(rule, value) for rule in self._rules)
        )

    def _mark(self, *remarks: Remark, length: int | None = None) -> None:
        self.marks.append(Mark(tuple(self._path), remarks, length))

    def _inside(self, value: Json, shape: Shape) -> Json:
        if isinstance(value, msgspec.Raw):
            decoded = _decode(value)
            new = self._inside(decoded, shape)
            return value if new is decoded else new
        if isinstance(value, msgspec.Struct):
            changes = dict(self._changes(_fields(value), shape))
            return replace(value, **changes) if changes else value
        if isinstance(value, dict):
            changes = dict(self._changes(value.items(), shape))
            return {**value, **changes} if changes else value
        if isinstance(value, list | tuple) and value:
            return self._list(value, shape)
        return value

    def _changes(
        self, fields: Iterable[tuple[str, Json]], shape: Shape
    ) -> Iterator[tuple[str, Json]]:
        visit = self._narrowed if len(self._nodes) == 1 else self._field
        for name, value in fields:
            inner = shape.of(name)
            if value is None or inner is None or self._is_innocent(value):
                continue
            new = visit(value, name, inner)
            if new is not value:
                yield name, new

    def _field(self, value: Json, name: str, shape: Shape) -> Json:
        return self._visit(value, (name,), shape, name)

    def _list(self, items: list[Json] | tuple[Json, ...], shape: Shape) -> Json:
        is_pairs = self._nodes[-1].names[0] in PAIRS
        new = [
            self._pair(index, item, shape)
            if is_pairs and is_pair(item)
            else self._item(index, item, shape)
            for index, item in enumerate(items)
        ]
        if all(one is other for one, other in zip(new, items, strict=True)):
            return items
        return tuple(new) if isinstance(items, tuple) else new

    def _item(self, index: int, item: Json, shape: Shape) -> Json:
        inner = shape.of(str(index))
        if item is None or inner is None:
            return item
        if isinstance(item, Frame):
            data = _encode(item)
            if not any(may_change(rule, data) for rule in self._rules):
                return item
        elif self._is_innocent(item):
            return item
        return self._visit(item, (str(index),), inner, str(index))

    def _pair(self, index: int, pair: Sequence[Json], shape: Shape) -> Json:
        name, value = pair
        inner = shape.of(name)
        if value is None or inner is None:
            return pair
        new = self._visit(value, (str(index), "1"), inner, name)
        return pair if new is value else _like(pair, name, new)


def is_pair(item: Json) -> bool:
    """A name and its value, as headers and tags come."""
    return isinstance(item, list | tuple) and len(item) == 2 and isinstance(item[0], str)


def _like(pair: Sequence[Json], name: str, value: Json) -> Sequence[Json]:
    return (name, value) if isinstance(pair, tuple) else [name, value]


def _fields(struct: msgspec.Struct) -> Iterator[tuple[str, Json]]:
    for name in struct.__struct_fields__:
        yield name, getattr(struct, name)


def apply_rules(item: Item, rules: Sequence[Rule], shape: Shape) -> tuple[Item, list[Mark]]:
    """The item after the rules in their order, and what each did where.

    What no rule changed is the same object.
    """
    applier = _Applier(rules)
    return applier.item(item, shape), applier.marks
