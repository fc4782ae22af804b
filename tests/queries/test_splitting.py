"""The rules that take an issue apart are rules, and match the event that they were written for."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples

from seismo.digest.grouping import mark_in_app
from seismo.digest.grouping.fingerprint_language import parse_fingerprint_rules
from seismo.digest.grouping.fingerprint_rules import FingerprintRules
from seismo.model.event import Event
from seismo.queries.splitting import splits_of


def event(**fields: Any) -> Event:
    base = {"event_id": "0" * 32, "timestamp": 1.0, "received": 1.0}
    return mark_in_app(msgspec.convert({**base, **fields}, Event))


def raised(kind: str, function: str) -> dict[str, Any]:
    frame = {"function": function, "module": "shop", "in_app": True}
    return {"values": [{"type": kind, "value": "no", "stacktrace": {"frames": [frame]}}]}


TEXTS = st.text(min_size=1, max_size=12) | st.sampled_from(['a"b', "a\\b", "[x]*?", "a, b", "!a"])


@given(TEXTS, TEXTS)
@settings(max_examples=examples(100))
def test_a_split_is_a_rule_that_matches_its_event(kind: str, function: str) -> None:
    found = event(exception=raised(kind, function), transaction="/pay/", tags=[["region", "eu"]])

    for split in splits_of(found):
        (rule,), problems = parse_fingerprint_rules(split.rule)
        assert not problems
        assert FingerprintRules([rule]).first_match(found) is rule


def test_a_logged_message_is_split_by_what_its_hash_does_not_hold() -> None:
    found = event(logentry={"formatted": "no"}, logger="shop", tags=[["region", "eu"]])

    assert [split.label for split in splits_of(found)] == ["region"]


@pytest.mark.parametrize("name", ["a b", 'a"b', "a:b", "{a}"])
def test_a_tag_whose_name_no_rule_can_hold_is_left_out(name: str) -> None:
    assert splits_of(event(logger="shop", tags=[[name, "x"]])) == []
