"""Advanced rules as people write them, one a line (semantics.md section 3.3).

mask @creditcard from $string
replace @ip with '[address]' from extra.** && !extra.server
remove /order-([0-9]+)/ from $logentry.formatted
"""

import re
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import re2

from seismo.digest.scrub.advanced.detectors import TYPES, detected
from seismo.digest.scrub.advanced.selectors import Selector, SelectorError, parse_selector
from seismo.digest.scrub.spans import Span

METHODS = ("remove", "mask", "hash", "replace")
MOST_RULES = 200
LONGEST_PATTERN = 1000
LONGEST_TEXT = 200_000
"""A pattern of a person's own is not looked for in more characters of one text."""

Pattern: TypeAlias = "re2._Regexp[str]"


class Rule(NamedTuple):
    id: str
    """As the notes of an event name it: `@email:mask`, or `@project.3:mask` for a pattern in line 3."""
    method: str
    type: str
    """One of `TYPES`, or empty when there is a pattern."""
    pattern: str
    """In RE2's syntax, which takes linear time. Of a pattern with groups only these are secret."""
    replacement: str | None
    selector: Selector
    source: str
    """The line that it was written in."""

    def spans(self, text: str) -> list[Span]:
        """What of the text the rule is about, in order and apart."""
        if self.type:
            return detected(self.type, text)
        return list(_groups(compiled(self.pattern), text[:LONGEST_TEXT]))


class Problem(NamedTuple):
    """A line that is no rule."""

    line: int
    column: int
    """Both from 1."""
    cause: str
    cure: str


class Parsed(NamedTuple):
    rules: tuple[Rule, ...]
    problems: tuple[Problem, ...]


class _Wrong(ValueError):
    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


_WORD = re.compile(r"\s*(\S*)")
_PATTERN = re.compile(r"\s*/((?:[^/\\]|\\.)+)/")
_WITH = re.compile(r"\s*with\b\s*")
_QUOTED = re.compile(r"'((?:[^']|'')*)'")
_FROM = re.compile(r"\s*from(?=\s|$)")


@lru_cache(maxsize=512)
def compiled(pattern: str) -> Pattern:
    """Raises re2.error."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    return re2.compile(pattern, options)


def _groups(pattern: Pattern, text: str) -> list[Span]:
    spans: list[Span] = []
    for found in pattern.finditer(text):
        for group in range(1, pattern.groups + 1) if pattern.groups else (0,):
            start, end = found.span(group)
            if start < end and (not spans or start >= spans[-1].end):
                spans.append(Span(start, end, ""))
    return spans


@lru_cache(maxsize=512)
def parse_rules(text: str, owner: str = "project") -> Parsed:
    """Rules and problems of a text. Empty lines and lines that begin with # are neither."""
    rules: list[Rule] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            if len(rules) == MOST_RULES:
                raise _Wrong(f"there are more than {MOST_RULES} rules: join some with ||", 0)
            rules.append(_rule(line, f"@{owner}.{number}"))
        except (_Wrong, SelectorError) as error:
            cause, _, cure = f"{error}".rpartition(": ")
            problems.append(Problem(number, error.at + 1, cause, cure))
    return Parsed(tuple(rules), tuple(problems))


def _rule(line: str, place: str) -> Rule:
    method, at = _method(line)
    type_, pattern, at = _type(line, at)
    replacement, at = _replacement(line, at, method)
    found = _FROM.match(line, at)
    if found is None:
        raise _Wrong("the word from is missing: write where the rule holds, like from $string", at)
    try:
        selector = parse_selector(line[found.end() :])
    except SelectorError as error:
        raise _Wrong(f"{error}", found.end() + error.at) from None
    id_ = f"@{type_}:{method}" if type_ else f"{place}:{method}"
    return Rule(id_, method, type_, pattern, replacement, selector, line.strip())


def _word(line: str, at: int) -> tuple[str, int, int]:
    found = _WORD.match(line, at)
    return (found[1], found.start(1), found.end()) if found else ("", at, at)


def _method(line: str) -> tuple[str, int]:
    word, start, end = _word(line, 0)
    if word.lower() not in METHODS:
        raise _Wrong(f"{word!r} is no method: begin with remove, mask, hash or replace", start)
    return word.lower(), end


def _type(line: str, at: int) -> tuple[str, str, int]:
    """Type, pattern, and the index after it."""
    word, start, end = _word(line, at)
    if not word.startswith("/"):
        name = word.removeprefix("@").lower()
        if name not in TYPES:
            known = ", ".join(f"@{each}" for each in sorted(TYPES))
            raise _Wrong(f"{word!r} is no type: write one of {known}, or a /pattern/", start)
        return name, "", end
    found = _PATTERN.match(line, at)
    if found is None:
        raise _Wrong(
            "the pattern is not closed: put / behind it, and write \\/ for a / inside", start
        )
    pattern = found[1].replace("\\/", "/")
    if len(pattern) > LONGEST_PATTERN:
        raise _Wrong(
            f"the pattern has more than {LONGEST_PATTERN} characters: use a shorter one", start
        )
    try:
        matches_nothing = compiled(pattern).fullmatch("") is not None
    except re2.error as error:
        cause = error.args[0].decode() if isinstance(error.args[0], bytes) else error.args[0]
        raise _Wrong(
            f"the pattern is no regular expression of RE2 ({cause}): mend it, or write \\ before a sign",
            start,
        ) from None
    if matches_nothing:
        raise _Wrong("the pattern also matches nothing at all: use + where you wrote *", start)
    return "", pattern, found.end()


def _replacement(line: str, at: int, method: str) -> tuple[str | None, int]:
    found = _WITH.match(line, at)
    if found is None:
        return None, at
    if method != "replace":
        raise _Wrong("only replace takes a text: leave out with", found.start())
    text = _QUOTED.match(line, found.end())
    if text is None:
        raise _Wrong("the new text is not quoted: write with 'text'", found.end())
    return text[1].replace("''", "'"), text.end()
