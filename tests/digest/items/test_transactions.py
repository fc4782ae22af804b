"""Transactions as SDKs send them, seen in rows, payloads and outcomes."""

import time
from typing import Any

import msgspec
import pytest
import zstandard
from support.app import App, TestProject
from support.telemetry import (
    SEGMENT,
    TRACE,
    Made,
    child,
    digested,
    item,
    new_id,
    outcomes,
    post,
    rows_of,
    transaction,
)

from seismo.model.ids import EventId
from seismo.ports.payloads import StoredPayload
from seismo.queries.fate import fate_of

NOW = time.time()
EVENT = "1ccd1af9" * 4


def sent(app: App, project: TestProject, event_id: str) -> None:
    post(app, project, item(transaction(), "transaction"), event_id=event_id)


def made_of(**fields: Any) -> Made:
    return digested(item(transaction(**fields), "transaction"), event_id=EVENT)


def test_a_transaction_keeps_what_queries_need() -> None:
    made = made_of(
        user={"id": "7"},
        server_name="web-1",
        request={"url": "https://shop.example/pay/", "method": "POST"},
        tags={"color": "blue"},
        measurements={"lcp": {"value": 1.25, "unit": "second"}},
        contexts={
            "trace": {
                "trace_id": TRACE,
                "span_id": SEGMENT,
                "op": "http.server",
                "status": 5,
                "data": {"http.response.status_code": 404},
                "client_sample_rate": 0.25,
            },
            "profile": {"profile_id": "a" * 32},
            "replay": {"replay_id": "b" * 32},
        },
    )

    row = made.row("transactions")
    wanted = {
        "event_id": EVENT,
        "trace_id": TRACE,
        "span_id": SEGMENT,
        "name": "/pay/",
        "source": "route",
        "op": "http.server",
        "status": "not_found",
        "span_count": 2,
        "platform": "python",
        "environment": "production",
        "release": "shop@1.0",
        "server_name": "web-1",
        "user": "id:7",
        "url": "https://shop.example/pay/",
        "http_method": "POST",
        "http_status": 404,
        "replay_id": "b" * 32,
        "profile_id": "a" * 32,
        "sample_rate": 0.25,
    }
    assert {name: row[name] for name in wanted} == wanted
    assert row["measurements"]["lcp"] == 1250
    assert row["tags"]["color"] == "blue"
    assert round(row["duration"]) == 1000


def test_the_root_and_each_span_are_rows_of_their_own() -> None:
    made = made_of()

    found = made.rows("spans")
    assert [(row["op"], row["is_segment"]) for row in found] == [
        ("http.server", True),
        ("db.query", False),
        ("http.client", False),
    ]
    assert {(row["event_id"], row["segment_id"], row["transaction"]) for row in found} == {
        (EVENT, SEGMENT, "/pay/")
    }


def test_self_time_is_what_no_child_covers() -> None:
    made = made_of()

    root, *_ = made.rows("spans")
    assert round(root["self_time"]) == 400
    assert made.row("transactions")["self_time"] == root["self_time"]


def test_a_transaction_counts_as_itself_and_its_spans() -> None:
    made = made_of()

    assert made.outcomes == {("transaction", ""): 1, ("span", ""): 3}


def test_a_transaction_that_comes_twice_is_kept_once(app: App, project: TestProject) -> None:
    event_id = new_id()
    sent(app, project, event_id)
    sent(app, project, event_id)

    (fate,) = fate_of(app.stores.payloads, [EventId(event_id)])
    assert (fate.outcome, fate.stored) == ("accepted", 1)
    assert len(rows_of(app, project, "transactions")) == 1
    assert outcomes(project)["transaction", "duplicate"] == 1


def test_all_of_a_transaction_is_kept(app: App, project: TestProject) -> None:
    event_id = new_id()
    sent(app, project, event_id)

    (found,) = app.stores.payloads.find([EventId(event_id)])
    assert isinstance(found, StoredPayload)
    stored = msgspec.json.decode(zstandard.ZstdDecompressor().decompress(found.payload))
    assert found.kind == "transaction"
    assert [span["description"] for span in stored["spans"][:1]] == ["SELECT * FROM orders"]


@pytest.mark.parametrize(
    "fields",
    [
        {"start_timestamp": None},
        {"contexts": {}},
        {"spans": [child(NOW, NOW - 1)]},
    ],
    ids=["no start", "no trace", "span ends before it starts"],
)
def test_a_transaction_that_makes_no_sense_is_invalid(fields: dict[str, Any]) -> None:
    made = made_of(**fields)

    assert made.outcomes == {("transaction", "invalid_transaction"): 1}


def test_a_name_that_is_a_url_loses_its_identifiers() -> None:
    made = made_of(transaction="/users/123/abc", transaction_info={"source": "url"})

    row = made.row("transactions")
    assert (row["name"], row["source"]) == ("/users/*/abc", "sanitized")


def test_an_old_transaction_keeps_its_duration() -> None:
    year = 365 * 86400
    made = made_of(start_timestamp=NOW - year - 2, timestamp=NOW - year, spans=[])

    row = made.row("transactions")
    assert round(row["duration"]) == 2000
    assert row["timestamp"] == row["received"]


def test_a_transaction_inside_an_event_item_is_a_transaction() -> None:
    made = digested(item(transaction(), "event"), event_id=new_id())

    assert made.outcomes["transaction", ""] == 1


def test_a_secret_in_a_span_is_not_kept() -> None:
    sent = child(NOW - 0.1, NOW, description="GET /?password=fake-hunter-7731")
    made = made_of(spans=[sent])

    assert "fake-hunter-7731" not in str(made.rows("spans"))
