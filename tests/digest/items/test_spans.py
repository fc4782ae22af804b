"""Spans that come by themselves, seen in the rows that queries read."""

import pytest
from support.telemetry import (
    SEGMENT,
    SPAN,
    TRACE,
    attributes,
    digested,
    item,
    span,
    spans,
)

IN_SEGMENT = attributes(
    sentry__op="db.query",
    sentry__origin="auto.db",
    sentry__segment__id=SEGMENT,
    sentry__segment__name="/pay/",
    sentry__release="shop@1.0",
    sentry__environment="production",
    db__system="postgresql",
)


def test_a_span_keeps_what_queries_need() -> None:
    made = digested(spans(span(attributes=IN_SEGMENT)))

    row = made.row("spans")
    wanted = {
        "trace_id": TRACE,
        "span_id": SPAN,
        "parent_span_id": SEGMENT,
        "segment_id": SEGMENT,
        "is_segment": False,
        "transaction": "/pay/",
        "op": "db.query",
        "name": "SELECT * FROM orders",
        "status": "ok",
        "origin": "auto.db",
        "release": "shop@1.0",
        "environment": "production",
        "attributes": {"db.system": "postgresql"},
    }
    assert {name: row[name] for name in wanted} == wanted
    assert round(row["duration"]) == 250


def segment(**named: object) -> dict[str, object]:
    return span(
        "/pay/",
        span_id=SEGMENT,
        parent_span_id=None,
        is_segment=True,
        attributes=attributes(sentry__op="http.server", **named),
    )


def test_a_segment_is_a_transaction_too() -> None:
    made = digested(
        spans(
            segment(
                sentry__segment__name__source="route",
                http__request__method="POST",
                http__response__status_code=500,
                url__full="https://shop.example/pay/",
                sentry__sample_rate=0.5,
            ),
            span(attributes=IN_SEGMENT),
        ),
    )

    row = made.row("transactions")
    wanted = {
        "event_id": None,
        "span_id": SEGMENT,
        "name": "/pay/",
        "source": "route",
        "op": "http.server",
        "http_method": "POST",
        "http_status": 500,
        "url": "https://shop.example/pay/",
        "sample_rate": 0.5,
    }
    assert {name: row[name] for name in wanted} == wanted
    assert made.outcomes == {("span", ""): 2}


def test_web_vitals_of_a_page_are_measurements() -> None:
    vitals = {"browser.web_vital.lcp.value": {"value": 1250.5, "type": "double"}}
    page = segment()
    page["attributes"] |= vitals  # type: ignore[operator]
    made = digested(spans(page))

    assert made.row("transactions")["measurements"] == {"lcp": 1250.5}


@pytest.mark.parametrize(
    "bad",
    [
        {"span_id": "0" * 16},
        {"span_id": None},
        {"trace_id": "short"},
        {"end_timestamp": 1.0},
        {"start_timestamp": "soon"},
    ],
    ids=["zero id", "no id", "bad trace", "ends before", "no time"],
)
def test_a_bad_span_drops_only_itself(bad: dict[str, object]) -> None:
    made = digested(spans(span("one"), span() | bad, span("three")))

    assert [row["name"] for row in made.rows("spans")] == ["one", "three"]
    assert made.outcomes == {("span", ""): 2, ("span", "invalid_span"): 1}


@pytest.mark.parametrize(("sent", "stored"), [("ok", "ok"), ("error", "error"), ("?", "error")])
def test_a_status_is_ok_or_error(sent: str, stored: str) -> None:
    made = digested(spans(span(status=sent)))

    assert made.row("spans")["status"] == stored


def test_a_single_span_of_old_is_a_span() -> None:
    old = span()
    old |= {
        "timestamp": old.pop("end_timestamp"),
        "description": "button.pay",
        "op": "ui.interaction.click",
        "exclusive_time": 120.0,
        "measurements": {"inp": {"value": 120, "unit": "millisecond"}},
        "data": {"release": "shop@1.0", "transaction": "/pay/"},
    }
    made = digested(item(old, "span"))

    row = made.row("spans")
    assert (row["name"], row["op"], row["self_time"]) == ("button.pay", "ui.interaction.click", 120)
    assert row["attributes"]["browser.web_vital.inp.value"] == "120"


@pytest.mark.parametrize(
    ("source", "name", "known_as", "then"),
    [
        ("url", "/orders/123/", "/orders/*/", "sanitized"),
        ("route", "/orders/123/", "/orders/123/", "route"),
        ("url", "POST", "POST", "sanitized"),
    ],
)
def test_a_segment_named_by_its_url_loses_the_identifiers(
    source: str, name: str, known_as: str, then: str
) -> None:
    named = segment(sentry__segment__name__source=source) | {"name": name}
    made = digested(spans(named))

    row = made.row("transactions")
    assert (row["name"], row["source"]) == (known_as, then)


def test_a_child_has_the_name_that_its_segment_has() -> None:
    child = span(attributes=attributes(sentry__segment__name="/orders/123/"))
    assert digested(spans(child)).row("spans")["transaction"] == "/orders/*/"


def test_the_times_of_a_single_span_may_be_text() -> None:
    old = span(start_timestamp="2026-11-21T22:03:18.500Z", timestamp="2026-11-21T22:03:18.750Z")
    old.pop("end_timestamp")
    assert digested(item(old, "span")).row("spans")["duration"] == pytest.approx(250)
