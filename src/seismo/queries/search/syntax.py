"""What a search says, as values, and how it is written down (semantics.md section 5.1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

_BARE = re.compile(r"[\w.@/$%&#~?;|^+-][\w.@/$%&#~?;:|^+=-]*")
_KEYWORDS = frozenset({"and", "or", "not"})
_BARE_TAG = re.compile(r"""[^\]",\s]+""")
_PLAIN_KEY = re.compile(r"[a-zA-Z0-9_.-]+")


class SearchError(Exception):
    """What is wrong with a search, where, and what would be right."""

    def __init__(
        self,
        problem: str,
        position: int,
        cure: str = "",
        *,
        wrong: str = "",
        meant: Sequence[str] = (),
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.position = position
        """Index of the first character that is wrong."""
        self.cure = cure
        self.wrong = wrong
        """The word at that position, where it is a word that is wrong."""
        self.meant = tuple(meant)
        """What may stand in its place."""

    def __str__(self) -> str:
        sentences = f"{self.problem}. {self.cure}" if self.cure else f"{self.problem}."
        return f"{sentences} (at character {self.position + 1})"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text, with any characters in between its parts. Case does not matter."""

    parts: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        return len(self.parts) == 1

    @property
    def text(self) -> str:
        """The text of a plain pattern; of another, its parts with stars between them."""
        return "*".join(self.parts)

    def __str__(self) -> str:
        parts = (part.replace("\\", "\\\\").replace("*", "\\*") for part in self.parts)
        return "*".join(parts)


@dataclass(frozen=True, slots=True)
class Word:
    """Text that an event must contain somewhere. With spaces in it, a phrase."""

    pattern: Pattern
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Key:
    name: str
    is_tag: bool = False
    """Whether it was written as `tags[name]`, so that no other meaning of the name counts."""
    is_number: bool = False
    """Whether it was written as `tags[name,number]`."""

    def __str__(self) -> str:
        if self.is_tag:
            is_bare = _BARE_TAG.fullmatch(self.name)
            name = self.name if is_bare else f'"{_escaped(self.name)}"'
            return f"tags[{name}{',number' if self.is_number else ''}]"
        return self.name if _PLAIN_KEY.fullmatch(self.name) else f'"{_escaped(self.name)}"'


@dataclass(frozen=True, slots=True)
class Filter:
    """One of the values must be there."""

    key: Key
    values: tuple[Pattern, ...]
    operator: str = ""
    """One of > >= < <= = != for keys that can be compared; of other keys it is part of the value."""
    is_list: bool = False
    position: int = field(default=0, compare=False)
    """Where the key begins."""
    value_position: int = field(default=0, compare=False)

    @property
    def asks_for_missing(self) -> bool:
        """`key:""`"""
        return not self.is_list and not self.operator and self.values == (Pattern(("",)),)


@dataclass(frozen=True, slots=True)
class Not:
    part: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Expression", ...]


Expression: TypeAlias = Word | Filter | Not | And | Or


def every(parts: list[Expression]) -> Expression:
    """All of these; what is in an AND itself stands beside the others."""
    if len(parts) == 1:
        return parts[0]
    flat: list[Expression] = []
    for part in parts:
        flat += part.parts if isinstance(part, And) else (part,)
    return And(tuple(flat))


def either(parts: list[Expression]) -> Expression:
    if len(parts) == 1:
        return parts[0]
    flat: list[Expression] = []
    for part in parts:
        flat += part.parts if isinstance(part, Or) else (part,)
    return Or(tuple(flat))


def negated(part: Expression) -> Expression:
    return part.part if isinstance(part, Not) else Not(part)


def render(expression: Expression | None) -> str:
    """The search as text that parses to the same expression. None, which asks for nothing, is empty."""
    if expression is None:
        return ""
    if isinstance(expression, Or):
        return " OR ".join(map(render, expression.parts))
    if isinstance(expression, And):
        return " ".join(map(_inside_and, expression.parts))
    if isinstance(expression, Not):
        inside = render(expression.part)
        return f"!({inside})" if isinstance(expression.part, And | Or) else f"!{inside}"
    if isinstance(expression, Word):
        return _word(expression.pattern)
    return f"{expression.key}:{expression.operator}{_values(expression)}"


def _inside_and(expression: Expression) -> str:
    return f"({render(expression)})" if isinstance(expression, Or) else render(expression)


def _word(pattern: Pattern) -> str:
    text = str(pattern)
    is_bare = _BARE.fullmatch(text.replace("*", "_")) and text.lower() not in _KEYWORDS
    return text if is_bare and ":" not in text and "\\" not in text else f'"{_quoted(text)}"'


def _values(filter_: Filter) -> str:
    if filter_.is_list:
        return f"[{', '.join(_listed(value) for value in filter_.values)}]"
    return _value(filter_.values[0])


def _value(pattern: Pattern) -> str:
    text = str(pattern)
    if _BARE.fullmatch(text.replace("*", "_")) and "\\" not in text:
        return text
    return f'"{_quoted(text)}"'


def _listed(value: Pattern) -> str:
    text = str(value)
    return text if re.fullmatch(r"[\w.@*-]+", text) else f'"{_quoted(text)}"'


def written(value: str, *, is_listed: bool = False) -> str:
    """A value as it stands in a search, in quotes where it needs them."""
    pattern = Pattern((value,))
    return _listed(pattern) if is_listed else _value(pattern)


def _quoted(text: str) -> str:
    """A pattern's text has its backslashes doubled already."""
    return text.replace('"', '\\"')


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
