from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples

from seismo.digest.grouping import LATEST, explain, group, grouping_rules, mark_in_app
from seismo.digest.grouping.rules import (
    Matcher,
    SetCategory,
    SetFlag,
    SetVariable,
)
from seismo.digest.grouping.stack_trace_language import parse_stack_trace_rules
from seismo.model.event import Event, Frame

Json = dict[str, Any]


def event(*frames: Json, platform: str = "python", **exception: Any) -> Event:
    body = {
        "event_id": "0" * 32,
        "timestamp": 1.0,
        "received": 1.0,
        "platform": platform,
        "exception": {
            "values": [
                {
                    "type": "PayError",
                    "value": "no",
                    "stacktrace": {"frames": list(frames)},
                    **exception,
                }
            ]
        },
    }
    return msgspec.convert(body, Event)


def calls(names: str, **fields: Any) -> list[Json]:
    """Frames in the application, oldest first."""
    return [{"function": name, "in_app": True, **fields} for name in names.split()]


def marked(text: str, found: Event) -> list[Frame]:
    rules = grouping_rules(LATEST, stacktrace=text)
    after = mark_in_app(found, rules.stacks)
    assert after.exception is not None
    stacktrace = after.exception.values[0].stacktrace
    assert stacktrace is not None
    return stacktrace.frames


def in_app(text: str, found: Event) -> str:
    """The names of the frames that are in the application under these rules."""
    return " ".join(frame.function or "" for frame in marked(text, found) if frame.in_app)


def grouped_by(text: str, found: Event, variant: str = "app") -> str:
    """The names of the frames that count, in the order in which they are hashed."""
    rules = grouping_rules(LATEST, stacktrace=text)
    explanation = explain(mark_in_app(found, rules.stacks), rules)
    (component,) = (each.component for each in explanation.variants if each.name == variant)
    (stacktrace,) = (part for part in component.children if part.id == "stacktrace")
    if not stacktrace.contributes:
        return ""
    return " ".join(frame.hashed for frame in stacktrace.children if frame.contributes)


APP = {
    "a function": ("function:b -app", "a c"),
    "the long name": ("stack.function:b -app", "a c"),
    "a glob": ("function:[ab] -app", "c"),
    "a negation": ("!function:b -app", "b"),
    "all above": ("function:b ^-app", "a b"),
    "all below": ("function:b v-app", "b c"),
    "the frame and all above": ("function:b -app ^-app", "a"),
    "the later rule wins": ("function:* -app\nfunction:b +app", "b"),
    "two matchers": ("function:b module:shop.* -app", "a b c"),
    "a family": ("family:other function:b -app", "a c"),
    "a list of families": ("family:native,other function:b -app", "a c"),
    "another family": ("family:javascript function:b -app", "a b c"),
    "what is in the application": ("function:a -app\napp:no function:a +app\napp:yes -app", ""),
    "the type": ("error.type:PayError function:b -app", "a c"),
    "another type": ("type:StockError function:b -app", "a b c"),
    "not another type": ("!type:StockError function:b -app", "a c"),
    "the value": ('value:"n?" function:b -app', "a c"),
    "no mechanism": ("mechanism:<unknown> function:b -app", "a c"),
    "the caller": ("[ function:a ] | function:* -app", "a c"),
    "the called": ("function:* | [ function:c ] -app", "a c"),
    "caller and called": ("[ function:a ] | function:b | [ function:c ] -app", "a c"),
    "no caller": ("[ !function:x ] | function:a -app", "a b c"),
    "brackets without spaces": ("[function:a]|function:b -app", "a c"),
    "a category": ("function:b category=web\ncategory:web -app", "a c"),
    "another category": ("function:b category=web\ncategory:db -app", "a b c"),
    "a comment": ("# function:b -app", "a b c"),
    "a line that is no rule": ("function:b -ap\nfunction:c -app", "a b"),
}


@pytest.mark.parametrize(("text", "names"), APP.values(), ids=APP.keys())
def test_rules_say_what_is_in_the_application(text: str, names: str) -> None:
    assert in_app(text, event(*calls("a b c"))) == names


GROUP = {
    "without one": ("function:b -group", "a c"),
    "without all above": ("function:b ^-group", "a b"),
    "without all below": ("function:b v-group", "b c"),
    "taken back": ("function:* -group\nfunction:b +group", "b"),
    "what is not in the application": ("function:a -app\napp:no -group\nfunction:a +group", "b c"),
    "the nearest to the crash": ("function:* max-frames=2", "b c"),
    "no frame": ("function:* max-frames=0", ""),
    "enough frames": ("function:* min-frames=3", "a b c"),
    "not enough frames": ("function:* min-frames=4", ""),
    "the other way round": ("function:a invert-stacktrace=yes", "c b a"),
    "the nearest to the other end": ("function:a invert-stacktrace=1 max-frames=2", "b a"),
    "taken back by a later rule": ("function:* max-frames=1\nfunction:a max-frames=9", "a b c"),
    "no such frame": ("function:x max-frames=1", "a b c"),
    "by category": ("function:b category=web\ncategory:web -group", "a c"),
}


@pytest.mark.parametrize(("text", "names"), GROUP.values(), ids=GROUP.keys())
def test_rules_say_what_an_event_is_grouped_by(text: str, names: str) -> None:
    assert grouped_by(text, event(*calls("a b c"))) == names


def test_frames_out_of_the_application_do_not_count_by_a_rule_for_grouping() -> None:
    found = event(*calls("a b"), {"function": "c", "in_app": False})

    assert grouped_by("function:c +group", found) == "a b"
    assert grouped_by("function:c +group", found, "system") == "a b c"


def test_a_projects_rule_wins_over_the_base_rules() -> None:
    library = {"function": "a", "abs_path": "/venv/site-packages/own/a.py", "in_app": False}

    assert in_app("path:**/site-packages/own/** +app", event(library)) == "a"


def test_a_category_is_kept_with_the_frame() -> None:
    assert marked("function:a category=web", event({"function": "a"}))[0].data == {
        "category": "web"
    }


def test_a_category_goes_when_its_rule_is_gone() -> None:
    stored = {"function": "a", "in_app": False, "data": {"category": "web"}}

    assert marked("", event(stored))[0].data is None


def test_the_same_stack_trace_is_judged_anew_under_other_rules() -> None:
    found = event(*calls("a b"))

    assert [in_app(text, found) for text in ("", "function:a -app", "")] == ["a b", "b", "a b"]


def test_the_same_stack_trace_is_judged_anew_for_another_exception() -> None:
    text = "type:Timeout function:a -app"

    assert in_app(text, event(*calls("a b"), type="Timeout")) == "b"
    assert in_app(text, event(*calls("a b"), type="StockError")) == "a b"


@pytest.mark.parametrize(
    "text", ["function:a -app", "type:PayError function:a -group", "function:* max-frames=1"]
)
def test_the_hash_is_the_explained_one(text: str) -> None:
    rules = grouping_rules(LATEST, stacktrace=text)
    found = mark_in_app(event(*calls("a b c")), rules.stacks)

    assert group(found, rules).hashes == explain(found, rules).hashes


def test_an_explanation_names_the_rules_that_spoke() -> None:
    text = "function:a -app\nfunction:x -app\n  function:b -group  # kept as written"
    rules = grouping_rules(LATEST, stacktrace=text.replace("  # kept as written", ""))
    explanation = explain(mark_in_app(event(*calls("a b")), rules.stacks), rules)

    assert explanation.stack_trace_rules == ("function:a -app", "function:b -group")


def test_a_rule_has_all_its_parts() -> None:
    text = '[ app:yes ] | !path:"**/a b/**" | [ family:native ] v+app category=x min-frames=2'
    (rule,), problems = parse_stack_trace_rules(text)

    assert not problems
    assert rule.caller == (Matcher("app", "yes"),)
    assert rule.matchers == (Matcher("path", "**/a b/**", True),)
    assert rule.called == (Matcher("family", "native"),)
    assert rule.actions == (
        SetFlag("app", True, "below"),
        SetCategory("x"),
        SetVariable("min-frames", 2),
    )


PROBLEMS = {
    "no such matcher": ("stack.fuction:a -app", 1, "no matcher `stack.fuction`", "stack.function"),
    "no such flag": ("function:a -ap", 12, "no flag `ap`", "`app`"),
    "no such variable": ("function:a max-frame=2", 12, "no variable", "`max-frames`"),
    "no number": ("function:a max-frames=two", 23, "`two` is no number", "0 to 1000"),
    "a number that is too large": ("function:a max-frames=5000", 23, "`5000`", "0 to 1000"),
    "no yes": ("function:a invert-stacktrace=maybe", 30, "neither yes nor no", "=yes"),
    "no flag for app": ("app:perhaps -app", 5, "neither yes nor no", "app:yes"),
    "no action": ("function:a", 11, "no action", "-app"),
    "no matcher": ("-app", 1, "no matcher for the frame", "stack.module"),
    "no pattern": ("function: -app", 10, "`function:` has no pattern", "function:*"),
    "no colon": ("function -app", 1, "`function` is neither", "name:pattern"),
    "a matcher behind an action": ("function:a -app module:b", 17, "is no action", "before them"),
    "an open quotation": ('function:"a -app', 10, "never closed", 'with "'),
    "text behind a quotation": ('function:"a"b -app', 13, "follows the quotation", "a space"),
    "an open bracket": ("[ function:a", 13, "never closed", "]"),
    "empty brackets": ("[ ] | function:a -app", 4, "empty", "a matcher"),
    "brackets alone": ("[ function:a ] function:b -app", 16, "joins", "|"),
    "brackets for nobody": ("[ function:a ] | -app", 18, "frame itself", "stack.module"),
    "a bar for nobody": ("function:a | function:b -app", 14, "brackets must follow", "["),
    "an exception in brackets": ("[ type:a ] | function:b -app", 3, "no matcher `type`", "use one"),
    "a category without a name": ("function:a category=", 21, "has no name", "category=web"),
}


@pytest.mark.parametrize(
    ("text", "column", "cause", "cure"), PROBLEMS.values(), ids=PROBLEMS.keys()
)
def test_a_problem_has_its_place_its_cause_and_its_cure(
    text: str, column: int, cause: str, cure: str
) -> None:
    rules, (problem,) = parse_stack_trace_rules(f"# first\n{text}\nfunction:z +app")

    assert len(rules) == 1
    assert (problem.line, problem.column) == (2, column)
    assert cause in problem.cause
    assert cure in problem.cure


def test_there_are_not_endlessly_many_rules() -> None:
    rules, (problem,) = parse_stack_trace_rules("function:a -app\n" * 1_100)

    assert len(rules) == 1_000
    assert problem.line == 1_001


WORDS = st.sampled_from(
    [
        "function:",
        "[",
        "]",
        "|",
        "!",
        '"',
        "\\",
        "-app",
        "^",
        "v+group",
        "max-frames=",
        "a",
        "*",
        " ",
    ]
)


@given(st.text() | st.lists(WORDS, max_size=12).map("".join))
@settings(max_examples=examples(150))
def test_any_text_is_read(text: str) -> None:
    rules, problems = parse_stack_trace_rules(text)

    written = [line for line in text.split("\n") if line.strip() and line.strip()[0] != "#"]
    assert len(rules) + len(problems) == len(written)
    assert mark_in_app(event(*calls("a b")), grouping_rules(LATEST, stacktrace=text).stacks)
