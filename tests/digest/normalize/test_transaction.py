"""Transactions: when one is refused, what its name becomes, and how its times and spans are read."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from seismo.digest.normalize.title import titled
from seismo.digest.normalize.transaction import fault_of, without_identifiers
from seismo.digest.scrub import scrub
from seismo.model.event import Event, RawPayload, Span, encode_event
from seismo.model.project import Scrubbing

Normalized: TypeAlias = Callable[..., Event]

RECEIVED = 1_795_298_600.0
START, END = RECEIVED - 12.0, RECEIVED - 10.0
TRACE = "e79c1487d6a04e21b5d0a7f2c3b4d5e6"
ROOT = "92841dfd42c1bde7"


def span(number: int, start: float, end: float, **more: Any) -> dict[str, Any]:
    """A span whose times count from the start of its transaction, in seconds."""
    return {
        "span_id": f"{number:016x}",
        "trace_id": TRACE,
        "parent_span_id": ROOT,
        "start_timestamp": START + start,
        "timestamp": START + end,
        **more,
    }


def transaction(**more: Any) -> dict[str, Any]:
    return {
        "type": "transaction",
        "transaction": "/orders/{id}/",
        "transaction_info": {"source": "route"},
        "start_timestamp": START,
        "timestamp": END,
        "contexts": {"trace": {"trace_id": TRACE, "span_id": ROOT, "op": "http.server"}},
        **more,
    }


def spans_of(normalized: Normalized, *spans: dict[str, Any]) -> list[Span]:
    return normalized(transaction(spans=list(spans))).spans


def milliseconds(event: Event, name: str) -> float | None:
    return event.breakdowns["span_ops"][name].value


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"start_timestamp": None}, "it has no start_timestamp"),
        ({"start_timestamp": "soon"}, "it has no start_timestamp"),
        ({"start_timestamp": END + 1}, "it ends before it starts"),
        ({"contexts": None}, "it has no trace context"),
        ({"contexts": {"trace": "x"}}, "it has no trace context"),
        (
            {"contexts": {"trace": {"trace_id": TRACE, "span_id": "0" * 16}}},
            "the trace context has no valid trace_id and span_id",
        ),
        ({"spans": [span(1, 0, 1), None]}, "its span 1 is no object"),
        ({"spans": [span(0, 0, 1)]}, "its span 0 has no valid span_id and trace_id"),
        ({"spans": [span(1, 0, 1, trace_id=5)]}, "its span 0 has no valid span_id and trace_id"),
        ({"spans": [span(1, 0, 1, start_timestamp=None)]}, "its span 0 has no start_timestamp"),
        ({"spans": [span(1, 1, 0.5)]}, "its span 0 ends before it starts"),
    ],
)
def test_what_cannot_stand_in_a_trace_is_refused(change: dict[str, Any], fault: str) -> None:
    assert fault_of(RawPayload(transaction(**change))) == fault


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as SDKs send it"),
        pytest.param({"timestamp": START}, id="no time at all"),
        pytest.param({"timestamp": None}, id="no end"),
        pytest.param({"spans": None}, id="null spans"),
        pytest.param({"spans": [span(1, 0, 1, timestamp=None)]}, id="a span without an end"),
        pytest.param({"start_timestamp": "2026-11-21T22:03:08Z"}, id="a time as text"),
    ],
)
def test_what_can_is_kept(change: dict[str, Any]) -> None:
    assert fault_of(RawPayload(transaction(**change))) is None


def test_a_transaction_is_one_and_no_error(normalized: Normalized) -> None:
    event = normalized(transaction(exception={"values": [{"type": "E"}]}))
    assert (event.type, event.level) == ("transaction", "info")


def test_its_title_is_its_name(normalized: Normalized) -> None:
    event = titled(normalized(transaction()), None)
    assert (event.title, event.culprit) == ("/orders/{id}/", "/orders/{id}/")


@pytest.mark.parametrize("name", [None, ""])
def test_one_without_a_name_is_called_so(normalized: Normalized, name: str | None) -> None:
    assert normalized(transaction(transaction=name)).transaction == "<unlabeled transaction>"


def test_a_payload_says_that_it_is_feedback(normalized: Normalized) -> None:
    event = normalized({"type": "feedback", "contexts": {"feedback": {"message": "nice"}}})
    assert (event.type, event.level) == ("feedback", "info")


def test_the_title_of_feedback_is_its_message(normalized: Normalized) -> None:
    context = {"feedback": {"message": "The cart is empty\nsince today"}}
    event = titled(normalized({"type": "feedback", "contexts": context}), None)
    assert event.title == "User Feedback: The cart is empty"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("/users/123/orders", "/users/*/orders"),
        ("/users/5/orders", "/users/*/orders"),
        ("/d/2024-01-02/x", "/d/*/x"),
        ("/order-1234/", "/*/"),
        ("/u/3f7d071a-0000-4000-8000-000000000001", "/u/*"),
        ("/u/abcdefab-cdef-4abc-8def-abcdefabcdef", "/u/*"),
        ("/commit/deadbeefcafe1abcdefa", "/commit/*"),
        ("/a/0x1f/b", "/a/*/b"),
        ("GET /items/99?page=2", "GET /items/*"),
        ("/static/app.3f7d071a.js", "/static/*"),
        ("/api/v1/users", "/api/v1/users"),
        ("/api/v12/users", "/api/v12/users"),
        ("/feedback/defaced", "/feedback/defaced"),
        ("/u/me@example.com/x", "/u/me@example.com/x"),
        ("/h2/databases", "/h2/databases"),
        ("job 123", "job 123"),
        ("/", "/"),
    ],
)
def test_identifiers_in_a_path_become_stars(name: str, plain: str) -> None:
    assert without_identifiers(name) == plain


@pytest.mark.parametrize(
    ("source", "name", "known_as", "then"),
    [
        ("url", "/users/123/", "/users/*/", "sanitized"),
        ("url", "/about/", "/about/", "sanitized"),
        (None, "/users/123/", "/users/*/", "sanitized"),
        (None, "shop.tasks.send", "shop.tasks.send", "unknown"),
        ("no such source", "checkout", "checkout", "unknown"),
        ("route", "/users/123/", "/users/123/", "route"),
        ("task", "task-123", "task-123", "task"),
    ],
)
def test_only_the_name_from_a_url_is_generalized(
    normalized: Normalized, source: str | None, name: str, known_as: str, then: str
) -> None:
    event = normalized(transaction(transaction=name, transaction_info={"source": source}))
    assert (event.transaction, event.transaction_info) == (known_as, {"source": then})


def test_the_name_that_was_sent_stays_in_the_marks(normalized: Normalized) -> None:
    event = normalized(transaction(transaction="/users/123/", transaction_info={"source": "url"}))
    assert event.meta["transaction"][""]["val"] == "/users/123/"


def test_a_span_is_read(normalized: Normalized) -> None:
    sent = span(
        1,
        0,
        0.5,
        op="db.query",
        description="SELECT 1",
        status=5,
        origin="auto.db",
        same_process_as_parent=True,
        exclusive_time=7,
        data={"db.system": "postgresql"},
        tags={"a": 1, "b": None},
        measurements={"rows": {"value": 3}},
        links=[{"trace_id": TRACE, "span_id": ROOT}],
        hash="abc",
        foo=1,
    )
    (read,) = spans_of(normalized, sent)
    assert read.op == "db.query"
    assert (read.description, read.status, read.origin) == ("SELECT 1", "not_found", "auto.db")
    assert (read.data, read.tags) == ({"db.system": "postgresql"}, {"a": "1"})
    assert (read.exclusive_time, read.same_process_as_parent) == (7.0, True)
    assert read.measurements is not None
    assert read.measurements["rows"].value == 3.0
    assert (read.links, read.hash) == ([{"trace_id": TRACE, "span_id": ROOT}], "abc")


def test_a_span_without_an_operation_has_the_default(normalized: Normalized) -> None:
    (read,) = spans_of(normalized, span(1, 0, 1, op=None))
    assert (read.op, read.status) == ("default", None)


def test_a_span_without_an_end_ends_with_its_transaction(normalized: Normalized) -> None:
    (read,) = spans_of(normalized, span(1, 0, 1, timestamp=None))
    assert (read.timestamp, read.status) == (END, "deadline_exceeded")


def test_a_bad_field_of_a_span_is_reported_and_the_span_kept(normalized: Normalized) -> None:
    event = normalized(transaction(spans=[span(1, 0, 1, description=5, data=[1])]))
    assert [error.name for error in event.errors] == ["spans.0.description", "spans.0.data"]
    assert len(event.spans) == 1


def test_a_spans_own_time_is_what_its_children_leave(normalized: Normalized) -> None:
    parent, *_ = spans_of(
        normalized,
        span(1, 0, 1),
        span(2, 0.1, 0.4, parent_span_id=f"{1:016x}"),
        span(3, 0.3, 0.5, parent_span_id=f"{1:016x}"),
        span(4, 0.9, 2.0, parent_span_id=f"{1:016x}"),
    )
    assert parent.exclusive_time == pytest.approx(500)


def test_the_roots_own_time_is_in_the_trace_context(normalized: Normalized) -> None:
    event = normalized(transaction(spans=[span(1, 0.5, 1.5)]))
    assert event.contexts["trace"]["exclusive_time"] == pytest.approx(1000)


def test_time_in_several_spans_of_a_kind_counts_once(normalized: Normalized) -> None:
    event = normalized(
        transaction(
            spans=[
                span(1, 0, 0.5, op="db.query"),
                span(2, 0.25, 0.75, op="db"),
                span(3, 1, 1.5, op="http.client"),
                span(4, 1, 2, op="dbx"),
            ]
        )
    )
    assert set(event.breakdowns["span_ops"]) == {"ops.db", "ops.http", "total.time"}
    assert milliseconds(event, "ops.db") == pytest.approx(750)
    assert milliseconds(event, "ops.http") == pytest.approx(500)
    assert milliseconds(event, "total.time") == pytest.approx(1750)


def test_a_wrong_clock_moves_the_whole_transaction(normalized: Normalized) -> None:
    event = normalized(
        transaction(spans=[span(1, 0, 1)]), received=RECEIVED + 7200, sent_at=RECEIVED
    )
    assert (event.start_timestamp, event.timestamp) == (START + 7200, END + 7200)
    assert event.spans[0].start_timestamp == START + 7200


def test_one_from_long_ago_keeps_its_length(normalized: Normalized) -> None:
    received = RECEIVED + 40 * 86_400
    event = normalized(transaction(spans=[span(1, 0.5, 1)]), received=received)
    assert (event.start_timestamp, event.timestamp) == (received - 2, received)
    assert event.spans[0].start_timestamp == pytest.approx(received - 1.5)


def test_the_last_of_too_many_spans_go(normalized: Normalized) -> None:
    many = [span(n, 0, 1, description="x" * 1000) for n in range(1, 1001)]
    event = normalized(transaction(spans=many))
    assert 700 < len(event.spans) < 900
    assert event.meta["spans"][""]["len"] == 1000


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"description": "GET https://x/?password=fake-7f3a91c2"}, id="description"),
        pytest.param({"data": {"http.request.header.authorization": "fake-7f3a91c2"}}, id="data"),
        pytest.param({"tags": {"api_key": "fake-7f3a91c2"}}, id="tags"),
    ],
)
def test_a_secret_in_a_span_is_removed(normalized: Normalized, change: dict[str, Any]) -> None:
    event = scrub(normalized(transaction(spans=[span(1, 0, 1, **change)])), Scrubbing())
    assert b"fake-7f3a91c2" not in encode_event(event)
