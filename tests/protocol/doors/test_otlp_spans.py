"""Each test sends one span in both encodings and looks at the span that Sentry's item has."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from protocol.doors.otlp_messages import (
    ENCODINGS,
    PARENT,
    SPAN,
    TRACE,
    Message,
    a_span,
    pairs,
    traces,
    value,
)

from seismo.protocol.doors.otlp.translation import translate_traces
from seismo.protocol.doors.posted import Posted
from seismo.protocol.envelope import parse_envelope
from seismo.protocol.limits import SPAN_CONTAINER

Send = Callable[..., dict[str, Any]]


def posted(message: Message, content_type: str) -> Posted:
    return Posted(ENCODINGS[content_type](message), content_type, "", 1795298600.0)


@pytest.fixture(params=list(ENCODINGS))
def send(request: pytest.FixtureRequest) -> Send:
    """Sends one span and returns what it becomes."""

    def send_span(span: Message | None = None, **around: Any) -> dict[str, Any]:
        message = traces(span or a_span(), **around)
        (envelope,) = translate_traces(posted(message, request.param)).envelopes
        (item,) = parse_envelope(envelope).items
        assert item.type == "span"
        assert item.headers["content_type"] == SPAN_CONTAINER
        assert item.headers["item_count"] == 1
        (found,) = json.loads(bytes(item.payload))["items"]
        assert isinstance(found, dict)
        return found

    return send_span


def test_ids_name_and_times_are_kept(send: Send) -> None:
    span = send(a_span(parentSpanId=PARENT))
    del span["attributes"]
    assert span == {
        "trace_id": TRACE,
        "span_id": SPAN,
        "parent_span_id": PARENT,
        "name": "GET /orders",
        "status": "ok",
        "is_segment": False,
        "start_timestamp": 1795298600.25,
        "end_timestamp": 1795298600.5,
        "links": [],
    }


@pytest.mark.parametrize(
    ("code", "status"), [(None, "ok"), (0, "ok"), (1, "ok"), (2, "error")], ids=str
)
def test_only_an_error_is_an_error(send: Send, code: int | None, status: str) -> None:
    assert send(a_span(status={} if code is None else {"code": code}))["status"] == status


def test_the_message_of_the_status_is_kept(send: Send) -> None:
    span = send(a_span(status={"code": 2, "message": "card declined"}))
    assert span["attributes"]["sentry.status.message"]["value"] == "card declined"


TELLS_REMOTE, REMOTE = 0x100, 0x300


@pytest.mark.parametrize(
    ("fields", "is_segment"),
    [
        pytest.param({}, True, id="no parent"),
        pytest.param({"parentSpanId": PARENT}, False, id="a parent"),
        pytest.param({"parentSpanId": PARENT, "flags": REMOTE}, True, id="a remote parent"),
        pytest.param(
            {"parentSpanId": PARENT, "flags": TELLS_REMOTE, "kind": 2},
            False,
            id="a local parent of a server span",
        ),
        pytest.param({"parentSpanId": PARENT, "kind": 2}, True, id="an old exporter's server span"),
        pytest.param({"parentSpanId": PARENT, "kind": 5}, True, id="an old exporter's consumer"),
        pytest.param({"parentSpanId": PARENT, "kind": 3}, False, id="an old exporter's client"),
    ],
)
def test_the_first_span_in_a_process_is_a_segment(
    send: Send, fields: Message, is_segment: bool
) -> None:
    assert send(a_span(**fields))["is_segment"] is is_segment


@pytest.mark.parametrize(
    ("kind", "name"),
    [(1, "internal"), (2, "server"), (3, "client"), (4, "producer"), (5, "consumer")],
)
def test_the_kind_is_kept(send: Send, kind: int, name: str) -> None:
    assert send(a_span(kind=kind))["attributes"]["sentry.kind"]["value"] == name


@pytest.mark.parametrize("kind", [0, 6, 99])
def test_another_kind_is_none(send: Send, kind: int) -> None:
    assert "sentry.kind" not in send(a_span(kind=kind))["attributes"]


@pytest.mark.parametrize(
    ("content", "kind", "kept"),
    [
        pytest.param("x", "string", "x", id="text"),
        pytest.param("", "string", "", id="empty text"),
        pytest.param(True, "boolean", True, id="boolean"),
        pytest.param(False, "boolean", False, id="false"),
        pytest.param(7, "integer", 7, id="integer"),
        pytest.param(-(1 << 63), "integer", -(1 << 63), id="smallest integer"),
        pytest.param(1.5, "double", 1.5, id="double"),
        pytest.param(["a", 1], "array", ["a", 1], id="list"),
        pytest.param([], "array", [], id="empty list"),
        pytest.param([["a"], 1], "string", '[["a"],1]', id="list in a list"),
        pytest.param({"a": {"b": 1}}, "string", '{"a":{"b":1}}', id="map"),
        pytest.param(b"text", "string", "text", id="bytes of text"),
        pytest.param(b"\xff\x00", "string", "/wA=", id="bytes"),
    ],
)
def test_an_attribute_keeps_its_type(send: Send, content: Any, kind: str, kept: Any) -> None:
    attributes = send(a_span(attributes=pairs(some__name=content)))["attributes"]
    assert attributes["some.name"] == {"type": kind, "value": kept}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_json_lacks_becomes_text(send: Send, number: str) -> None:
    attributes = [{"key": "n", "value": {"doubleValue": number}}]
    assert send(a_span(attributes=attributes))["attributes"]["n"]["type"] == "string"


def test_an_attribute_without_a_value_is_left_out(send: Send) -> None:
    attributes = [{"key": "nothing", "value": {}}, {"key": "less"}, *pairs(some=1)]
    kept = send(a_span(attributes=attributes))["attributes"]
    assert {"nothing", "less"}.isdisjoint(kept)
    assert kept["some"]["value"] == 1


def test_what_is_nested_too_deeply_is_left_out(send: Send) -> None:
    deep = value("x")
    for _ in range(40):
        deep = {"arrayValue": {"values": [deep]}}
    attribute = send(a_span(attributes=[{"key": "deep", "value": deep}]))["attributes"]["deep"]
    assert attribute["value"].strip("[]") == ""


def test_the_resource_is_part_of_each_span(send: Send) -> None:
    span = send(resource=pairs(service__name="shop", host__name="web-1"))
    assert span["attributes"]["resource.service.name"] == {"type": "string", "value": "shop"}
    assert span["attributes"]["resource.host.name"]["value"] == "web-1"


@pytest.mark.parametrize(
    ("resource", "name", "kept"),
    [
        ({"deployment__environment__name": "prod"}, "sentry.environment", "prod"),
        ({"deployment__environment": "prod"}, "sentry.environment", "prod"),
        ({"service__version": "shop@1.2.3"}, "sentry.release", "shop@1.2.3"),
        ({"telemetry__sdk__language": "nodejs"}, "sentry.platform", "node"),
        ({"telemetry__sdk__version": "1.45.2"}, "sentry.sdk.version", "1.45.2"),
        (
            {"telemetry__sdk__name": "opentelemetry", "telemetry__sdk__language": "python"},
            "sentry.sdk.name",
            "opentelemetry.python",
        ),
    ],
    ids=str,
)
def test_the_resource_tells_what_sentry_wants_to_know(
    send: Send, resource: Message, name: str, kept: str
) -> None:
    assert send(resource=pairs(**resource))["attributes"][name]["value"] == kept


def test_a_span_knows_better_than_its_resource(send: Send) -> None:
    span = a_span(attributes=pairs(sentry__environment="canary"))
    sent = send(span, resource=pairs(deployment__environment="prod"))
    assert sent["attributes"]["sentry.environment"]["value"] == "canary"


@pytest.mark.parametrize(
    ("attributes", "user"),
    [({"enduser__id": "7"}, "7"), ({"enduser__id": "7", "user__id": "8"}, "8")],
    ids=str,
)
def test_the_user_has_the_name_that_sentry_looks_for(
    send: Send, attributes: Message, user: str
) -> None:
    kept = send(a_span(attributes=pairs(**attributes)))["attributes"]
    assert kept["user.id"]["value"] == user


def test_the_instrumentation_is_kept(send: Send) -> None:
    scope = {"name": "django", "version": "0.66", "attributes": pairs(x=1)}
    attributes = send(scope=scope)["attributes"]
    assert attributes["instrumentation.name"]["value"] == "django"
    assert attributes["instrumentation.version"]["value"] == "0.66"
    assert attributes["instrumentation.x"]["value"] == 1


@pytest.mark.parametrize(
    ("attributes", "kind", "op"),
    [
        ({"http__request__method": "GET"}, 2, "http.server"),
        ({"http__method": "GET"}, 3, "http.client"),
        ({"db__system__name": "postgresql"}, 3, "db"),
        ({"messaging__system": "kafka"}, 5, "queue.process"),
        ({"rpc__system": "grpc"}, 2, "rpc.server"),
        ({"faas__trigger": "timer"}, 2, "function"),
        ({"sentry__op": "own", "http__method": "GET"}, 2, "own"),
    ],
    ids=str,
)
def test_the_operation_is_told_by_the_attributes(
    send: Send, attributes: Message, kind: int, op: str
) -> None:
    span = send(a_span(kind=kind, attributes=pairs(**attributes)))
    assert span["attributes"]["sentry.op"]["value"] == op


def test_without_a_hint_there_is_no_operation(send: Send) -> None:
    assert "sentry.op" not in send()["attributes"]


def test_a_span_without_a_name_is_named_after_its_operation(send: Send) -> None:
    assert send(a_span(name="", kind=3, attributes=pairs(db__system="mysql")))["name"] == "db"


def test_a_link_is_kept(send: Send) -> None:
    link = {"traceId": TRACE, "spanId": PARENT, "flags": 1, "attributes": pairs(a="b")}
    assert send(a_span(links=[link]))["links"] == [
        {
            "trace_id": TRACE,
            "span_id": PARENT,
            "sampled": True,
            "attributes": {"a": {"type": "string", "value": "b"}},
        }
    ]


@pytest.mark.parametrize("kind", ["SPAN_KIND_SERVER", "2", 2])
def test_json_may_name_an_enumeration(kind: str | int) -> None:
    message = traces(a_span(kind=kind, status={"code": "STATUS_CODE_ERROR"}))
    (envelope,) = translate_traces(posted(message, "application/json")).envelopes
    (span,) = json.loads(bytes(parse_envelope(envelope).items[0].payload))["items"]
    assert (span["attributes"]["sentry.kind"]["value"], span["status"]) == ("server", "error")
