"""Trace metrics, seen in the rows that queries read."""

import pytest
from support.app import App, TestProject
from support.telemetry import TRACE, attributes, metric, metrics, outcomes, post, row_of, rows_of


def test_a_metric_keeps_what_queries_need(app: App, project: TestProject) -> None:
    named = attributes(region="eu", sentry__release="shop@1.0")
    sent = metric("latency", type="distribution", value=187.5, unit="millisecond", attributes=named)
    post(app, project, metrics(sent))

    row = row_of(app, project, "metrics")
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
def test_a_bad_metric_drops_only_itself(
    bad: dict[str, object], app: App, project: TestProject
) -> None:
    post(app, project, metrics(metric("one"), metric() | bad))

    counted = outcomes(project)
    assert [row["name"] for row in rows_of(app, project, "metrics")] == ["one"]
    assert (counted["trace_metric", ""], counted["trace_metric", "invalid_metric"]) == (1, 1)
