"""From the text of a search to its expression. Pure; raises nothing but SearchError.

Differs from what it is modelled on (semantics.md sections 5.1 and 13) where users were disappointed: free
words are ANDed, may have wildcards and stand in any boolean expression.
"""

import re
from dataclasses import dataclass

from seismo.queries.search.keys import check, kind_of
from seismo.queries.search.syntax import (
    Expression,
    Filter,
    Key,
    Pattern,
    SearchError,
    Word,
    either,
    every,
    negated,
)

MAX_LENGTH = 4_096
MAX_TERMS = 200
MAX_DEPTH = 30

_SPACE = re.compile(r"\s*")
_KEY = re.compile(r"[a-zA-Z0-9_.-]+(?=:)")
_TAG = re.compile(
    r'(tags|flags)\[\s*("(?:[^"\\]|\\.)+"|[^\]",\s]+)\s*(,\s*(?:number|string)\s*)?\](?=:)'
)
_QUOTED_KEY = re.compile(r'"((?:[^"\\]|\\.)+)"(?=:)')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_OPERATOR = re.compile(r">=|<=|!=|>|<|=")
_KEYWORD = re.compile(r"(?:(?i:and|or)|NOT)(?=[\s()]|$)")
_LISTED = re.compile(r"[^\s,\]\"]+(?:[^\S\n]+[^\s,\]\"]+)*")


def parse(text: str) -> Expression | None:
    """The expression; None for a search that asks for nothing. Raises SearchError."""
    if len(text) > MAX_LENGTH:
        raise SearchError(
            f"A search has at most {MAX_LENGTH:,} characters", MAX_LENGTH, "Leave some of it out."
        )
    reader = _Reader(text)
    reader.skip_space()
    if reader.is_at_end:
        return None
    expression = reader.alternatives(0)
    if not reader.is_at_end:
        raise SearchError(
            "This closing parenthesis has no opening one",
            reader.at,
            'Remove it, or write it in quotes: ")".',
        )
    return expression


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0
    terms: int = 0

    @property
    def is_at_end(self) -> bool:
        return self.at >= len(self.text)

    def skip_space(self) -> None:
        found = _SPACE.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def keyword(self) -> str:
        """AND, OR or NOT when one of them stands here."""
        found = _KEYWORD.match(self.text, self.at)
        return found[0].upper() if found else ""

    def alternatives(self, depth: int) -> Expression:
        parts = [self.conjunction(depth)]
        while self.keyword() == "OR":
            self.at += 2
            self.skip_space()
            parts.append(self.conjunction(depth))
        return either(parts)

    def conjunction(self, depth: int) -> Expression:
        """Terms side by side, with or without AND."""
        parts: list[Expression] = []
        while not self.is_at_end and self.text[self.at] != ")" and self.keyword() != "OR":
            if self.keyword() == "AND":
                self._skip_and(bool(parts))
            parts.append(self.term(depth))
            self.skip_space()
        if not parts:
            self._complain_of_nothing()
        return every(parts)

    def _skip_and(self, has_left: bool) -> None:
        if not has_left:
            raise SearchError("AND has nothing on its left", self.at, 'To search for it: "and".')
        start = self.at
        self.at += 3
        self.skip_space()
        if self.is_at_end or self.text[self.at] == ")" or self.keyword() in {"AND", "OR"}:
            raise SearchError("AND has nothing on its right", start, 'To search for it: "and".')

    def _complain_of_nothing(self) -> None:
        if self.keyword() == "OR":
            raise SearchError("OR has nothing on its left", self.at, 'To search for it: "or".')
        before = self.text[: self.at].rstrip()
        if before.upper().endswith("OR"):
            place = len(before) - 2
            raise SearchError("OR has nothing on its right", place, 'To search for it: "or".')
        if before.endswith("("):
            raise SearchError(
                "There is nothing between these parentheses", len(before) - 1, 'Quote them: "()".'
            )
        raise SearchError(
            "This closing parenthesis has no opening one",
            min(self.at, len(self.text) - 1),
            'Remove it, or write it in quotes: ")".',
        )

    def term(self, depth: int) -> Expression:
        self.terms += 1
        if self.terms > MAX_TERMS or depth > MAX_DEPTH:
            raise SearchError(
                f"A search has at most {MAX_TERMS} conditions, {MAX_DEPTH} levels deep",
                self.at,
                "Leave some of it out.",
            )
        if self.keyword() == "NOT":
            return self._negation(3, depth)
        if self.text.startswith("!", self.at) and self._has_something_at(self.at + 1):
            return self._negation(1, depth)
        if self.text[self.at] == "(":
            return self._group(depth)
        return self._filter() or self._word()

    def _has_something_at(self, place: int) -> bool:
        return place < len(self.text) and not self.text[place].isspace() and self.text[place] != ")"

    def _negation(self, length: int, depth: int) -> Expression:
        start = self.at
        self.at += length
        self.skip_space()
        if self.is_at_end or self.text[self.at] == ")" or self.keyword() in {"AND", "OR"}:
            raise SearchError("NOT has nothing on its right", start, 'To search for it: "not".')
        return negated(self.term(depth + 1))

    def _group(self, depth: int) -> Expression:
        start = self.at
        self.at += 1
        self.skip_space()
        inside = self.alternatives(depth + 1) if not self.is_at_end else None
        if inside is None or self.is_at_end:
            raise SearchError(
                "This parenthesis is not closed", start, 'Add ")" or write it in quotes: "(".'
            )
        self.at += 1
        return inside

    def _word(self) -> Expression:
        start = self.at
        quoted = _QUOTED.match(self.text, start)
        if quoted:
            self.at = quoted.end()
            if not quoted[1].strip():
                raise SearchError("There is nothing between these quotes", start)
            return Word(_pattern(quoted[1]), start)
        if self.text[start] == '"':
            raise SearchError("This quote is not closed", start, r"Add a quote, or write \".")
        return Word(_pattern(self._bare()), start)

    def _bare(self) -> str:
        """Text up to a space, or up to a parenthesis that was not opened in it."""
        start, opened = self.at, 0
        while not self.is_at_end and not self.text[self.at].isspace():
            character = self.text[self.at]
            if character == ")" and not opened:
                break
            opened += {"(": 1, ")": -1}.get(character, 0)
            self.at += 1
        return self.text[start : self.at]

    def _filter(self) -> Filter | None:
        start = self.at
        key, end = key_at(self.text, start)
        # `std::map` and `https://…` are words.
        if key is None or self.text.startswith((":", "//"), end + 1):
            return None
        self.at = end + 1
        operator = self._operator(key)
        place = self.at
        values, is_list = self._values(key, start)
        found = Filter(key, values, operator, is_list, start, place)
        check(found)
        return found

    def _operator(self, key: Key) -> str:
        found = operator_at(self.text, self.at, key)
        self.at += len(found)
        return found

    def _values(self, key: Key, start: int) -> tuple[tuple[Pattern, ...], bool]:
        if self.is_at_end or self.text[self.at].isspace() or self.text[self.at] == ")":
            raise SearchError(
                f"{key}: has no value",
                start,
                f'{key}:"" finds what has none. To search for the text itself, quote it.',
            )
        if self.text[self.at] == "[":
            return self._list(), True
        if quoted := _QUOTED.match(self.text, self.at):
            self.at = quoted.end()
            return (_pattern(quoted[1]),), False
        if self.text[self.at] == '"':
            raise SearchError("This quote is not closed", self.at, r"Add a quote, or write \".")
        return (_pattern(self._bare()),), False

    def _list(self) -> tuple[Pattern, ...]:
        start = self.at
        self.at += 1
        values: list[Pattern] = []
        while True:
            self.skip_space()
            found = _QUOTED.match(self.text, self.at) or _LISTED.match(self.text, self.at)
            if found is None:
                raise SearchError(
                    "This list has a place without a value",
                    min(self.at, len(self.text) - 1),
                    'A list looks like [one, two, "and three"].',
                )
            values.append(_pattern(found[1] if found.re is _QUOTED else found[0]))
            self.at = found.end()
            self.skip_space()
            separator = self.text[self.at : self.at + 1]
            self.at += 1
            if separator == "]":
                return tuple(values)
            if separator != ",":
                raise SearchError("This list is not closed", start, "Add ].")


def key_at(text: str, place: int) -> tuple[Key | None, int]:
    """The key that begins at this place, and where its colon stands."""
    if tag := _TAG.match(text, place):
        name = _unescaped(tag[2][1:-1]) if tag[2].startswith('"') else tag[2]
        is_number = "number" in (tag[3] or "")
        name = f"flags.{name}" if tag[1] == "flags" else name
        return Key(name, is_tag=True, is_number=is_number), tag.end()
    if quoted := _QUOTED_KEY.match(text, place):
        return Key(_unescaped(quoted[1])), quoted.end()
    if plain := _KEY.match(text, place):
        return Key(plain[0]), plain.end()
    return None, place


def operator_at(text: str, place: int, key: Key) -> str:
    """The operator at this place, when values of the key can be compared; else nothing."""
    found = _OPERATOR.match(text, place)
    return found[0] if found and kind_of(key).is_ordered else ""


def _pattern(source: str) -> Pattern:
    r"""Text in which `*` stands for anything, and `\*`, `\"` and `\\` for themselves."""
    parts, current, escaped = [], "", False
    for character in source:
        if escaped:
            current += character if character in '*"\\' else "\\" + character
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "*":
            parts.append(current)
            current = ""
        else:
            current += character
    parts.append(current + "\\" * escaped)
    return Pattern(tuple(parts))


def _unescaped(source: str) -> str:
    return re.sub(r'\\(["\\])', r"\1", source)
