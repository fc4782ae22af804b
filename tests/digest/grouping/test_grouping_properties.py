from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples

from seismo.digest.grouping import LATEST, explain, group, grouping_rules, mark_in_app
from seismo.model.event import Event

RULES = grouping_rules(LATEST)
NAMES = st.none() | st.text() | st.sampled_from(["?", "pay", "eval", "a.b", "operator()", "-> (<"])
FRAMES = st.fixed_dictionaries(
    {"function": NAMES, "module": NAMES, "abs_path": NAMES, "context_line": NAMES},
    optional={
        "in_app": st.booleans(),
        "lineno": st.integers(1, 2),
        "data": st.dictionaries(st.just("orig_in_app"), st.none() | st.integers(-2, 2)),
    },
)
STACKTRACES = st.fixed_dictionaries({"frames": st.lists(FRAMES, max_size=4)})
MECHANISMS = st.fixed_dictionaries(
    {},
    optional={
        "exception_id": st.integers(0, 2),
        "parent_id": st.integers(0, 2),
        "is_exception_group": st.booleans(),
        "synthetic": st.booleans(),
    },
)
EXCEPTIONS = st.fixed_dictionaries(
    {"type": NAMES, "value": NAMES, "mechanism": MECHANISMS},
    optional={"stacktrace": STACKTRACES},
)
EVENTS = st.fixed_dictionaries(
    {
        "event_id": st.just("0" * 32),
        "timestamp": st.just(1.0),
        "received": st.just(1.0),
        "platform": st.sampled_from(["python", "javascript", "java", "php", "ruby", "native"]),
        "fingerprint": st.lists(st.text() | st.just("{{ default }}"), max_size=2),
    },
    optional={
        "exception": st.fixed_dictionaries({"values": st.lists(EXCEPTIONS, max_size=3)}),
        "stacktrace": STACKTRACES,
        "logentry": st.fixed_dictionaries({"formatted": NAMES}),
    },
)


@given(EVENTS)
@settings(max_examples=examples(50))
def test_every_event_has_hashes_and_its_explanation_has_the_same(body: dict[str, Any]) -> None:
    event = mark_in_app(msgspec.convert(body, Event))

    hashes = group(event, RULES).hashes

    assert hashes
    assert hashes == explain(event, RULES).hashes


@given(EVENTS)
@settings(max_examples=examples(50))
def test_marking_an_event_twice_changes_nothing_more(body: dict[str, Any]) -> None:
    once = mark_in_app(msgspec.convert(body, Event))

    assert mark_in_app(once) == once
