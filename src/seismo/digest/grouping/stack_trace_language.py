"""The language of stack trace rules: matchers, then actions (semantics.md section 1.5).

stack.abs_path:**/generated/** -app -group
family:python error.type:Timeout stack.function:wait_for v-group max-frames=3
[ function:dispatch ] | module:shop.* +app
"""

import re
from typing import cast

from seismo.digest.grouping.rule_lines import (
    NotARule,
    Problem,
    Words,
    read_lines,
    take_matcher,
    unknown,
)
from seismo.digest.grouping.rules import (
    NO,
    YES,
    Action,
    Field,
    Flag,
    Matcher,
    Reach,
    Rule,
    SetCategory,
    SetFlag,
    SetVariable,
    Variable,
)

_FRAME_FIELDS: dict[str, Field] = {
    "family": "family",
    "app": "app",
    "category": "category",
    "stack.module": "module",
    "module": "module",
    "stack.function": "function",
    "function": "function",
    "stack.abs_path": "path",
    "path": "path",
    "stack.package": "package",
    "package": "package",
}
_EXCEPTION_FIELDS: dict[str, Field] = {
    "error.type": "type",
    "type": "type",
    "error.value": "value",
    "value": "value",
    "error.mechanism": "mechanism",
    "mechanism": "mechanism",
}
FIELDS = {**_FRAME_FIELDS, **_EXCEPTION_FIELDS}

_FLAG = re.compile(r"([\^v]?)([+-])(\w*)(?!\S)")
_VARIABLE = re.compile(r"([a-z][\w-]*)=(\S*)")
_REACH: dict[str, Reach] = {"": "self", "^": "above", "v": "below"}
_FLAGS = ("app", "group")
_VARIABLES = ("max-frames", "min-frames", "invert-stacktrace", "category")
MAX_COUNT = 1_000


def parse_stack_trace_rules(text: str) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """The rules, in their order, and what is wrong with the lines that are none."""
    return read_lines(text, _read_rule)


def _read_rule(words: Words, number: int) -> Rule:
    caller: tuple[Matcher, ...] = ()
    called: tuple[Matcher, ...] = ()
    if words.takes("["):
        caller = _in_brackets(words)
        if not words.takes("|"):
            cure = "put | between the caller and the frame: [ function:a ] | function:b +app"
            raise NotARule(words.position, "nothing joins the brackets to the frame", cure)
    own: list[Matcher] = []
    while not (words.at_end or words.sees("|") or _begins_action(words)):
        own.append(_matcher(words, FIELDS))
    if not own:
        cure = "begin with what a frame must match, such as stack.module:shop.*"
        raise NotARule(words.position, "the rule has no matcher for the frame itself", cure)
    if words.takes("|"):
        if not words.takes("["):
            cure = "put what the called frame must match in brackets: function:a | [ function:b ]"
            raise NotARule(words.position, "brackets must follow the |", cure)
        called = _in_brackets(words)
    actions = _actions(words)
    text = words.text.strip()
    return Rule(matchers=tuple(own), actions=actions, caller=caller, called=called, text=text)


def _in_brackets(words: Words) -> tuple[Matcher, ...]:
    found: list[Matcher] = []
    while not words.takes("]"):
        if words.at_end:
            raise NotARule(words.position, "a bracket is never closed", "end the group with ]")
        found.append(_matcher(words, _FRAME_FIELDS, in_brackets=True))
    if not found:
        raise NotARule(words.position - 1, "the brackets are empty", "put a matcher into them")
    return tuple(found)


def _matcher(words: Words, fields: dict[str, Field], *, in_brackets: bool = False) -> Matcher:
    written = take_matcher(words, in_brackets=in_brackets)
    field = fields.get(written.name)
    if field is None:
        raise unknown(written.position, "matcher", written.name, fields)
    if field == "app" and written.pattern not in YES | NO:
        cause = f"`app:{written.pattern}` is neither yes nor no"
        raise NotARule(written.pattern_position, cause, "write app:yes or app:no")
    return Matcher(field, written.pattern, written.negated)


def _begins_action(words: Words) -> bool:
    word = words.word()
    return word.startswith(("+", "-", "^", "v+", "v-")) or _VARIABLE.match(word) is not None


def _actions(words: Words) -> tuple[Action, ...]:
    actions: list[Action] = []
    while not words.at_end:
        actions.append(_action(words))
    if not actions:
        cure = "end with what to do, such as -app or -group"
        raise NotARule(words.position, "the rule has no action", cure)
    return tuple(actions)


def _action(words: Words) -> Action:
    start = words.position
    variable = words.take(_VARIABLE)
    if variable is not None:
        return _set_variable(variable[1], variable[2], start)
    flag = words.take(_FLAG)
    if flag is None:
        cause = f"`{words.word()}` is no action"
        raise NotARule(start, cure=_ACTIONS_ARE, cause=cause)
    if flag[3] not in _FLAGS:
        raise unknown(start, "flag", flag[3], _FLAGS)
    return SetFlag(cast("Flag", flag[3]), flag[2] == "+", _REACH[flag[1]])


_ACTIONS_ARE = (
    "actions are +app, -app, +group and -group, each also with ^ or v before it, max-frames=N,"
    " min-frames=N, invert-stacktrace=yes and category=name; matchers stand before them"
)


def _set_variable(name: str, value: str, position: int) -> Action:
    if name not in _VARIABLES:
        raise unknown(position, "variable", name, _VARIABLES)
    place = position + len(name) + 1
    if name == "category":
        if not value:
            raise NotARule(place, "the category has no name", "write one, such as category=web")
        return SetCategory(value)
    if name == "invert-stacktrace":
        if value not in YES | NO:
            cause = f"`{value}` is neither yes nor no"
            raise NotARule(place, cause, "write invert-stacktrace=yes or invert-stacktrace=no")
        return SetVariable("invert-stacktrace", int(value in YES))
    if not (value.isascii() and value.isdecimal() and len(value) < 5 and int(value) <= MAX_COUNT):
        cause = f"`{value}` is no number of frames"
        raise NotARule(place, cause, f"write a number from 0 to {MAX_COUNT}")
    return SetVariable(cast("Variable", name), int(value))
