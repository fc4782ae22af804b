"""Stack trace rules: which frames are the application's, and which take part in grouping.

A rule has globs that a frame must match and actions on that frame or on all frames above it (nearer
the crash). Rules run from top to bottom and the last word counts.
"""

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

import msgspec

from seismo.model.event import Frame

Flag: TypeAlias = Literal["app", "group"]
FRAMES_CACHED = 2048
"""How many frames each cache remembers: the same frames come again and again."""

_FAMILIES = {
    "objc": "native",
    "cocoa": "native",
    "swift": "native",
    "native": "native",
    "c": "native",
    "javascript": "javascript",
    "node": "javascript",
}


def family_of(platform: str) -> str:
    """native, javascript or other."""
    return _FAMILIES.get(platform, "other")


class Action(msgspec.Struct, frozen=True):
    flag: Flag
    value: bool
    above: bool = False
    """On all frames above the one that matches, and not on that one."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`path` and `package` globs ignore case and `*` stays within a folder there; `**` does not."""

    actions: tuple[Action, ...]
    family: str = "all"
    """A family, one platform, or all."""
    path: str | None = None
    package: str | None = None
    module: str | None = None
    function: str | None = None
    called_function: str | None = None
    """A glob for the function that the frame calls."""


def _path_pattern(glob: str) -> re.Pattern[str]:
    text = re.escape(glob.lower().replace("\\", "/"))
    text = text.replace(r"\*\*", ".*").replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
    return re.compile(text, re.DOTALL)


def _name_pattern(glob: str) -> re.Pattern[str]:
    return re.compile(re.escape(glob).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def _path_spellings(path: str | None) -> tuple[str, ...]:
    """A path that does not start with a slash is also tried with one put before it."""
    if not path:
        return ()
    normal = path.lower().replace("\\", "/")
    return (normal,) if normal.startswith("/") else (normal, f"/{normal}")


def _name_spellings(name: str | None) -> tuple[str, ...]:
    return () if name is None else (name,)


class _Compiled:
    """A rule with its globs as patterns."""

    def __init__(self, rule: Rule, flag: Flag) -> None:
        self.family = rule.family
        self.actions = tuple(action for action in rule.actions if action.flag == flag)
        self.called = _name_pattern(rule.called_function) if rule.called_function else None
        self.patterns = (
            _path_pattern(rule.path) if rule.path else None,
            _path_pattern(rule.package) if rule.package else None,
            _name_pattern(rule.module) if rule.module else None,
            _name_pattern(rule.function) if rule.function else None,
        )

    def matches(self, spellings: tuple[tuple[str, ...], ...]) -> bool:
        """Whether path, package, module and function, each in all its spellings, are as wanted."""
        return all(
            any(pattern.fullmatch(text) for text in texts)
            for pattern, texts in zip(self.patterns, spellings, strict=True)
            if pattern is not None
        )


class RuleSet:
    """The rules that set one flag of frames."""

    def __init__(self, rules: Sequence[Rule], flag: Flag) -> None:
        compiled = [_Compiled(rule, flag) for rule in rules]
        self._rules = [rule for rule in compiled if rule.actions]

    def matching(
        self,
        platform: str,
        path: str | None,
        package: str | None,
        module: str | None,
        function: str | None,
    ) -> tuple[int, ...]:
        """The numbers of the rules whose globs a frame matches. Slow enough to be worth a cache."""
        places = ("all", family_of(platform), platform)
        spellings = (
            _path_spellings(path),
            _path_spellings(package),
            _name_spellings(module),
            _name_spellings(function),
        )
        return tuple(
            number
            for number, rule in enumerate(self._rules)
            if rule.family in places and rule.matches(spellings)
        )

    def decide(
        self, frames: Sequence[Frame], matching: Sequence[tuple[int, ...]]
    ) -> list[bool | None]:
        """The flag of each frame as the rules that it matches have it; None where none speaks."""
        decided: list[bool | None] = [None] * len(frames)
        positions: dict[int, list[int]] = {}
        for position, numbers in enumerate(matching):
            for number in numbers:
                positions.setdefault(number, []).append(position)
        for number in sorted(positions):
            rule = self._rules[number]
            for position in positions[number]:
                if rule.called is None or _calls(frames, position, rule.called):
                    _apply(rule.actions, position, decided)
        return decided


def _calls(frames: Sequence[Frame], position: int, called: re.Pattern[str]) -> bool:
    if position + 1 == len(frames):
        return False
    function = frames[position + 1].function
    return function is not None and called.fullmatch(function) is not None


def _apply(actions: tuple[Action, ...], position: int, decided: list[bool | None]) -> None:
    for action in actions:
        if action.above:
            decided[position + 1 :] = [action.value] * (len(decided) - position - 1)
        else:
            decided[position] = action.value
