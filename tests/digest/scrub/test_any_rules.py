"""Whatever rules people write and whatever values come in, scrubbing ends with a value of the same kind."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from seismo.digest.scrub import (
    scrub,
    scrub_attachment,
    scrub_attributes,
    scrub_document,
    scrub_text,
)
from seismo.digest.scrub.advanced.detectors import TYPES
from seismo.digest.scrub.advanced.language import METHODS, parse_rules
from seismo.digest.scrub.advanced.methods import LONGEST
from seismo.model.event import decode_event, encode_event
from seismo.model.project import Scrubbing

STEPS = (
    "extra",
    "foo",
    "$span",
    "contexts",
    "*",
    "'a b'",
    "0",
    "$string",
    "$frame",
    "vars",
    "$user",
    "tags",
    "$array",
)
PATTERNS = ("/a/", "/(a)(b)?/", "/[0-9]+/", "/./", "/(?:x|y)+/")
NAMES = ("foo", "password", "0", "a b", "values", "frames", "headers", "tags", "_meta", "", "ä")
TEXTS = (
    "a",
    "ab@c.de",
    "203.0.113.7",
    "password=fake7",
    "4111111111111111",
    "[Filtered]",
    "",
    "aaa",
)

paths = st.builds(
    lambda steps, deep: ".".join(["foo" if steps == ["*"] else steps[0], *steps[1:], *deep]),
    st.lists(st.sampled_from(STEPS), min_size=1, max_size=3),
    st.sampled_from([(), ("**",)]),
)
selectors = st.recursive(
    paths,
    lambda inner: st.one_of(
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        st.builds("!{}".format, inner),
    ),
    max_leaves=4,
)
whats = st.sampled_from([f"@{type_}" for type_ in sorted(TYPES)] + list(PATTERNS))
lines = st.builds("{} {} from {}".format, st.sampled_from(METHODS), whats, selectors)
rules = st.lists(lines, max_size=4).map("\n".join)
scrubbings = st.builds(
    Scrubbing,
    defaults=st.booleans(),
    ip_addresses=st.booleans(),
    sensitive_fields=st.sampled_from([(), ("foo",), ("ä", "a b")]),
    safe_fields=st.sampled_from([(), ("foo",), ("extra.**",), ("$frame.vars.password", "(")]),
    rules=rules,
)
values: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(TEXTS) | st.integers(-9, 10**16) | st.none() | st.booleans() | st.floats(-9, 9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=10,
)
objects = st.dictionaries(st.sampled_from(NAMES), values, max_size=4)


def longest_text(value: Any) -> int:
    if isinstance(value, dict):
        return max((longest_text(inner) for inner in value.values()), default=0)
    if isinstance(value, list):
        return max(map(longest_text, value), default=0)
    return len(value) if isinstance(value, str) else 0


@given(rules, st.text(max_size=40))
def test_every_text_is_rules_or_problems(text: str, noise: str) -> None:
    known = parse_rules(text)
    noisy = parse_rules(f"{text}\n{noise}")
    assert known.problems == ()
    assert noisy.rules[: len(known.rules)] == known.rules
    assert all(problem.cause and problem.line > 0 for problem in noisy.problems)


@given(objects, scrubbings)
def test_a_document_stays_a_document(document: Any, scrubbing: Scrubbing) -> None:
    before = msgspec.json.encode(document)
    after = scrub_document(document, scrubbing)
    assert isinstance(after, dict)
    assert msgspec.json.encode(document) == before
    assert longest_text(after) <= max(2 * longest_text(document), LONGEST)
    msgspec.json.encode(after)


@given(objects, scrubbings)
def test_attributes_stay_attributes(attributes: Any, scrubbing: Scrubbing) -> None:
    assert scrub_attributes(attributes, scrubbing).keys() <= {*attributes}


@given(st.lists(st.sampled_from(TEXTS), max_size=8).map(" ".join), scrubbings)
def test_a_text_stays_a_text(text: str, scrubbing: Scrubbing) -> None:
    assert len(scrub_text(text, scrubbing)) <= LONGEST
    assert isinstance(scrub_attachment("foo", text.encode(), scrubbing), bytes)


@given(values, objects, scrubbings)
def test_an_event_stays_an_event(value: Any, bag: Any, scrubbing: Scrubbing) -> None:
    fields = {
        "event_id": "0f" * 16,
        "timestamp": 1.0,
        "received": 2.0,
        "culprit": "foo",
        "logentry": {"message": "a", "formatted": "ab@c.de", "params": value},
        "stacktrace": {"frames": [{"context_line": "a", "vars": bag, "data": bag}]},
        "breadcrumbs": {"values": [{"message": "a", "data": bag}]},
        "request": {"url": "a", "headers": [["foo", "a"], ["password", None]], "data": value},
        "user": {"id": "a", "ip_address": "203.0.113.7", "data": bag},
        "tags": [["foo", "a"], ["b", None]],
        "contexts": {"foo": bag, "os": bag},
        "extra": bag,
        "spans": [
            {"span_id": "a", "trace_id": "b", "start_timestamp": 1.0, "timestamp": 2.0}
            | {"description": "ab@c.de", "data": bag, "tags": {"foo": "a"}}
        ],
    }
    event = decode_event(msgspec.json.encode(fields))
    before = encode_event(event)
    after = scrub(event, scrubbing)
    assert decode_event(encode_event(after)).event_id == event.event_id
    assert encode_event(event) == before
