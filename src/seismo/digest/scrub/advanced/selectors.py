"""Which places of an item a rule is about: `extra.foo`, `$frame.vars.** && !**.id` (semantics.md 3.3).

A path is matched from its end: `foo` is any place of that name, `extra.foo` one inside `extra`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple, TypeAlias


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BASIC_TYPES = _words("string number boolean datetime array object")
SCHEMA_TYPES = _words(
    """
    event error exception stack stacktrace frame http request user logentry message thread
    breadcrumb span log metric sdk attachments minidump heap_memory stack_memory
    """
)
DEEPEST_GROUP = 20


class Exposure(Enum):
    """How easily a selector reaches a place."""

    ALWAYS = auto()
    """It holds what users and programs write: every selector that matches reaches it."""
    NAMED = auto()
    """Only a selector that names it reaches it: no `**`, no basic type."""
    NEVER = auto()


class Node(NamedTuple):
    """One step on the way from the item to a place in it."""

    names: tuple[str, ...]
    """In lower case; an index as its digits."""
    types: frozenset[str]


class SelectorError(ValueError):
    """What is wrong with a selector, with the cure, and the index of the character where it is."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Name:
    text: str

    def matches(self, node: Node) -> bool:
        return self.text in node.names


@dataclass(frozen=True, slots=True)
class OfType:
    type: str

    def matches(self, node: Node) -> bool:
        return self.type in node.types


@dataclass(frozen=True, slots=True)
class AnyName:
    def matches(self, node: Node) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class AnyDepth:
    """`**`: one level or more at the end of a path, none or more inside one."""


Step: TypeAlias = Name | OfType | AnyName


def _end_with(nodes: Sequence[Node], end: int, steps: tuple[Step, ...]) -> bool:
    start = end - len(steps)
    return start >= 0 and all(
        step.matches(nodes[start + index]) for index, step in enumerate(steps)
    )


@dataclass(frozen=True, slots=True)
class Path:
    before: tuple[Step, ...]
    is_deep: bool
    """There is a `**` between the two."""
    after: tuple[Step, ...]

    @property
    def is_specific(self) -> bool:
        if self.is_deep:
            return False
        first, *others = self.after
        is_basic = isinstance(first, OfType) and first.type in BASIC_TYPES
        return not is_basic and not any(isinstance(step, OfType) for step in others)

    def matches(self, nodes: Sequence[Node], exposure: Exposure) -> bool:
        if exposure is Exposure.NAMED and not self.is_specific:
            return False
        if not _end_with(nodes, len(nodes), self.after):
            return False
        if not self.is_deep:
            return True
        last = len(nodes) - len(self.after) - (0 if self.after else 1)
        return any(_end_with(nodes, end, self.before) for end in range(last, -1, -1))


@dataclass(frozen=True, slots=True)
class All:
    parts: "tuple[Selector, ...]"

    def matches(self, nodes: Sequence[Node], exposure: Exposure) -> bool:
        return all(part.matches(nodes, exposure) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: "tuple[Selector, ...]"

    def matches(self, nodes: Sequence[Node], exposure: Exposure) -> bool:
        return any(part.matches(nodes, exposure) for part in self.parts)


@dataclass(frozen=True, slots=True)
class No:
    part: "Selector"

    def matches(self, nodes: Sequence[Node], exposure: Exposure) -> bool:
        return not self.part.matches(nodes, exposure)


Selector: TypeAlias = Path | All | AnyOf | No

_TOKEN = re.compile(
    r"\s*(?:(?P<sign>&&|\|\||[!().])|(?P<deep>\*\*)|(?P<any>\*)|\$(?P<type>\w+)"
    r"|'(?P<quoted>(?:[^']|'')*)'|(?P<bare>[\w\-]+))"
)


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise SelectorError(_strange(text, at), at)
        kind = found.lastgroup
        tokens.append(_Token(kind, found[kind], found.start(kind)))
        at = found.end()
    tokens.append(_Token("end", "", len(text)))
    return tokens


def _strange(text: str, at: int) -> str:
    if text[at] == "'":
        return "a quoted name is not closed: put ' behind it, and write a ' inside it twice"
    return f"{text[at]!r} has no meaning here: quote a name that holds more than letters, digits, _ and -"


class _Reader:
    """Reads a selector from its tokens: `||` binds less than `&&`, and that less than `!`."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._next = 0
        self._depth = 0

    def selector(self) -> Selector:
        selector = self._any_of()
        if self._peek().kind != "end":
            raise self._error(
                f"{self._peek().text!r} does not belong here: join two paths with && or ||"
            )
        return selector

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, text: str) -> bool:
        token = self._peek()
        if token.kind != "sign" or token.text != text:
            return False
        self._next += 1
        return True

    def _error(self, message: str) -> SelectorError:
        return SelectorError(message, self._peek().at)

    def _any_of(self) -> Selector:
        parts = [self._all()]
        while self._take("||"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self) -> Selector:
        parts = [self._part()]
        while self._take("&&"):
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _part(self) -> Selector:
        self._depth += 1
        if self._depth > DEEPEST_GROUP:
            raise self._error(f"more than {DEEPEST_GROUP} levels of ! and parentheses: use fewer")
        part = self._nested()
        self._depth -= 1
        return part

    def _nested(self) -> Selector:
        if self._take("!"):
            return No(self._part())
        if not self._take("("):
            return self._path()
        selector = self._any_of()
        if not self._take(")"):
            raise self._error("a parenthesis is not closed: put ) behind the group")
        return selector

    def _path(self) -> Path:
        start = self._peek().at
        steps: list[Step | AnyDepth] = [self._step()]
        while self._take("."):
            steps.append(self._step())
        if len(steps) == 1 and isinstance(steps[0], AnyName):
            raise SelectorError("* alone says nothing: write ** for everything, or extra.*", start)
        deep = [index for index, step in enumerate(steps) if isinstance(step, AnyDepth)]
        if len(deep) > 1:
            raise SelectorError("** may stand in a path once: write * for a single level", start)
        split = deep[0] if deep else 0
        plain = [step for step in steps if not isinstance(step, AnyDepth)]
        return Path(tuple(plain[:split]), bool(deep), tuple(plain[split:]))

    def _step(self) -> Step | AnyDepth:
        token = self._peek()
        if token.kind in ("sign", "end"):
            raise self._error("a name is missing here: write a key, *, ** or a $type")
        if token.kind == "type" and token.text not in BASIC_TYPES | SCHEMA_TYPES:
            known = ", ".join(sorted(BASIC_TYPES | SCHEMA_TYPES))
            raise self._error(f"${token.text} is no type: the types are {known}")
        self._next += 1
        if token.kind == "type":
            return OfType(token.text)
        if token.kind == "deep":
            return AnyDepth()
        if token.kind == "any":
            return AnyName()
        return Name(
            token.text.replace("''", "'").lower() if token.kind == "quoted" else token.text.lower()
        )


@lru_cache(maxsize=1024)
def parse_selector(text: str) -> Selector:
    """Raises SelectorError."""
    if not text.strip():
        raise SelectorError("the place is missing: write where, such as extra.foo or **", len(text))
    return _Reader(text).selector()


def mentions(selector: Selector, type_: str) -> bool:
    """Whether a path in it has a step of that type."""
    if isinstance(selector, Path):
        return OfType(type_) in (*selector.before, *selector.after)
    if isinstance(selector, No):
        return mentions(selector.part, type_)
    return any(mentions(part, type_) for part in selector.parts)


_PLAIN_NAME = re.compile(r"[\w\-]+")


_SELECTOR_SIGN = re.compile(r"[.$*'!&|()]")


def is_selector(text: str) -> bool:
    """Whether a safe field speaks of a place, not only of a name."""
    return _SELECTOR_SIGN.search(text) is not None


def written_name(name: str) -> str:
    """A name as a selector writes it, quoted where it must be."""
    return name if _PLAIN_NAME.fullmatch(name) else "'" + name.replace("'", "''") + "'"
