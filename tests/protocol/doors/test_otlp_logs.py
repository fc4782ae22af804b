"""Each test sends one log record in both encodings and looks at the log that Sentry's item has."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from protocol.doors.otlp_messages import (
    ENCODINGS,
    SPAN,
    TRACE,
    Message,
    a_log,
    logs,
    pairs,
    value,
)

from seismo.protocol.doors.otlp.translation import translate_logs
from seismo.protocol.doors.posted import Posted
from seismo.protocol.envelope import parse_envelope
from seismo.protocol.limits import LOG_CONTAINER

RECEIVED = 1795298600.0
Send = Callable[..., dict[str, Any]]


@pytest.fixture(params=list(ENCODINGS))
def send(request: pytest.FixtureRequest) -> Send:
    """Sends one record and returns what it becomes."""

    def send_log(record: Message | None = None, **around: Any) -> dict[str, Any]:
        body = ENCODINGS[request.param](logs(record or a_log(), **around))
        (envelope,) = translate_logs(Posted(body, request.param, "", RECEIVED)).envelopes
        (item,) = parse_envelope(envelope).items
        assert item.type == "log"
        assert item.headers["content_type"] == LOG_CONTAINER
        (found,) = json.loads(bytes(item.payload))["items"]
        assert isinstance(found, dict)
        return found

    return send_log


def test_body_ids_and_time_are_kept(send: Send) -> None:
    log = send(a_log(traceId=TRACE, spanId=SPAN))
    del log["attributes"]
    assert log == {
        "timestamp": 1795298600.25,
        "trace_id": TRACE,
        "span_id": SPAN,
        "level": "info",
        "body": "paid",
    }


@pytest.mark.parametrize(
    ("number", "level"),
    [
        (1, "trace"), (4, "trace"), (5, "debug"), (9, "info"), (12, "info"), (13, "warn"),
        (17, "error"), (20, "error"), (21, "fatal"), (24, "fatal"), (0, "info"), (25, "info"),
    ],
)  # fmt: skip
def test_the_level_is_told_by_the_number(send: Send, number: int, level: str) -> None:
    assert send(a_log(severityNumber=number))["level"] == level


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("WARN", "warn"), ("Warning", "warn"), ("Information", "info"), ("CRITICAL", "fatal"),
        ("error", "error"), ("loud", "info"),
    ],
)  # fmt: skip
def test_without_a_number_the_level_is_told_by_the_text(send: Send, text: str, level: str) -> None:
    assert send(a_log(severityText=text))["level"] == level


def test_number_and_text_of_the_severity_are_kept(send: Send) -> None:
    attributes = send(a_log(severityNumber=18, severityText="ERROR2"))["attributes"]
    assert attributes["sentry.severity_number"]["value"] == 18
    assert attributes["sentry.severity_text"]["value"] == "ERROR2"


@pytest.mark.parametrize(
    ("body", "text"),
    [("paid", "paid"), (7, "7"), (True, "true"), ({"a": [1, 2.5]}, '{"a":[1,2.5]}'), ([], "[]")],
    ids=str,
)
def test_a_body_is_text_or_json(send: Send, body: Any, text: str) -> None:
    assert send(a_log(body=value(body)))["body"] == text


def test_an_event_without_a_body_is_called_by_its_name(send: Send) -> None:
    log = send({"eventName": "order.paid"})
    assert (log["body"], log["attributes"]["event.name"]["value"]) == ("order.paid", "order.paid")


def test_without_its_own_time_a_record_has_the_time_of_observation(send: Send) -> None:
    record = {"observedTimeUnixNano": "1795298599500000000", "body": value("x")}
    assert send(record)["timestamp"] == 1795298599.5


def test_without_any_time_a_record_has_the_time_of_receipt(send: Send) -> None:
    assert send({"body": value("x")})["timestamp"] == RECEIVED


def test_attributes_of_record_resource_and_instrumentation_are_kept(send: Send) -> None:
    attributes = send(
        a_log(attributes=pairs(order=7)), resource=pairs(deployment__environment="prod")
    )["attributes"]
    assert attributes["order"] == {"type": "integer", "value": 7}
    assert attributes["resource.deployment.environment"]["value"] == "prod"
    assert attributes["sentry.environment"]["value"] == "prod"
    assert attributes["instrumentation.name"]["value"] == "test"
