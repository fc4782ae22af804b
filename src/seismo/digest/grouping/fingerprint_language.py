"""The language of fingerprint rules (semantics.md section 1.7): what an event must match, then `->`
and the fingerprint it gets.

    error.type:DatabaseUnavailable -> database-down
    message:"*timed out*" tags.region:eu-* -> timeout, {{ tags.region }} title="Timeout in {{ tags.region }}"
"""

import re

import msgspec

from seismo.digest.grouping.rule_lines import (
    NotARule,
    Problem,
    Words,
    WrittenMatcher,
    read_lines,
    take_matcher,
    unknown,
)
from seismo.digest.grouping.rules import NO, YES

FIELDS = {
    "error.type": "type",
    "type": "type",
    "error.value": "value",
    "value": "value",
    "message": "message",
    "logger": "logger",
    "level": "level",
    "stack.abs_path": "path",
    "path": "path",
    "stack.module": "module",
    "module": "module",
    "stack.function": "function",
    "function": "function",
    "stack.package": "package",
    "package": "package",
    "app": "app",
    "family": "family",
    "release": "release",
    "sdk": "sdk",
    "thread.name": "thread.name",
    "thread.id": "thread.id",
    "thread.crashed": "thread.crashed",
    "thread.current": "thread.current",
}
FLAGS = frozenset({"app", "thread.crashed", "thread.current"})
TAG = "tags."
VARIABLES = {
    "default": "default",
    "transaction": "transaction",
    "type": "type",
    "error.type": "type",
    "value": "value",
    "error.value": "value",
    "raw_value": "raw_value",
    "error.raw_value": "raw_value",
    "message": "message",
    "raw_message": "raw_message",
    "function": "function",
    "stack.function": "function",
    "abs_path": "abs_path",
    "path": "abs_path",
    "stack.abs_path": "abs_path",
    "filename": "filename",
    "stack.filename": "filename",
    "module": "module",
    "stack.module": "module",
    "package": "package",
    "stack.package": "package",
    "level": "level",
    "logger": "logger",
}
"""The variables of fingerprints, by every name they have; `tags.NAME` is one for every tag."""
VARIABLE = re.compile(r"\{\{\s*(\S+?)\s*\}\}")

_ARROW = "->"
_VALUE = re.compile(r'(?:\{\{[^{}"]*\}\}|[^\s,"{}]|\{(?!\{)|\}(?!\}))+')
_ATTRIBUTE = re.compile(r'(\w+)=(?=")')


class FingerprintMatcher(msgspec.Struct, frozen=True):
    field: str
    """One of the values of `FIELDS`, or `tags.NAME`."""
    pattern: str
    negated: bool = False


class FingerprintRule(msgspec.Struct, frozen=True):
    matchers: tuple[FingerprintMatcher, ...]
    fingerprint: tuple[str, ...]
    """Texts and `{{ variables }}`."""
    title: str | None
    """A text with variables in it, for the issue."""
    line: int
    text: str


def parse_fingerprint_rules(text: str) -> tuple[tuple[FingerprintRule, ...], tuple[Problem, ...]]:
    """The rules, in their order, and what is wrong with the lines that are none."""
    return read_lines(text, _read_rule)


def _read_rule(words: Words, number: int) -> FingerprintRule:
    matchers: list[FingerprintMatcher] = []
    while not words.takes(_ARROW):
        if words.at_end:
            cure = "write -> and the fingerprint behind the matchers"
            raise NotARule(words.position, "the rule has no fingerprint", cure)
        matchers.append(_matcher(take_matcher(words)))
    if not matchers:
        cure = "write what an event must match before the ->, such as error.type:Timeout"
        raise NotARule(words.position, "the rule has no matcher", cure)
    start = words.position
    fingerprint: list[str] = []
    title: str | None = None
    while not words.at_end:
        if words.takes(","):
            continue
        attribute = words.take(_ATTRIBUTE)
        if attribute is not None:
            title = _attribute(words, attribute)
        else:
            fingerprint += _values(words)
    if not fingerprint:
        cure = "name at least one value, such as database-down or {{ default }}"
        raise NotARule(start, "the fingerprint is empty", cure)
    return FingerprintRule(tuple(matchers), tuple(fingerprint), title, number, words.text.strip())


def _matcher(written: WrittenMatcher) -> FingerprintMatcher:
    if written.name.startswith(TAG) and len(written.name) > len(TAG):
        return FingerprintMatcher(written.name, written.pattern, written.negated)
    field = FIELDS.get(written.name)
    if field is None:
        raise unknown(written.position, "matcher", written.name, [*FIELDS, "tags.NAME"])
    if field in FLAGS and written.pattern not in YES | NO:
        cause = f"`{written.name}:{written.pattern}` is neither yes nor no"
        cure = f"write {written.name}:yes or {written.name}:no"
        raise NotARule(written.pattern_position, cause, cure)
    return FingerprintMatcher(field, written.pattern, written.negated)


def _attribute(words: Words, found: re.Match[str]) -> str:
    if found[1] != "title":
        raise unknown(found.start(), "attribute", found[1], ["title"])
    start = words.position
    title = words.quoted()
    words.skip_space()
    _check_variables(title, start + 1)
    return title


def _values(words: Words) -> list[str]:
    """One written value: a text with variables in it is several values."""
    start = words.position
    if words.sees('"'):
        text = words.quoted()
        words.skip_space()
        start += 1
    else:
        found = words.take(_VALUE)
        if found is None:
            cure = "write a variable as {{ name }}, and any other text in quotation marks"
            raise NotARule(start, f"`{words.word()}` is no value", cure)
        text = found[0]
    _check_variables(text, start)
    return _parts(text)


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    end = 0
    for variable in VARIABLE.finditer(text):
        parts += (text[end : variable.start()], f"{{{{ {variable[1]} }}}}")
        end = variable.end()
    parts.append(text[end:])
    return [part for part in parts if part]


def _check_variables(text: str, position: int) -> None:
    for found in VARIABLE.finditer(text):
        name = found[1]
        if name not in VARIABLES and not (name.startswith(TAG) and len(name) > len(TAG)):
            place = position + found.start(1)
            raise unknown(place, "variable", name, [*VARIABLES, "tags.NAME"])
