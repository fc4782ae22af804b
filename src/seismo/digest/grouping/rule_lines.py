"""Reading rules out of a text, one a line: what both rule languages share.

`#` begins a comment line. A rule that cannot be read is told with its place, its cause and its cure, and
the others hold all the same.
"""

import re
from collections.abc import Callable, Collection
from difflib import get_close_matches
from typing import TypeVar

import msgspec

MAX_RULES = 1_000
_Rule = TypeVar("_Rule")

_SPACE = re.compile(r"\s*")
_BARE = re.compile(r"\S+")
_NAME = re.compile(r'(?:[^\s":]|"[^"]*")+(?=:)')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\])')


class Problem(msgspec.Struct, frozen=True):
    """Why a line is no rule."""

    line: int
    """From 1."""
    column: int
    """From 1."""
    cause: str
    cure: str


class NotARule(Exception):
    """Raised while one line is read; `read_lines` makes a `Problem` of it."""

    def __init__(self, position: int, cause: str, cure: str) -> None:
        super().__init__(cause)
        self.position = position
        self.cause = cause
        self.cure = cure


class Words:
    """One line, read from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.skip_space()

    def skip_space(self) -> None:
        found = _SPACE.match(self.text, self.position)
        self.position = found.end() if found else self.position

    @property
    def at_end(self) -> bool:
        return self.position == len(self.text)

    def sees(self, text: str) -> bool:
        return self.text.startswith(text, self.position)

    def takes(self, text: str) -> bool:
        """Go past this text, if it comes next."""
        if not self.sees(text):
            return False
        self.position += len(text)
        self.skip_space()
        return True

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.position)
        if found is not None:
            self.position = found.end()
            self.skip_space()
        return found

    def word(self) -> str:
        """All up to the next space, without going past it."""
        found = _BARE.match(self.text, self.position)
        return found[0] if found else ""

    def quoted(self) -> str:
        """A text in quotation marks, in which `\\"` is one and `\\\\` a backslash."""
        found = _QUOTED.match(self.text, self.position)
        if found is None:
            raise NotARule(self.position, "a quotation mark is never closed", 'end the text with "')
        self.position = found.end()
        return _ESCAPE.sub(r"\1", found[1])


class WrittenMatcher(msgspec.Struct, frozen=True):
    """`!name:pattern` as it was written."""

    position: int
    name: str
    pattern: str
    pattern_position: int
    negated: bool


def take_matcher(words: Words, *, in_brackets: bool = False) -> WrittenMatcher:
    start = words.position
    negated = words.takes("!")
    found = words.take(_NAME)  # no space can follow: a colon does
    if found is None:
        raise NotARule(
            start,
            f"`{words.word()}` is neither a matcher nor anything else that can stand here",
            "write a matcher as name:pattern, such as stack.function:handle_*",
        )
    words.position += 1
    place = words.position
    if words.sees('"'):
        pattern = words.quoted()
        if words.word() and not words.sees("]"):
            raise NotARule(
                words.position, "text follows the quotation mark", "put a space behind the pattern"
            )
    else:
        pattern = words.word()
        if in_brackets and "[" not in pattern:
            pattern = pattern.partition("]")[0]
        words.position += len(pattern)
    words.skip_space()
    name = found[0].replace('"', "")
    if not pattern:
        raise NotARule(
            place, f"`{name}:` has no pattern", f"write one, such as {name}:abc or {name}:*"
        )
    return WrittenMatcher(start, name, pattern, place, negated)


def unknown(position: int, noun: str, name: str, known: Collection[str]) -> NotARule:
    """The error for a name that is none of the known ones."""
    close = get_close_matches(name, known, 1, 0.6)
    cure = f"did you mean `{close[0]}`?" if close else f"use one of {', '.join(sorted(known))}"
    return NotARule(position, f"there is no {noun} `{name}`", cure)


def read_lines(
    text: str, read: Callable[[Words, int], _Rule]
) -> tuple[tuple[_Rule, ...], tuple[Problem, ...]]:
    """The rules and what is wrong with the other lines. `read` gets a line and its number."""
    rules: list[_Rule] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        words = Words(line)
        if words.at_end or words.sees("#"):
            continue
        if len(rules) == MAX_RULES:
            cure = "merge rules or remove those that no event needs any more"
            problems.append(Problem(number, 1, f"there are more than {MAX_RULES} rules", cure))
            break
        try:
            rules.append(read(words, number))
        except NotARule as error:
            column = min(error.position, len(line)) + 1
            problems.append(Problem(number, column, error.cause, error.cure))
    return tuple(rules), tuple(problems)
