"""Facts that hold for any payload whatever."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples

from seismo.digest.normalize.event import normalize
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.payload import decode
from seismo.digest.normalize.title import search_tags, titled
from seismo.digest.normalize.transaction import fault_of
from seismo.model.event import Event, Span, decode_event, encode_event
from seismo.model.ids import EventId
from seismo.model.record import Client

FACTS = Facts(
    event_id=EventId("ed9ed7520fd14ae0a1b1b2c3d4e5f607"),
    received=1_795_298_600.0,
    sent_at=1_795_298_600.0,
    client=Client(remote_addr="203.0.113.9", sdk="sentry.python/2.75.0"),
)

NAMES = sorted(
    {
        *Event.__struct_encode_fields__,
        *("message", "sentry.interfaces.Http", "sentry.interfaces.Exception", "site", "unknown"),
        *("values", "frames", "stacktrace", "vars", "mechanism", "meta", "errno", "signal", "data"),
        *("filename", "abs_path", "lineno", "function", "in_app", "pre_context", "context_line"),
        *("url", "headers", "cookies", "query_string", "env", "REMOTE_ADDR", "method", "params"),
        *("formatted", "id", "email", "ip_address", "geo", "trace", "trace_id", "span_id", "os"),
        *("status", "name", "version", "images", "debug_id", "settings", "infer_ip", "packages"),
        *("type", "value", "raw_stacktrace", "registers", "handled", "synthetic", "code_file"),
    }
)
TEXTS = st.one_of(
    st.text(),
    st.sampled_from(
        [
            *("%s %d %(x)s", "{} {x}", "a=1&b=2", '{"a":1}', "[[", "{{auto}}", "Foo: bar", "?"),
            *("2026-11-21T22:03:18Z", "error", "sourcemap", "http://x/y?z#f", "python", "never"),
        ]
    ),
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(10**18, 10**40), st.floats(), TEXTS
)
VALUES = st.recursive(
    SCALARS,
    lambda children: st.one_of(
        st.lists(children, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text()), children, max_size=5),
    ),
    max_leaves=25,
)
SPAN_NAMES = sorted(Span.__struct_encode_fields__)
PAYLOADS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8)
ANY_TIME = settings(max_examples=examples(60))


def normalized(payload: Any) -> Event:
    return normalize(decode(json.dumps(payload).encode()), FACTS)


@given(PAYLOADS)
@ANY_TIME
def test_any_json_object_becomes_an_event_that_can_be_stored(payload: dict[str, Any]) -> None:
    event = titled(normalized(payload), None)
    search_tags(event)
    assert decode_event(encode_event(event)).event_id == FACTS.event_id


@given(PAYLOADS, st.lists(st.dictionaries(st.sampled_from(SPAN_NAMES), VALUES, max_size=8)))
@ANY_TIME
def test_any_json_object_becomes_a_transaction_that_can_be_stored(
    payload: dict[str, Any], spans: list[dict[str, Any]]
) -> None:
    payload = {"spans": spans, **payload, "type": "transaction"}
    fault_of(decode(json.dumps(payload).encode()))
    event = titled(normalized(payload), None)
    search_tags(event)
    assert decode_event(encode_event(event)).type == "transaction"


@given(PAYLOADS)
@ANY_TIME
def test_a_stored_event_normalizes_to_itself(payload: dict[str, Any]) -> None:
    first = normalized(payload)
    second = normalize(decode(encode_event(first)), FACTS)
    for name in STABLE:
        assert getattr(second, name) == getattr(first, name), name


STABLE = (
    *("event_id", "type", "level", "platform", "timestamp", "received", "logger", "transaction"),
    *("server_name", "release", "dist", "environment", "user", "contexts", "fingerprint", "sdk"),
    *("modules", "threads", "breadcrumbs", "checksum", "transaction_info", "extra", "debug_meta"),
)


@given(PAYLOADS)
@ANY_TIME
def test_normalizing_leaves_the_payload_as_it_was(payload: dict[str, Any]) -> None:
    raw = decode(json.dumps(payload).encode())
    before = json.dumps(raw)
    normalize(raw, FACTS)
    assert json.dumps(raw) == before


@pytest.mark.parametrize("depth", [7, 100, 400])
@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda deep: {"extra": {"a": deep}}, id="extra"),
        pytest.param(lambda deep: {"contexts": {"a": {"b": deep}}}, id="contexts"),
        pytest.param(
            lambda deep: {"stacktrace": {"frames": [{"vars": {"a": deep}}]}}, id="variables"
        ),
        pytest.param(lambda deep: {"request": {"data": deep}}, id="body"),
        pytest.param(lambda deep: {"logentry": {"message": "%s", "params": deep}}, id="params"),
        pytest.param(lambda deep: {"_meta": {"a": deep}}, id="marks"),
        pytest.param(lambda deep: {"exception": [{"value": deep}]}, id="exception value"),
        pytest.param(lambda deep: {"errors": deep}, id="errors"),
        pytest.param(lambda deep: {"unknown": deep}, id="unknown attribute"),
        pytest.param(lambda deep: {"tags": {"a": deep}}, id="tag"),
        pytest.param(
            lambda deep: {"exception": [{"type": "A", "mechanism": {"data": {"a": deep}}}]},
            id="mechanism",
        ),
    ],
)
def test_no_depth_of_nesting_stops_an_event(wrap: Any, depth: int) -> None:
    deep: Any = 1
    for _ in range(depth):
        deep = [deep]
    encode_event(normalized(wrap(deep)))
