from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples

from seismo.digest.grouping import LATEST, Explanation, explain, group, grouping_rules, mark_in_app
from seismo.digest.grouping.fingerprint_language import (
    FingerprintMatcher,
    parse_fingerprint_rules,
)
from seismo.digest.grouping.fingerprint_rules import FingerprintRules
from seismo.model.event import Event

Json = dict[str, Any]

PAYMENT: Json = {
    "event_id": "0" * 32,
    "timestamp": 1.0,
    "received": 1.0,
    "platform": "python",
    "level": "error",
    "logger": "shop.payments",
    "release": "shop@2.4.0",
    "transaction": "/pay/",
    "environment": "production",
    "sdk": {"name": "sentry.python.django", "version": "3.0.0"},
    "tags": [["region", "eu-west"], ["my tag", "x"]],
    "logentry": {"formatted": "Payment 42 failed", "message": "Payment %s failed"},
    "exception": {
        "values": [
            {"type": "Timeout", "value": "Gateway timed out after 30 s"},
            {
                "type": "PayError",
                "value": "Could not pay order 4711",
                "stacktrace": {
                    "frames": [
                        {
                            "function": "dispatch",
                            "module": "web.handlers",
                            "abs_path": "/venv/lib/site-packages/web/handlers.py",
                            "filename": "web/handlers.py",
                            "package": "/usr/lib/libweb.so.1",
                        },
                        {
                            "function": "pay",
                            "module": "shop.views",
                            "abs_path": "/srv/shop/views.py",
                            "filename": "shop/views.py",
                            "in_app": True,
                        },
                    ]
                },
            },
        ]
    },
    "threads": {
        "values": [
            {"id": 7, "name": "worker-7", "crashed": True},
            {"id": 8, "name": "main", "current": True},
        ]
    },
}


def event(**changes: Any) -> Event:
    return mark_in_app(msgspec.convert({**PAYMENT, **changes}, Event))


def matches(matchers: str, **changes: Any) -> bool:
    rules, problems = parse_fingerprint_rules(f"{matchers} -> x")
    assert not problems
    return FingerprintRules(rules).first_match(event(**changes)) is not None


def explained(text: str, **changes: Any) -> Explanation:
    return explain(event(**changes), grouping_rules(LATEST, text))


def hashed(text: str, **changes: Any) -> tuple[str, ...]:
    """The values of the fingerprint that a rule gives."""
    (variant,) = [each for each in explained(text, **changes).variants if each.contributes]
    return tuple(part.hashed for part in variant.component.children)


MATCHING = {
    "the type": "error.type:PayError",
    "the short name": "type:Pay*",
    "the type of a cause": "type:Timeout",
    "the value in any case": 'value:"could not PAY*"',
    "type and value of one exception": 'type:Timeout value:"*timed out*"',
    "the logged message": 'message:"payment 42 failed"',
    "the template of the message": 'message:"Payment %s failed"',
    "a message is also a value": 'message:"*4711"',
    "the logger": "logger:shop.*",
    "the level in any case": "level:ERROR",
    "a tag": "tags.region:eu-*",
    "a tag with a space": 'tags."my tag":x',
    "a quoted name": '"tags.my tag":x',
    "a field that is found like a tag": "tags.environment:production",
    "the path": "stack.abs_path:**/shop/*.py",
    "the file name": "path:shop/views.py",
    "the module": "stack.module:shop.views",
    "the function": "stack.function:pay",
    "the package": "stack.package:/usr/lib/**",
    "a frame in the application": "app:yes",
    "one frame for all": "function:pay module:shop.* app:yes",
    "the family": "family:other",
    "one of the families": "family:native,other",
    "the platform": "family:python",
    "the release": "release:shop@2.*",
    "the SDK": "sdk:sentry.python.*",
    "the thread": "thread.name:worker-*",
    "the number of a thread": "thread.id:7",
    "the crashed thread": "thread.crashed:yes thread.name:worker-7",
    "the current thread": "thread.current:true thread.name:main",
    "not another type": "!type:StockError",
    "not another tag": "!tags.region:us-*",
    "a tag that is not there": "!tags.plan:*",
}
NOT_MATCHING = {
    "case of a type": "type:payerror",
    "case of a function": "function:Pay",
    "type and value of two exceptions": 'type:PayError value:"*timed out*"',
    "function and module of two frames": "function:pay module:web.*",
    "a function that is not in the application": "function:dispatch app:yes",
    "another level": "level:fatal",
    "another family": "family:javascript",
    "a part of the value": "value:order",
    "a negated tag": "!tags.region:eu-west",
    "a negated logger": "!logger:shop.*",
    "a thread that did not crash": "thread.crashed:yes thread.name:main",
    "one of two": "type:PayError level:info",
    "a tag that is not there": "tags.plan:*",
}


@pytest.mark.parametrize("matchers", MATCHING.values(), ids=MATCHING.keys())
def test_an_event_matches(matchers: str) -> None:
    assert matches(matchers)


@pytest.mark.parametrize("matchers", NOT_MATCHING.values(), ids=NOT_MATCHING.keys())
def test_an_event_does_not_match(matchers: str) -> None:
    assert not matches(matchers)


def test_nothing_is_an_exception_that_is_not_of_a_type() -> None:
    assert not matches("!type:PayError", exception=None)


FINGERPRINTS = {
    "one value": ("payments", ("payments",)),
    "values with commas": ("a, b,c", ("a", "b", "c")),
    "values with spaces": ("a b", ("a", "b")),
    "a value in quotation marks": ('"out of order, again"', ("out of order, again",)),
    "a quotation mark in a value": (r'"say \"no\""', ('say "no"',)),
    "a variable": ("{{ error.type }}", ("PayError",)),
    "a variable without spaces": ("{{type}}", ("PayError",)),
    "a variable in a text": ("logger-{{ logger }}-x", ("logger-", "shop.payments", "-x")),
    "a variable in quotation marks": ('"at {{ function }}"', ("at ", "pay")),
    "a tag": ("{{ tags.region }}", ("eu-west",)),
    "no such tag": ("{{ tags.plan }}", ("<no-value-for-tag-plan>",)),
    "the normalized message": ("{{ message }}", ("Payment <int> failed",)),
    "the message as it is": ("{{ raw_message }}", ("Payment 42 failed",)),
    "the normalized value": ("{{ value }}", ("Could not pay order <int>",)),
    "the value as it is": ("{{ error.raw_value }}", ("Could not pay order 4711",)),
    "the crash frame": (
        "{{ stack.module }} {{ stack.function }} {{ stack.filename }} {{ stack.abs_path }}",
        ("shop.views", "pay", "shop/views.py", "/srv/shop/views.py"),
    ),
    "nothing there": ("{{ stack.package }}", ("<no-package>",)),
    "the transaction": ("{{ transaction }}", ("/pay/",)),
    "the level": ("{{ level }}", ("error",)),
    "braces": ("a{b}c", ("a{b}c",)),
}


@pytest.mark.parametrize(("written", "values"), FINGERPRINTS.values(), ids=FINGERPRINTS.keys())
def test_a_rule_gives_a_fingerprint(written: str, values: tuple[str, ...]) -> None:
    assert hashed(f"type:PayError -> {written}") == values


def test_the_first_rule_that_matches_wins() -> None:
    text = "type:StockError -> a\ntype:Pay* -> b\ntype:PayError -> c"

    assert hashed(text) == ("b",)
    assert explained(text).fingerprint_rule == "type:Pay* -> b"


def test_a_rule_wins_over_the_fingerprint_of_the_sdk() -> None:
    assert hashed("type:PayError -> a", fingerprint=["b"]) == ("a",)


def test_a_rule_may_bring_the_default_back() -> None:
    plain = group(event(), grouping_rules(LATEST))
    rule = grouping_rules(LATEST, "type:PayError -> {{ default }}")

    assert group(event(fingerprint=["b"]), rule).hashes == plain.hashes


def test_a_rule_may_extend_the_default() -> None:
    plain = group(event(), grouping_rules(LATEST)).hashes
    rule = grouping_rules(LATEST, "type:PayError -> {{ default }}, {{ tags.region }}")
    here, there = (
        group(event(tags=[["region", name]]), rule).hashes for name in ("eu-west", "us-east")
    )

    assert len({plain, here, there}) == 3


def test_an_event_that_no_rule_matches_groups_as_ever() -> None:
    rule = grouping_rules(LATEST, "type:StockError -> a")

    assert group(event(), rule) == group(event(), grouping_rules(LATEST))


TITLES = {
    "a text": ('title="Payments"', "Payments"),
    "a variable": ('title="{{ type }} in {{ tags.region }}"', "PayError in eu-west"),
    "a value as it is": ('title="{{ value }}"', "Could not pay order 4711"),
    "none": ("", None),
}


@pytest.mark.parametrize(("written", "title"), TITLES.values(), ids=TITLES.keys())
def test_a_rule_may_give_a_title(written: str, title: str | None) -> None:
    rules = grouping_rules(LATEST, f"type:PayError -> a {written}")

    assert group(event(), rules).title == title


def test_a_rule_has_all_its_parts() -> None:
    text = '!level:info tags.plan:"a b" -> x, {{default}} title="T"'
    (rule,), problems = parse_fingerprint_rules(f"\n  {text}")

    assert not problems
    assert rule.matchers == (
        FingerprintMatcher("level", "info", True),
        FingerprintMatcher("tags.plan", "a b"),
    )
    assert rule.fingerprint == ("x", "{{ default }}")
    assert (rule.title, rule.line, rule.text) == ("T", 2, text)


PROBLEMS = {
    "no such matcher": ("error.typ:a -> b", 1, "no matcher `error.typ`", "`error.type`"),
    "no such matcher at all": ("qqq:a -> b", 1, "no matcher `qqq`", "use one of"),
    "a tag without a name": ("tags.:a -> b", 1, "no matcher `tags.`", "tags.NAME"),
    "no arrow": ("type:a", 7, "no fingerprint", "->"),
    "no matcher": ("-> a", 4, "no matcher", "error.type"),
    "no value": ("type:a ->", 10, "is empty", "{{ default }}"),
    "only a comma": ("type:a -> ,", 11, "is empty", "{{ default }}"),
    "no such variable": ("type:a -> {{ typ }}", 14, "no variable `typ`", "`type`"),
    "no such variable in a title": ('type:a -> b title="{{ typo }}"', 23, "`typo`", "`type`"),
    "no such variable in quotation marks": ('type:a -> "{{ typ }}"', 15, "`typ`", "`type`"),
    "an open variable": ("type:a -> {{ type", 11, "is no value", "{{ name }}"),
    "no such attribute": ('type:a -> b titel="c"', 13, "no attribute `titel`", "`title`"),
    "no flag": ("app:perhaps -> a", 5, "neither yes nor no", "app:yes"),
    "no pattern": ("type: -> a", 6, "`type:` has no pattern", "type:*"),
    "an open quotation": ('message:"a -> b', 9, "never closed", 'with "'),
    "an open quotation in a value": ('type:a -> "b', 11, "never closed", 'with "'),
    "no colon": ("type -> a", 1, "`type` is neither", "name:pattern"),
}


@pytest.mark.parametrize(
    ("text", "column", "cause", "cure"), PROBLEMS.values(), ids=PROBLEMS.keys()
)
def test_a_problem_has_its_place_its_cause_and_its_cure(
    text: str, column: int, cause: str, cure: str
) -> None:
    rules, (problem,) = parse_fingerprint_rules(f"type:a -> b\n\n{text}")

    assert len(rules) == 1
    assert (problem.line, problem.column) == (3, column)
    assert cause in problem.cause
    assert cure in problem.cure


WORDS = st.sampled_from(
    ["type:", "tags.", "->", " -> ", "{{", "}}", "default", "!", '"', "\\", ",", "title=", "a", " "]
)


@given(st.text() | st.lists(WORDS, max_size=12).map("".join))
@settings(max_examples=examples(150))
def test_any_text_is_read(text: str) -> None:
    rules, problems = parse_fingerprint_rules(text)

    written = [line for line in text.split("\n") if line.strip() and line.strip()[0] != "#"]
    assert len(rules) + len(problems) == len(written)
    assert group(event(), grouping_rules(LATEST, text)).hashes
