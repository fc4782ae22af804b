"""Spans that come by themselves, seen in the rows that queries read."""

import pytest
from support.app import App, TestProject
from support.telemetry import (
    SEGMENT,
    SPAN,
    TRACE,
    attributes,
    item,
    outcomes,
    post,
    row_of,
    rows_of,
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


def test_a_span_keeps_what_queries_need(app: App, project: TestProject) -> None:
    post(app, project, spans(span(attributes=IN_SEGMENT)))

    row = row_of(app, project, "spans")
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


def test_a_segment_is_a_transaction_too(app: App, project: TestProject) -> None:
    post(
        app,
        project,
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

    row = row_of(app, project, "transactions")
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
    assert outcomes(project) == {("span", ""): 2}


def test_web_vitals_of_a_page_are_measurements(app: App, project: TestProject) -> None:
    vitals = {"browser.web_vital.lcp.value": {"value": 1250.5, "type": "double"}}
    page = segment()
    page["attributes"] |= vitals  # type: ignore[operator]
    post(app, project, spans(page))

    assert row_of(app, project, "transactions")["measurements"] == {"lcp": 1250.5}


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
def test_a_bad_span_drops_only_itself(
    bad: dict[str, object], app: App, project: TestProject
) -> None:
    post(app, project, spans(span("one"), span() | bad, span("three")))

    assert [row["name"] for row in rows_of(app, project, "spans")] == ["one", "three"]
    assert outcomes(project) == {("span", ""): 2, ("span", "invalid_span"): 1}


@pytest.mark.parametrize(("sent", "stored"), [("ok", "ok"), ("error", "error"), ("?", "error")])
def test_a_status_is_ok_or_error(sent: str, stored: str, app: App, project: TestProject) -> None:
    post(app, project, spans(span(status=sent)))

    assert row_of(app, project, "spans")["status"] == stored


def test_a_single_span_of_old_is_a_span(app: App, project: TestProject) -> None:
    old = span()
    old |= {
        "timestamp": old.pop("end_timestamp"),
        "description": "button.pay",
        "op": "ui.interaction.click",
        "exclusive_time": 120.0,
        "measurements": {"inp": {"value": 120, "unit": "millisecond"}},
        "data": {"release": "shop@1.0", "transaction": "/pay/"},
    }
    post(app, project, item(old, "span"))

    row = row_of(app, project, "spans")
    assert (row["name"], row["op"], row["self_time"]) == ("button.pay", "ui.interaction.click", 120)
    assert row["attributes"]["browser.web_vital.inp.value"] == "120"
