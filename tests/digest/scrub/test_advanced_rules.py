"""Advanced rules: what each method and type does, in which order, and what a wrong line is told."""

from typing import Any

import msgspec
import pytest

from seismo.digest.scrub import (
    LOG,
    METRIC,
    SPAN,
    scrub,
    scrub_attachment,
    scrub_attributes,
    scrub_document,
    scrub_text,
)
from seismo.digest.scrub.advanced.language import Problem, parse_rules
from seismo.model.event import Event, decode_event, encode_event
from seismo.model.project import OrganizationScrubbing, Scrubbing, within

WORD = "hunter2-fake-7"
JWT = "eyJhbGciOiJGQUtFIn0.eyJzdWIiOiJmYWtlIn0.c2lnbmF0dXJlLWZha2U"


def event_with(**fields: Any) -> Event:
    base = {"event_id": "0f" * 16, "timestamp": 1.0, "received": 2.0}
    return decode_event(msgspec.json.encode({**base, **fields}))


def extra_after(rules: str, value: Any, name: str = "note") -> Any:
    event = event_with(extra={name: value})
    return scrub(event, Scrubbing(defaults=False, rules=rules)).extra[name]


def note_after(rules: str, value: Any, name: str = "note") -> Any:
    event = event_with(extra={name: value})
    meta = scrub(event, Scrubbing(defaults=False, rules=rules)).meta
    return meta["extra"][name][""]


# Methods


@pytest.mark.parametrize(
    ("rule", "text", "left", "remark"),
    [
        ("remove @email", "to a@b.example, now", "to , now", ["@email:remove", "x", 3, 3]),
        ("mask @email", "to a@b.example, now", "to ***********, now", ["@email:mask", "m", 3, 14]),
        ("replace @email", "to a@b.example", "to [email]", ["@email:replace", "s", 3, 10]),
        ("replace @email with 'X'", "to a@b.example", "to X", ["@email:replace", "s", 3, 4]),
        ("replace @email with 'it''s'", "a@b.example", "it's", ["@email:replace", "s", 0, 4]),
        (
            "hash @email",
            "to a@b.co",
            "to 4161E89BBB62D2C0B4DAC2C17E1B8A048C553F61",
            ["@email:hash", "p", 3, 43],
        ),
        ("mask @anything", "abc", "***", ["@anything:mask", "m", 0, 3]),
        ("replace @anything", "abc", "[Filtered]", ["@anything:replace", "s", 0, 10]),
        ("replace anything with '-'", "abc", "-", ["@anything:replace", "s", 0, 1]),
        ("REPLACE @Anything", "abc", "[Filtered]", ["@anything:replace", "s", 0, 10]),
    ],
)
def test_a_method_changes_a_text_and_notes_where(
    rule: str, text: str, left: str, remark: list[Any]
) -> None:
    assert extra_after(f"{rule} from extra.note", text) == left
    assert note_after(f"{rule} from extra.note", text) == {"rem": [remark], "len": len(text)}


@pytest.mark.parametrize(
    ("method", "value", "left"),
    [
        ("remove", "abc", None),
        ("remove", 5, None),
        ("remove", True, None),
        ("remove", {"a": 1}, None),
        ("remove", [1], None),
        ("mask", 5, None),
        ("mask", True, True),
        ("hash", {"a": 1}, None),
        ("replace", [1], None),
    ],
)
def test_what_cannot_be_rewritten_is_removed(method: str, value: Any, left: Any) -> None:
    rule = f"{method} @anything from extra.note"
    assert extra_after(rule, value) == left
    if left is None:
        assert note_after(rule, value) == {"rem": [[f"@anything:{method}", "x"]]}


def test_a_text_that_would_grow_without_end_is_filtered() -> None:
    assert extra_after("hash /a/ from $string", "a" * 1000) == "[Filtered]"


def test_a_context_that_is_removed_leaves_an_event() -> None:
    rules = Scrubbing(rules="remove @anything from contexts.order")
    event = scrub(event_with(contexts={"order": {"a": 1}}), rules)
    assert decode_event(encode_event(event)).contexts == {"order": {}}


@pytest.mark.parametrize(
    ("field", "left"),
    [
        ("extra", {}),
        ("contexts", {}),
        ("tags", []),
        ("culprit", ""),
        ("user", None),
        ("request", None),
    ],
)
def test_a_whole_field_can_be_removed(field: str, left: Any) -> None:
    fields: dict[str, Any] = {
        "extra": {"a": 1},
        "contexts": {"order": {"a": 1}},
        "tags": [["a", "b"]],
        "culprit": "here",
        "user": {"id": "1"},
        "request": {"url": "/"},
    }
    rules = Scrubbing(rules=f"remove @anything from {field}")
    event = scrub(event_with(**fields), rules)
    assert getattr(event, field) == left
    assert decode_event(encode_event(event)).event_id == "0f" * 16


# Types


@pytest.mark.parametrize(
    ("type_", "text", "left"),
    [
        ("creditcard", "pay 4111 1111 1111 1111 now", "pay [creditcard] now"),
        ("creditcard", "pay 4111 1111 1111 1112 now", "pay 4111 1111 1111 1112 now"),
        ("password", f"password={WORD}&a=1", "password=[password]&a=1"),
        ("ip", "from 203.0.113.7:80 to fe80::1, ::1", "from [ip]:80 to [ip], [ip]"),
        ("ip", "2001:db8::ff00:42:8329", "[ip]"),
        ("ip", "::ffff:203.0.113.7", "[ip]"),
        ("ip", "Chrome/120.0.0.0 v1.2.3.4 10.0.0.256 12:30:45 1.2.3", None),
        ("ip", "std::string a::b", None),
        ("imei", "356938035643809 is a phone", "[imei] is a phone"),
        ("imei", "356938035643808 is no phone", None),
        ("email", "Ada <ada.l+x@mail.example.com>", "Ada <[email]>"),
        ("uuid", "id 123e4567-e89b-12d3-a456-426614174000.", "id [uuid]."),
        ("uuid", "123E4567E89B12D3A456426614174000", "[uuid]"),
        ("pemkey", "-----BEGIN PRIVATE KEY-----\nZmFrZQ==\n-----END PRIVATE KEY-----", "[pemkey]"),
        ("urlauth", "https://bob:pw-fake@x.example/", "https://bob:[auth]@x.example/"),
        ("usssn", "ssn 536-22-8726", "ssn [us-ssn]"),
        ("userpath", "/home/ada/x C:\\Users\\ada\\y", "/home/[user]/x C:\\Users\\[user]\\y"),
        ("mac", "01:23:45:67:89:ab 01-23-45-67-89-AB", "[mac] [mac]"),
        ("mac", "01:23:45:67:89", None),
        ("iban", "to DE89370400440532013000", "to [iban]"),
        ("bearer", f"Bearer {WORD}", "Bearer [token]"),
        ("token", f"jwt {JWT}", "jwt [token]"),
        ("anything", "x", "[Filtered]"),
        ("common", f"token={WORD} 536-22-8726", "token=[Filtered] [Filtered]"),
    ],
)
def test_a_type_finds_what_it_is_named_for(type_: str, text: str, left: str | None) -> None:
    rule = f"replace @{type_} from extra.**"
    assert extra_after(rule, text) == (text if left is None else left)


@pytest.mark.parametrize("type_", ["password", "common"])
def test_some_types_also_know_a_secret_by_its_name(type_: str) -> None:
    rule = f"mask @{type_} from extra.*"
    assert extra_after(rule, "open sesame", "api_key") == "***********"
    assert extra_after(rule, {"a": 1}, "api_key") is None


def test_a_number_may_be_a_card() -> None:
    assert extra_after("mask @creditcard from $number", 4111111111111111) is None


@pytest.mark.parametrize(
    ("pattern", "text", "left"),
    [
        ("/order-[0-9]+/", "about order-17 and order-18", "about [Filtered] and [Filtered]"),
        ("/order-([0-9]+)/", "about order-17", "about order-[Filtered]"),
        ("/(a)(b)?/", "ab a", "[Filtered][Filtered] [Filtered]"),
        (r"/a\/b/", "x a/b", "x [Filtered]"),
        ("/(?i)straße/", "die STRASSE und die Straße", "die STRASSE und die [Filtered]"),
        (r"/\bätsch\b/", "x", "x"),
    ],
)
def test_a_pattern_finds_its_groups_or_all_of_itself(pattern: str, text: str, left: str) -> None:
    assert extra_after(f"replace {pattern} from $string", text) == left


def test_a_pattern_is_noted_by_its_place() -> None:
    rules = "# a remark\n\nmask /b+/ from $string"
    assert note_after(rules, "abba")["rem"] == [["@project.3:mask", "m", 1, 3]]


# Order


def test_the_rules_run_in_their_order() -> None:
    rules = "replace /a/ with 'b' from $string\nreplace /b/ with 'c' from $string"
    assert extra_after(rules, "a") == "c"


def test_the_rules_of_the_organization_run_first() -> None:
    organization = OrganizationScrubbing(rules="replace /a/ with 'b' from $string")
    scrubbing = within(organization, Scrubbing(rules="replace /b/ with 'c' from $string"))
    event = scrub(event_with(extra={"x": "a"}), scrubbing)
    assert event.extra == {"x": "c"}
    assert [rule for rule, *_ in event.meta["extra"]["x"][""]["rem"]] == [
        "@organization.1:replace",
        "@project.1:replace",
    ]


def test_advanced_rules_run_before_the_defaults() -> None:
    scrubbing = Scrubbing(rules="mask @anything from extra.password")
    assert scrub(event_with(extra={"password": "abc"}), scrubbing).extra == {"password": "***"}


def test_advanced_rules_hold_where_a_field_is_safe() -> None:
    scrubbing = Scrubbing(safe_fields=("pin",), rules="remove @anything from extra.pin")
    assert scrub(event_with(extra={"pin": "1"}), scrubbing).extra == {"pin": None}


def test_a_rule_that_finds_nothing_leaves_the_same_event() -> None:
    event = event_with(extra={"a": "b"}, tags=[["a", "b"]])
    assert scrub(event, Scrubbing(rules="mask @email from **\nremove @ip from tags.a")) is event


# Wrong lines


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        ("destroy @email from $string", 1, "'destroy' is no method: begin with remove, mask"),
        ("mask @mail from $string", 6, "'@mail' is no type: write one of @anything,"),
        ("mask", 5, "'' is no type"),
        ("mask @email", 12, "the word from is missing"),
        ("mask @email fromage", 12, "the word from is missing"),
        ("mask @email from", 17, "the place is missing"),
        ("mask @email from extra. ", 25, "a name is missing here"),
        ("mask @email with 'x' from $string", 12, "only replace takes a text"),
        ("replace @email with x from $string", 21, "the new text is not quoted"),
        ("mask /abc from $string", 6, "the pattern is not closed"),
        ("mask /a(b/ from $string", 6, "no regular expression of RE2 (missing ): a(b): mend it"),
        ("mask /(a)\\1/ from $string", 6, "no regular expression of RE2 (invalid escape"),
        ("mask /a*/ from $string", 6, "the pattern also matches nothing at all"),
        (f"mask /{'a' * 1001}/ from $string", 6, "more than 1000 characters"),
    ],
)
def test_a_wrong_line_is_told_cause_place_and_cure(line: str, column: int, words: str) -> None:
    parsed = parse_rules(f"\n# fine\nmask @ip from $string\n{line}")
    assert len(parsed.rules) == 1
    assert [(problem.line, problem.column) for problem in parsed.problems] == [(4, column)]
    problem = parsed.problems[0]
    assert words in f"{problem.cause}: {problem.cure}"


def test_too_many_rules_are_refused() -> None:
    parsed = parse_rules("mask @ip from $string\n" * 201)
    assert len(parsed.rules) == 200
    assert parsed.problems == (
        Problem(201, 1, "there are more than 200 rules", "join some with ||"),
    )


# Other kinds


def test_a_rule_reaches_a_document() -> None:
    rules = Scrubbing(rules="mask @anything from comments")
    after = scrub_document({"comments": "abc", "name": "Ada"}, rules)
    note = {"rem": [["@anything:mask", "m", 0, 3]], "len": 3}
    assert after == {"comments": "***", "name": "Ada", "_meta": {"comments": {"": note}}}


@pytest.mark.parametrize(
    "selector", ["attributes.'a.b'", "$span.data.'a.b'", "$span.attributes.'a.b'", "'a.b'"]
)
def test_a_rule_reaches_an_attribute_of_a_span(selector: str) -> None:
    rules = Scrubbing(rules=f"mask @anything from {selector}")
    assert scrub_attributes({"a.b": "x", "c": "y"}, rules) == {"a.b": "*", "c": "y"}


def test_a_rule_reaches_the_description_of_a_span() -> None:
    rules = Scrubbing(rules="mask /b/ from $span.description")
    assert scrub_text("abc", rules, SPAN) == "a*c"
    assert scrub_text("abc", rules) == "abc"


def test_a_rule_for_logs_leaves_other_kinds() -> None:
    rules = Scrubbing(rules="remove @anything from $log.attributes.x")
    attributes = {"x": 1}
    assert scrub_attributes(attributes, rules, LOG) == {}
    assert scrub_attributes(attributes, rules, METRIC) is attributes


def test_a_rule_reaches_the_text_of_a_log() -> None:
    assert scrub_text("abc", Scrubbing(rules="mask /b/ from $log.body")) == "a*c"
    assert scrub_text("abc", Scrubbing(rules="mask /b/ from $message")) == "a*c"


@pytest.mark.parametrize(
    ("rule", "name", "left"),
    [
        ("mask @email from $attachments.'app.log'", "app.log", b"to ***********"),
        ("mask @email from $attachments.'app.log'", "b.log", b"to a@b.example"),
        ("mask @email from $attachments.**", "b.log", b"to ***********"),
        ("remove @anything from $attachments.*", "b.log", b""),
        ("remove @anything from **", "b.log", b"to a@b.example"),
    ],
)
def test_a_rule_reaches_the_attachments_that_it_names(rule: str, name: str, left: bytes) -> None:
    assert scrub_attachment(name, b"to a@b.example", Scrubbing(rules=rule)) == left


def test_an_attachment_that_is_no_text_is_kept_or_removed_as_a_whole() -> None:
    image = b"\x89PNG\r\n a@b.example"
    assert scrub_attachment("x", image, Scrubbing(rules="mask @email from $attachments.x")) == image
    assert (
        scrub_attachment("x", image, Scrubbing(rules="remove @anything from $attachments.x")) == b""
    )
