"""Stack trace rules: which frames are the application's, and which take part in grouping.

A rule has matchers that a frame, its neighbours and its exception must satisfy, and actions on that
frame, on the frames above it (nearer the crash) or below it, or on the whole stack trace. Rules run
from top to bottom and the last word counts. They run twice: first those that say what is in the
application, and later, on frames that are marked, those that say what is grouped by.
"""

import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from seismo.digest.grouping.globs import MAX_TEXT, name_pattern, path_pattern, path_spellings
from seismo.model.event import ExceptionValue, Frame

Flag: TypeAlias = Literal["app", "group"]
Variable: TypeAlias = Literal["max-frames", "min-frames", "invert-stacktrace"]
Reach: TypeAlias = Literal["self", "above", "below"]
Field: TypeAlias = Literal[
    "family",
    "path",
    "package",
    "module",
    "function",
    "app",
    "category",
    "type",
    "value",
    "mechanism",
]

PLATFORMS_REMEMBERED = 64
CATEGORY = "category"
"""The key of a frame's `data` under which a rule's category is kept."""
MISSING = "<unknown>"
"""What a missing type, value or mechanism of an exception is compared as."""

_FAMILIES = {
    "objc": "native",
    "cocoa": "native",
    "swift": "native",
    "native": "native",
    "c": "native",
    "javascript": "javascript",
    "node": "javascript",
}
YES = frozenset({"1", "true", "yes"})
NO = frozenset({"0", "false", "no"})


def family_of(platform: str) -> str:
    """native, javascript or other."""
    return _FAMILIES.get(platform, "other")


class Matcher(msgspec.Struct, frozen=True):
    """`path` and `package` are path globs, `family` and `app` lists and flags, the others globs."""

    field: Field
    pattern: str
    negated: bool = False


class SetFlag(msgspec.Struct, frozen=True):
    flag: Flag
    value: bool
    reach: Reach = "self"
    """`above` and `below` are all frames on that side of the frame, without the frame itself."""


class SetCategory(msgspec.Struct, frozen=True):
    value: str


class SetVariable(msgspec.Struct, frozen=True):
    """`max-frames` and `min-frames` count frames; `invert-stacktrace` is 0 or 1."""

    variable: Variable
    value: int


Action: TypeAlias = SetFlag | SetCategory | SetVariable


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    matchers: tuple[Matcher, ...]
    """For the frame itself and for its exception; all must hold."""
    actions: tuple[Action, ...]
    caller: tuple[Matcher, ...] = ()
    """For the frame that calls it: without one, nothing matches."""
    called: tuple[Matcher, ...] = ()
    text: str = ""
    """The line of a project's own rule."""


class FrameState(NamedTuple):
    """What of a frame rules look at and change."""

    app: bool | None
    category: str | None


class Decided(NamedTuple):
    """What the rules say. The lists have one entry for each frame: None where no rule speaks."""

    app: list[bool | None]
    category: list[str | None]
    group: list[bool | None]
    variables: dict[str, int]
    spoke: set[int]
    """The numbers of the rules that acted."""


NO_EXCEPTION = ExceptionValue()


def _of_family(pattern: str) -> Callable[[Frame, str], bool]:
    wanted = frozenset(part.strip() for part in pattern.split(","))
    return lambda frame, platform: not wanted.isdisjoint(("all", family_of(platform), platform))


def _of_path(read: Callable[[Frame], str | None], glob: str) -> Callable[[Frame, str], bool]:
    pattern = path_pattern(glob)
    return lambda frame, platform: any(map(pattern.fullmatch, path_spellings(read(frame))))


def _of_name(read: Callable[[Frame], str | None], glob: str) -> Callable[[Frame, str], bool]:
    pattern = name_pattern(glob)

    def holds(frame: Frame, platform: str) -> bool:
        name = read(frame)
        return name is not None and pattern.fullmatch(name[:MAX_TEXT]) is not None

    return holds


def _lasting(matcher: Matcher) -> Callable[[Frame, str], bool] | None:
    """A test that needs the frame and its platform alone; None for one that needs more."""
    match matcher.field:
        case "family":
            return _of_family(matcher.pattern)
        case "path":
            return _of_path(lambda frame: frame.abs_path or frame.filename, matcher.pattern)
        case "package":
            return _of_path(lambda frame: frame.package, matcher.pattern)
        case "module":
            return _of_name(lambda frame: frame.module, matcher.pattern)
        case "function":
            return _of_name(lambda frame: frame.function, matcher.pattern)
        case _:
            return None


class _Test:
    """A matcher, compiled."""

    def __init__(self, matcher: Matcher) -> None:
        self.field = matcher.field
        self.negated = matcher.negated
        self.lasting = _lasting(matcher)
        self.is_about_exception = matcher.field in ("type", "value", "mechanism")
        self.wanted = matcher.pattern in YES
        self.pattern: re.Pattern[str] = name_pattern(matcher.pattern)

    def holds_for_ever(self, frame: Frame, platform: str) -> bool:
        assert self.lasting is not None
        return self.lasting(frame, platform) is not self.negated

    def holds(self, frame: Frame, platform: str, state: FrameState) -> bool:
        """For everything but what is about the exception."""
        if self.lasting is not None:
            return self.holds_for_ever(frame, platform)
        if self.field == "app":
            return (bool(state.app) is self.wanted) is not self.negated
        category = state.category
        found = category is not None and self.pattern.fullmatch(category) is not None
        return found is not self.negated

    def holds_for(self, exception: ExceptionValue) -> bool:
        mechanism = exception.mechanism.type if exception.mechanism is not None else None
        text = {"type": exception.type, "value": exception.value, "mechanism": mechanism}
        found = self.pattern.fullmatch((text[self.field] or MISSING)[:MAX_TEXT]) is not None
        return found is not self.negated


class _Compiled:
    """A rule with its matchers by what they need."""

    def __init__(self, rule: Rule, pass_of: Callable[[Action], bool]) -> None:
        tests = [_Test(matcher) for matcher in rule.matchers]
        self.actions = tuple(action for action in rule.actions if pass_of(action))
        self.families = [test for test in tests if test.field == "family"]
        self.lasting = [
            test for test in tests if test.lasting is not None and test.field != "family"
        ]
        self.about_exception = [test for test in tests if test.is_about_exception]
        self.changing = [
            test for test in tests if test.lasting is None and not test.is_about_exception
        ]
        self.caller = [_Test(matcher) for matcher in rule.caller]
        self.called = [_Test(matcher) for matcher in rule.called]
        self.is_settled_by_frame = not (
            self.about_exception or self.changing or self.caller or self.called
        )


def is_of_app(action: Action) -> bool:
    """Whether the action belongs to the first pass."""
    return isinstance(action, SetCategory) or (isinstance(action, SetFlag) and action.flag == "app")


def is_of_group(action: Action) -> bool:
    return not is_of_app(action)


class Stack(NamedTuple):
    """A stack trace as rules see it. The lists have one entry for each frame."""

    frames: Sequence[Frame]
    platforms: Sequence[str]
    """The frame's own, else the event's."""
    states: Sequence[FrameState]
    exception: ExceptionValue


class RuleSet:
    """The rules of one pass, in their order. Numbers are places in the whole list of rules."""

    def __init__(self, rules: Sequence[Rule], pass_of: Callable[[Action], bool]) -> None:
        compiled = {number: _Compiled(rule, pass_of) for number, rule in enumerate(rules)}
        self._rules = {number: rule for number, rule in compiled.items() if rule.actions}
        self.looks_at_exceptions = any(rule.about_exception for rule in self._rules.values())
        self._by_platform: dict[str, list[tuple[int, _Compiled]]] = {}

    def matching(self, frame: Frame, platform: str) -> tuple[int, ...]:
        """The numbers of the rules that a frame by itself may match. Slow enough for a cache."""
        return tuple(
            number
            for number, rule in self._for_platform(frame, platform)
            if all(test.holds_for_ever(frame, platform) for test in rule.lasting)
        )

    def _for_platform(self, frame: Frame, platform: str) -> list[tuple[int, _Compiled]]:
        """The rules whose families are right: a handful of the hundred that there are."""
        found = self._by_platform.get(platform)
        if found is None:
            found = [
                (number, rule)
                for number, rule in self._rules.items()
                if all(test.holds_for_ever(frame, platform) for test in rule.families)
            ]
            if len(self._by_platform) < PLATFORMS_REMEMBERED:
                self._by_platform[platform] = found
        return found

    def decide(self, stack: Stack, matching: Sequence[tuple[int, ...]]) -> Decided:
        """What is said about each frame and the whole; `matching` is that of each frame."""
        count = len(stack.frames)
        decided = Decided([None] * count, [None] * count, [None] * count, {}, set())
        positions: dict[int, list[int]] = {}
        for position, numbers in enumerate(matching):
            for number in numbers:
                positions.setdefault(number, []).append(position)
        for number in sorted(positions):
            rule = self._rules[number]
            found = positions[number]
            if not rule.is_settled_by_frame:
                found = _satisfying(rule, found, stack, decided)
            for position in found:
                _apply(rule.actions, position, decided)
            if found:
                decided.spoke.add(number)
        return decided


def _satisfying(
    rule: _Compiled, positions: Sequence[int], stack: Stack, decided: Decided
) -> list[int]:
    """The frames that also satisfy what a frame by itself does not tell, before any is changed."""
    if not all(test.holds_for(stack.exception) for test in rule.about_exception):
        return []
    return [
        position
        for position in positions
        if _all_hold(rule.changing, position, stack, decided)
        and (not rule.caller or _all_hold(rule.caller, position - 1, stack, decided))
        and (not rule.called or _all_hold(rule.called, position + 1, stack, decided))
    ]


def _all_hold(tests: Sequence[_Test], position: int, stack: Stack, decided: Decided) -> bool:
    if not 0 <= position < len(stack.frames):
        return False
    said, kept = decided.app[position], decided.category[position]
    before = stack.states[position]
    state = FrameState(
        before.app if said is None else said, before.category if kept is None else kept
    )
    frame, platform = stack.frames[position], stack.platforms[position]
    return all(test.holds(frame, platform, state) for test in tests)


def _apply(actions: Sequence[Action], position: int, decided: Decided) -> None:
    for action in actions:
        if isinstance(action, SetVariable):
            decided.variables[action.variable] = action.value
        elif isinstance(action, SetCategory):
            decided.category[position] = action.value
        else:
            flags = decided.app if action.flag == "app" else decided.group
            _set(flags, action, position)


def _set(flags: list[bool | None], action: SetFlag, position: int) -> None:
    if action.reach == "self":
        flags[position] = action.value
    elif action.reach == "above":
        flags[position + 1 :] = [action.value] * (len(flags) - position - 1)
    else:
        flags[:position] = [action.value] * position
