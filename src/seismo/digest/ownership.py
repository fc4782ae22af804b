"""Whose work an event is, by the rules of its project (semantics.md section 2.7). Pure.

A rule is a line such as `path:src/checkout/** ana@example.com #payments`: a place, what is to be found there,
and owners. Of all rules that match the last one counts.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from seismo.digest.grouping.globs import MAX_TEXT, name_pattern, path_pattern, path_spellings
from seismo.digest.grouping.rule_lines import MAX_RULES, NotARule, Problem
from seismo.model.event import Event, Frame, Stacktrace

PLACES = ("path", "module", "url")
_MATCHER = re.compile(r'(?P<place>[A-Za-z]+(?:\.[^\s:"]+)?):(?P<pattern>"[^"]*"|[^\s"]*)(?=\s|$)')
_OWNER = re.compile(r"\S+")
_MAIL = re.compile(r"[^\s@#]+@[^\s@]+")
_TEAM = re.compile(r"#[\w-]+")
_HOW = "write it like path:src/checkout/* ana@example.com #payments"


class OwnershipRule(msgspec.Struct, frozen=True):
    line: int
    """From 1."""
    text: str
    place: str
    """path, module, url or tags.NAME."""
    pattern: str
    owners: tuple[str, ...]
    """Mail addresses, and teams as `#slug`."""


class OwnershipRules(msgspec.Struct, frozen=True):
    rules: tuple[OwnershipRule, ...]
    problems: tuple[Problem, ...]


@lru_cache(256)
def ownership_rules(text: str) -> OwnershipRules:
    """The rules in a text, one a line, and why the other lines are none."""
    rules: list[OwnershipRule] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        try:
            if len(rules) == MAX_RULES:
                raise NotARule(0, f"there are {MAX_RULES} rules above it", "join some with globs")
            rules.append(_read(number, line))
        except NotARule as why:
            problems.append(Problem(number, why.position + 1, why.cause, why.cure))
    return OwnershipRules(tuple(rules), tuple(problems))


def _read(number: int, line: str) -> OwnershipRule:
    start = len(line) - len(line.lstrip())
    found = _MATCHER.match(line, start)
    if found is None:
        raise NotARule(start, "it does not begin with a place and a pattern", _HOW)
    place, pattern = found["place"], found["pattern"].strip('"')
    if place not in PLACES and not place.startswith("tags."):
        raise NotARule(start, f"there is no `{place}`", "use path, module, url or tags.NAME")
    if not pattern:
        raise NotARule(found.end(), "it has no pattern", "use * for anything")
    owners = [(each.start(), each[0]) for each in _OWNER.finditer(line, found.end())]
    if not owners:
        raise NotARule(found.end(), "it names no owner", "add a mail address or a #team")
    for position, owner in owners:
        if not (_MAIL.fullmatch(owner) or _TEAM.fullmatch(owner)):
            cure = "owners are mail addresses, and teams such as #payments"
            raise NotARule(position, f"`{owner}` is no owner", cure)
    names = tuple(owner.lower() for _, owner in owners)
    return OwnershipRule(number, line.strip(), place, pattern, names)


def rule_of(event: Event, rules: Iterable[OwnershipRule]) -> OwnershipRule | None:
    """The last rule that matches."""
    found = None
    for rule in rules:
        if _matches(rule, event):
            found = rule
    return found


def owners_of(event: Event, text: str) -> tuple[str, ...]:
    """The owners that the rules in a text name for an event; none where no rule matches."""
    rule = rule_of(event, ownership_rules(text).rules)
    return rule.owners if rule else ()


def _matches(rule: OwnershipRule, event: Event) -> bool:
    if rule.place == "path":
        pattern = path_pattern(rule.pattern)
        return any(
            pattern.fullmatch(path)
            for frame in _frames(event)
            for name in (frame.filename, frame.abs_path)
            for path in path_spellings(name)
        )
    pattern = name_pattern(rule.pattern)
    return any(pattern.fullmatch(value[:MAX_TEXT]) for value in _values(rule.place, event))


def _values(place: str, event: Event) -> Iterator[str]:
    if place == "module":
        yield from (frame.module for frame in _frames(event) if frame.module)
    elif place == "url":
        if event.request and event.request.url:
            yield event.request.url
    else:
        wanted = place.removeprefix("tags.")
        yield from (value for name, value in event.tags if name == wanted and value)


def _frames(event: Event) -> list[Frame]:
    """The application's own; all of them where none is known to be."""
    frames = [frame for stack in _stacks(event) for frame in stack.frames]
    return [frame for frame in frames if frame.in_app] or frames


def _stacks(event: Event) -> Iterator[Stacktrace]:
    for value in event.exception.values if event.exception else ():
        if value.stacktrace:
            yield value.stacktrace
    if event.stacktrace:
        yield event.stacktrace
    for thread in event.threads.values if event.threads else ():
        if thread.stacktrace:
            yield thread.stacktrace
