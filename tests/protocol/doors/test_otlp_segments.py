import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocol.doors.otlp_messages import TRACE, Message, a_span, as_protobuf, traces

from seismo.protocol.doors.otlp.translation import PROTOBUF, translate_traces
from seismo.protocol.doors.posted import Posted
from seismo.protocol.envelope import parse_envelope

ROOT, CHILD, GRANDCHILD = "a" * 16, "b" * 16, "c" * 16


def segments(*spans: Message) -> dict[str, str | None]:
    """Span -> its segment."""
    posted = Posted(as_protobuf(traces(*spans)), PROTOBUF, "", 0.0)
    (envelope,) = translate_traces(posted).envelopes
    items = json.loads(bytes(parse_envelope(envelope).items[0].payload))["items"]
    return {item["span_id"]: _value(item, "sentry.segment.id") for item in items}


def _value(item: dict[str, Any], name: str) -> Any:
    return item["attributes"].get(name, {}).get("value")


ROOT_SPAN = a_span(spanId=ROOT)
CHILD_SPAN = a_span(spanId=CHILD, parentSpanId=ROOT)
GRANDCHILD_SPAN = a_span(spanId=GRANDCHILD, parentSpanId=CHILD)


@pytest.mark.parametrize(
    "order",
    [
        (ROOT_SPAN, CHILD_SPAN, GRANDCHILD_SPAN),
        (GRANDCHILD_SPAN, CHILD_SPAN, ROOT_SPAN),
        (CHILD_SPAN, GRANDCHILD_SPAN, ROOT_SPAN),
    ],
    ids=["top down", "bottom up", "mixed"],
)
def test_spans_know_the_segment_above_them(order: tuple[Message, ...]) -> None:
    assert segments(*order) == dict.fromkeys((ROOT, CHILD, GRANDCHILD), ROOT)


def test_the_nearest_segment_counts() -> None:
    server = a_span(spanId=CHILD, parentSpanId=ROOT, kind=2)
    assert segments(ROOT_SPAN, server, GRANDCHILD_SPAN) == {
        ROOT: ROOT,
        CHILD: CHILD,
        GRANDCHILD: CHILD,
    }


def test_without_the_way_up_there_is_no_segment() -> None:
    assert segments(ROOT_SPAN, GRANDCHILD_SPAN) == {ROOT: ROOT, GRANDCHILD: None}


def test_a_parent_of_another_trace_is_none() -> None:
    other = a_span(spanId=CHILD, parentSpanId=ROOT, traceId=TRACE[::-1])
    assert segments(ROOT_SPAN, other) == {ROOT: ROOT, CHILD: None}


def test_a_circle_has_no_segment() -> None:
    first = a_span(spanId=CHILD, parentSpanId=GRANDCHILD)
    assert segments(first, GRANDCHILD_SPAN) == {CHILD: None, GRANDCHILD: None}


def test_a_segment_tells_its_name() -> None:
    posted = Posted(as_protobuf(traces(ROOT_SPAN, CHILD_SPAN)), PROTOBUF, "", 0.0)
    (envelope,) = translate_traces(posted).envelopes
    items = json.loads(bytes(parse_envelope(envelope).items[0].payload))["items"]
    assert {_value(item, "sentry.segment.name") for item in items} == {"GET /orders"}


SOME_ID = st.sampled_from([ROOT, CHILD, GRANDCHILD, ""])


@given(st.lists(st.tuples(SOME_ID, SOME_ID), min_size=1, max_size=8))
def test_any_family_ends(family: list[tuple[str, str]]) -> None:
    spans = [a_span(spanId=own, parentSpanId=parent) for own, parent in family]
    assert set(segments(*spans)) == {own for own, _ in family}
