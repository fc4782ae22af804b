import json
from typing import Any

import pytest
from ingest.door import KEY, NOW, Door

from seismo.model.outcome import DataCategory, Reason
from seismo.protocol.envelope import parse_envelope

REPORT = {
    "type": "network-error",
    "age": 2500,
    "url": "https://api.shop.test/orders?page=2",
    "user_agent": "Mozilla/5.0",
    "body": {
        "type": "dns.name_not_resolved",
        "phase": "dns",
        "protocol": "http/1.1",
        "method": "GET",
        "status_code": 0,
        "elapsed_time": 143,
        "sampling_fraction": 0.5,
        "referrer": "",
        "server_ip": None,
        "new": {"a": 1},
    },
}


def send(door: Door, content: object, content_type: str = "application/reports+json") -> int:
    body = json.dumps(content).encode()
    return door.ask(
        "POST", "/api/1/nel/", body, f"sentry_key={KEY}", content_type=content_type
    ).status


def logs(door: Door) -> list[dict[str, Any]]:
    (item,) = parse_envelope(door.records()[0].body).items
    assert item.type == "log"
    found: list[dict[str, Any]] = json.loads(bytes(item.payload))["items"]
    assert item.headers["item_count"] == len(found)
    return found


def test_a_report_becomes_a_log(door: Door) -> None:
    assert send(door, [REPORT]) == 200
    (log,) = logs(door)
    attributes = {name: attribute["value"] for name, attribute in log.pop("attributes").items()}
    assert log == {
        "timestamp": NOW - 2.5,
        "level": "warn",
        "body": "Network request to api.shop.test: dns.name_not_resolved",
    }
    assert attributes == {
        "http.request.method": "GET",
        "http.response.status_code": 0,
        "nel.elapsed_time": 143,
        "nel.phase": "dns",
        "nel.sampling_fraction": 0.5,
        "nel.type": "dns.name_not_resolved",
        "network.protocol.name": "http/1.1",
        "sentry.origin": "auto.http.browser_report.nel",
        "url.full": "https://api.shop.test/orders?page=2",
        "user_agent.original": "Mozilla/5.0",
    }


def test_a_success_is_no_warning(door: Door) -> None:
    send(door, [REPORT | {"body": {"type": "ok"}}])
    assert logs(door)[0]["level"] == "info"


@pytest.mark.parametrize(
    "strange",
    [{"url": "http://[", "age": "x"}, {"url": 7, "age": True}, {"age": -5, "body": {"type": 7}}],
    ids=str,
)
def test_strange_values_do_no_harm(door: Door, strange: dict[str, Any]) -> None:
    assert send(door, [REPORT | strange]) == 200
    assert logs(door)[0]["timestamp"] == NOW


@pytest.mark.parametrize(
    "other", [{"type": "csp-violation", "body": {}}, 7, {}, REPORT | {"body": 1}]
)
def test_a_report_of_another_kind_is_an_outcome(door: Door, other: object) -> None:
    assert send(door, [other]) == 200
    assert [(d.reason, d.category) for r in door.records() for d in r.dropped] == [
        (Reason.UNSUPPORTED, DataCategory.LOG_ITEM)
    ]


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [([], "application/json", 400), ({}, "application/json", 400), ([REPORT], "text/plain", 415)],
)
def test_what_is_no_list_of_reports_is_refused(
    door: Door, content: object, content_type: str, status: int
) -> None:
    assert send(door, content, content_type) == status
