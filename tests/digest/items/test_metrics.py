"""Trace metrics, seen in the rows that queries read."""

import pytest
from support.telemetry import (
    TRACE,
    attributes,
    digested,
    metric,
    metrics,
)


def test_a_metric_keeps_what_queries_need() -> None:
    named = attributes(region="eu", sentry__release="shop@1.0")
    sent = metric("latency", type="distribution", value=187.5, unit="millisecond", attributes=named)
    made = digested(metrics(sent))

    row = made.row("metrics")
    wanted = {
        "trace_id": TRACE,
        "name": "latency",
        "type": "distribution",
        "value": 187.5,
        "unit": "millisecond",
        "release": "shop@1.0",
        "attributes": {"region": "eu"},
    }
    assert {name: row[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    "bad",
    [{"name": ""}, {"type": "set"}, {"value": "many"}, {"value": None}],
    ids=["no name", "type", "text", "nothing"],
)
def test_a_bad_metric_drops_only_itself(bad: dict[str, object]) -> None:
    made = digested(metrics(metric("one"), metric() | bad))

    counted = made.outcomes
    assert [row["name"] for row in made.rows("metrics")] == ["one"]
    assert (counted["trace_metric", ""], counted["trace_metric", "invalid_metric"]) == (1, 1)
