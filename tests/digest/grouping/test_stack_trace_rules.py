import pytest

from seismo.digest.grouping.rules import (
    NO_EXCEPTION,
    Action,
    Field,
    FrameState,
    Matcher,
    Rule,
    RuleSet,
    SetFlag,
    Stack,
    is_of_app,
)
from seismo.model.event import Frame

IN = SetFlag("app", True)
OUT = SetFlag("app", False)


def rule(*actions: Action, called: str = "", **globs: str) -> Rule:
    """A rule with one matcher for each field."""
    fields: dict[str, Field] = {name: name for name in Field.__args__}  # type: ignore[attr-defined]
    return Rule(
        matchers=tuple(Matcher(fields[name], glob) for name, glob in globs.items()),
        called=(Matcher("function", called),) if called else (),
        actions=actions,
    )


def decided(*rules: Rule, frames: list[Frame], platform: str = "python") -> list[bool | None]:
    """The in-app flags as the rules have them."""
    app_rules = RuleSet(rules, is_of_app)
    matching = [app_rules.matching(frame, platform) for frame in frames]
    states = [FrameState(frame.in_app, None) for frame in frames]
    stack = Stack(frames, [platform] * len(frames), states, NO_EXCEPTION)
    return app_rules.decide(stack, matching).app


PATHS = {
    "one folder": ("/a/*/c.py", "/a/b/c.py", True),
    "a star stays in its folder": ("/a/*/c.py", "/a/b/x/c.py", False),
    "two stars cross folders": ("/a/**/c.py", "/a/b/x/c.py", True),
    "a question mark is one character": ("/a/?.py", "/a/bb.py", False),
    "case does not matter": ("/A/**", "/a/B.py", True),
    "backslashes are slashes": ("?:/a/**", "C:\\a\\b.py", True),
    "a slash may be missing in front": ("**/lib/**", "lib/a.py", True),
    "dots are dots": ("/a/b.py", "/a/bxpy", False),
    "the whole path counts": ("/a/b", "/a/b.py", False),
}


@pytest.mark.parametrize(("glob", "path", "matches"), PATHS.values(), ids=PATHS.keys())
def test_a_path_glob(glob: str, path: str, matches: bool) -> None:
    flags = decided(rule(IN, path=glob), frames=[Frame(abs_path=path)])

    assert (flags == [True]) is matches


NAMES = {
    "a star crosses dots": ("java.*", "java.util.List", True),
    "case matters": ("java.*", "Java.util", False),
    "the whole name counts": ("java", "java.util", False),
}


@pytest.mark.parametrize(("glob", "name", "matches"), NAMES.values(), ids=NAMES.keys())
def test_a_module_glob(glob: str, name: str, matches: bool) -> None:
    flags = decided(rule(IN, module=glob), frames=[Frame(module=name)])

    assert (flags == [True]) is matches


def test_a_frame_without_the_field_does_not_match() -> None:
    assert decided(rule(IN, module="*"), frames=[Frame(function="a")]) == [None]


def test_all_globs_of_a_rule_must_match() -> None:
    found = rule(IN, module="a", function="b")
    frames = [Frame(module="a", function="b"), Frame(module="a", function="c")]

    assert decided(found, frames=frames) == [True, None]


@pytest.mark.parametrize(
    ("family", "platform", "matches"),
    [
        ("all", "python", True),
        ("other", "python", True),
        ("native", "cocoa", True),
        ("javascript", "node", True),
        ("java", "java", True),
        ("java", "python", False),
        ("native", "node", False),
    ],
)
def test_a_rule_may_be_for_a_family_or_a_platform(
    family: str, platform: str, matches: bool
) -> None:
    found = rule(IN, family=family, function="a")

    assert (decided(found, frames=[Frame(function="a")], platform=platform) == [True]) is matches


def test_the_last_rule_that_matches_wins() -> None:
    both = (rule(IN, function="*"), rule(OUT, function="a*"))

    assert decided(*both, frames=[Frame(function="ab"), Frame(function="b")]) == [False, True]


def test_an_action_on_all_above_leaves_the_frame_itself() -> None:
    found = rule(SetFlag("app", False, "above"), function="b")
    frames = [Frame(function=name) for name in "abcd"]

    assert decided(found, frames=frames) == [None, None, False, False]


def test_a_rule_may_ask_for_the_called_function() -> None:
    found = rule(OUT, function="a", called="b")
    frames = [Frame(function=name) for name in "abaca"]

    assert decided(found, frames=frames) == [False, None, None, None, None]


def test_only_actions_on_the_wanted_flag_count() -> None:
    found = rule(SetFlag("group", False), function="a")

    assert decided(found, frames=[Frame(function="a")]) == [None]
