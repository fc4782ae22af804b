"""What is true of a request as a whole: containers, bounds, and what cannot be read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocol.doors.otlp_messages import ENCODINGS, Message, a_log, a_span, logs, pairs, traces

from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.protocol.doors.otlp.protobuf import MAX_MESSAGES
from seismo.protocol.doors.otlp.translation import (
    JSON,
    MAX_ENTRIES,
    PROTOBUF,
    translate_logs,
    translate_traces,
)
from seismo.protocol.doors.posted import Posted, Translate, Translation
from seismo.protocol.envelope import parse_envelope
from seismo.protocol.errors import InvalidJson, InvalidRequest, TooLarge
from seismo.protocol.limits import MIB, check_limits


def sent(body: bytes, content_type: str = PROTOBUF) -> Translation:
    return translate_traces(Posted(body, content_type, "", 0.0))


def entries(translation: Translation) -> list[int]:
    """How many each container has."""
    counts = []
    for envelope in map(parse_envelope, translation.envelopes):
        check_limits(envelope)
        (item,) = envelope.items
        found = json.loads(bytes(item.payload))["items"]
        assert item.headers["item_count"] == len(found)
        counts.append(len(found))
    return counts


@pytest.mark.parametrize("content_type", ENCODINGS)
def test_a_container_has_a_limited_number_of_entries(content_type: str) -> None:
    body = ENCODINGS[content_type](traces(*[a_span()] * (MAX_ENTRIES + 1)))
    assert entries(sent(body, content_type)) == [MAX_ENTRIES, 1]


@pytest.mark.parametrize("content_type", ENCODINGS)
def test_a_container_is_not_larger_than_its_limit(content_type: str) -> None:
    large = a_span(attributes=pairs(text="x" * 3 * MIB))
    body = ENCODINGS[content_type](traces(*[large] * 4))
    assert entries(sent(body, content_type)) == [2, 2]


@pytest.mark.parametrize("content_type", ENCODINGS)
def test_an_entry_that_is_too_large_costs_only_itself(content_type: str) -> None:
    record = a_log(body={"stringValue": "x" * 3 * MIB})
    body = ENCODINGS[content_type](logs(a_log(), record))
    translation = translate_logs(Posted(body, content_type, "", 0.0))
    assert entries(translation) == [1]
    assert translation.dropped == (
        Dropped(Reason.TOO_LARGE, DataCategory.LOG_ITEM, 1, detail="in OTLP logs"),
    )


@pytest.mark.parametrize("content_type", ENCODINGS)
def test_a_resource_that_would_be_repeated_too_often_is_refused(content_type: str) -> None:
    message = traces(*[a_span()] * 100, resource=pairs(text="x" * MIB))
    with pytest.raises(TooLarge, match="too large"):
        sent(ENCODINGS[content_type](message), content_type)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b"\x0a\x00" * (MAX_MESSAGES + 1), PROTOBUF, id="protobuf"),
        pytest.param(b'{"resourceSpans":[' + b"{}," * MAX_MESSAGES + b"{}]}", JSON, id="JSON"),
    ],
)
def test_millions_of_messages_are_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(TooLarge):
        sent(body, content_type)


@pytest.mark.parametrize(
    "span",
    [
        {"traceId": 7},
        {"attributes": {"a": 1}},
        {"attributes": [{"value": {"stringValue": "x"}}]},
        {"startTimeUnixNano": "soon"},
        [],
        "x",
    ],
    ids=str,
)
def test_a_span_in_json_that_cannot_be_read_costs_only_itself(span: Message) -> None:
    translation = sent(json.dumps(traces(a_span(), span)).encode(), JSON)
    assert entries(translation) == [1]
    assert translation.dropped == (
        Dropped(Reason.INVALID_JSON, DataCategory.SPAN, 1, detail="in OTLP spans"),
    )


@pytest.mark.parametrize(
    "body",
    [b"{}", b'{"resourceSpans":[]}', b'{"resourceSpans":null}', b'{"resourceSpans":[{}]}'],
)
def test_a_request_without_spans_is_fine(body: bytes) -> None:
    assert sent(body, JSON) == Translation(())


def test_an_empty_protobuf_message_is_a_request_without_spans() -> None:
    assert sent(b"") == Translation(())


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b'{"resourceSpans":7}', b'{"resourceSpans":[[]]}', b"\xff",
        b'{"resourceSpans":' + b"[" * 100_000,
    ],
    ids=lambda body: repr(body[:20]),
)  # fmt: skip
def test_what_is_no_json_request_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidJson):
        sent(body, JSON)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"hello", id="text"),
        pytest.param(b"\x0a\x05ab", id="cut"),
        pytest.param(b"\x0a", id="no length"),
        pytest.param(b"\x80" * 20, id="endless number"),
        pytest.param(b"\x0b", id="group"),
        pytest.param(b"\x09\x01", id="cut number"),
        pytest.param(b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f", id="huge length"),
    ],
)
def test_what_is_no_protobuf_message_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        sent(body)


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/grpc"])
def test_another_content_type_is_refused(content_type: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        sent(b"", content_type)
    assert refusal.value.status == 415


def test_unknown_fields_are_skipped() -> None:
    body = ENCODINGS[PROTOBUF](traces(a_span())) + b"\xf8\x01\x96\x01\x95\x02abcd"
    assert entries(sent(body)) == [1]


REAL = ENCODINGS[PROTOBUF](traces(a_span(attributes=pairs(a=1, b=["x"])), resource=pairs(c="d")))


def accounted(translate: Translate, posted: Posted) -> int | None:
    """How many entries were translated or dropped; None when the request was refused."""
    try:
        translation = translate(posted)
    except (InvalidRequest, InvalidJson, TooLarge):
        return None
    return sum(entries(translation)) + sum(d.quantity for d in translation.dropped)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.tuples(st.integers(0, len(REAL)), st.binary(max_size=4)).map(
            lambda change: REAL[: change[0]] + change[1] + REAL[change[0] + len(change[1]) :]
        ),
    )
)
def test_any_protobuf_gives_containers_or_a_refusal(body: bytes) -> None:
    for translate in (translate_traces, translate_logs):
        assert accounted(translate, Posted(body, PROTOBUF, "", 0.0)) in (None, 0, 1)


KEYS = st.sampled_from(
    [
        "traceId",
        "spanId",
        "name",
        "kind",
        "attributes",
        "key",
        "value",
        "intValue",
        "arrayValue",
        "values",
        "status",
        "code",
        "links",
        "startTimeUnixNano",
        "flags",
        "doubleValue",
        "body",
    ]
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(ANY_JSON)
def test_any_entry_in_json_is_accounted_for(entry: Message) -> None:
    for translate, message in ((translate_traces, traces(entry)), (translate_logs, logs(entry))):
        body = json.dumps(message).encode()
        assert accounted(translate, Posted(body, JSON, "", 0.0)) in (None, 1)
