import pytest

from seismo.digest.grouping.rules import Action, Rule, RuleSet
from seismo.model.event import Frame

IN = Action("app", True)
OUT = Action("app", False)


def decided(*rules: Rule, frames: list[Frame], platform: str = "python") -> list[bool | None]:
    """The in-app flags as the rules have them."""
    app_rules = RuleSet(rules, "app")
    matching = [
        app_rules.matching(platform, frame.abs_path, frame.package, frame.module, frame.function)
        for frame in frames
    ]
    return app_rules.decide(frames, matching)


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
    flags = decided(Rule(path=glob, actions=(IN,)), frames=[Frame(abs_path=path)])

    assert (flags == [True]) is matches


NAMES = {
    "a star crosses dots": ("java.*", "java.util.List", True),
    "case matters": ("java.*", "Java.util", False),
    "the whole name counts": ("java", "java.util", False),
}


@pytest.mark.parametrize(("glob", "name", "matches"), NAMES.values(), ids=NAMES.keys())
def test_a_module_glob(glob: str, name: str, matches: bool) -> None:
    flags = decided(Rule(module=glob, actions=(IN,)), frames=[Frame(module=name)])

    assert (flags == [True]) is matches


def test_a_frame_without_the_field_does_not_match() -> None:
    assert decided(Rule(module="*", actions=(IN,)), frames=[Frame(function="a")]) == [None]


def test_all_globs_of_a_rule_must_match() -> None:
    rule = Rule(module="a", function="b", actions=(IN,))
    frames = [Frame(module="a", function="b"), Frame(module="a", function="c")]

    assert decided(rule, frames=frames) == [True, None]


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
    rule = Rule(family=family, function="a", actions=(IN,))

    assert (decided(rule, frames=[Frame(function="a")], platform=platform) == [True]) is matches


def test_the_last_rule_that_matches_wins() -> None:
    both = (Rule(function="*", actions=(IN,)), Rule(function="a*", actions=(OUT,)))

    assert decided(*both, frames=[Frame(function="ab"), Frame(function="b")]) == [False, True]


def test_an_action_on_all_above_leaves_the_frame_itself() -> None:
    rule = Rule(function="b", actions=(Action("app", False, above=True),))
    frames = [Frame(function=name) for name in "abcd"]

    assert decided(rule, frames=frames) == [None, None, False, False]


def test_a_rule_may_ask_for_the_called_function() -> None:
    rule = Rule(function="a", called_function="b", actions=(OUT,))
    frames = [Frame(function=name) for name in "abaca"]

    assert decided(rule, frames=frames) == [False, None, None, None, None]


def test_only_actions_on_the_wanted_flag_count() -> None:
    rule = Rule(function="a", actions=(Action("group", False),))

    assert decided(rule, frames=[Frame(function="a")]) == [None]
