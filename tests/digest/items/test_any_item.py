"""Whatever an item of a known kind holds, it ends in an outcome, and always in the same."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.examples import examples
from support.telemetry import RULES, SPANS, Made, digested, envelope_of, item, mixed, new_id

from seismo.digest.pipeline import KINDS, digest_record
from seismo.model.record import Record

NAMES = (
    *("trace_id", "span_id", "parent_span_id", "start_timestamp", "end_timestamp", "timestamp"),
    *("name", "type", "value", "unit", "attributes", "level", "body", "severity_number", "status"),
    *("items", "ingest_settings", "infer_ip", "is_segment", "measurements", "data", "tags", "op"),
    *("sid", "init", "started", "attrs", "release", "environment", "aggregates", "exited"),
    *("crashed", "seq", "did", "errors", "duration", "check_in_id", "monitor_slug", "schedule"),
    *("monitor_config", "timezone", "checkin_margin", "contexts", "trace", "feedback", "message"),
    *("comments", "event_id", "csp-report", "blocked-uri", "document-uri", "known-pins"),
    *("profiler_id", "chunk_id", "transactions", "transaction", "profile", "samples", "id"),
    *("replay_id", "segment_id", "urls", "error_ids", "replay_start_timestamp", "spans", "sdk"),
    *("user", "request", "platform", "exception", "client_sdk", "transaction_info", "source"),
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(("a" * 32, "b" * 16, "ok", "crontab", "* * * * *", "2026-11-21T22:03:18Z"))
    | st.sampled_from((1795298598.5, 0, -1, 1e300, 2**80))
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8)
    ),
    max_leaves=25,
)
OBJECTS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=10)


def made_of(kind: str, payload: Any) -> Made:
    headers = {"content_type": SPANS} if kind == "span" else {}
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return digested(item(body, kind, **headers), event_id=new_id())


@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=examples(15))
@given(payload=OBJECTS | st.binary(max_size=60))
def test_an_item_of_any_content_ends_in_an_outcome(kind: str, payload: Any) -> None:
    assert made_of(kind, payload).outcomes


@pytest.mark.parametrize("kind", ["log", "span", "trace_metric"])
@settings(max_examples=examples(15))
@given(entries=st.lists(OBJECTS, max_size=4))
def test_every_entry_of_a_container_is_kept_or_refused(kind: str, entries: list[Any]) -> None:
    counted = made_of(kind, {"items": entries}).outcomes
    category = {"log": "log_item"}.get(kind, kind)

    assert sum(n for (name, _), n in counted.items() if name == category) == max(len(entries), 1)


def test_digesting_again_gives_the_same() -> None:
    body = mixed("0" + new_id()[1:])
    record = Record(RULES.project_id, 1795298598.5, body=body, kept=tuple(range(11)))

    assert digest_record(record, RULES, 0, 1) == digest_record(record, RULES, 0, 1)


def test_an_envelope_without_items_is_nothing() -> None:
    record = Record(RULES.project_id, 1795298598.5, body=envelope_of(), kept=())

    assert Made(digest_record(record, RULES, 0, 1)).outcomes == {}
