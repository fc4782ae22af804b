import gzip
import json
from typing import Any

import pytest
from ingest.door import KEY, OTHER, UNKNOWN, Door

from seismo.model.outcome import DataCategory, Reason
from seismo.protocol.doors.security import MAX_REPORTS
from seismo.protocol.envelope import parse_envelope

CSP = {"csp-report": {"document-uri": "https://shop.test/", "effective-directive": "img-src"}}
REPORTING_API = [
    {
        "type": "csp-violation",
        "age": 12,
        "url": "https://shop.test/pay",
        "body": {
            "documentURL": "https://shop.test/pay",
            "blockedURL": "https://evil.test/x.js",
            "effectiveDirective": "script-src-elem",
            "originalPolicy": "default-src 'self'",
            "disposition": "report",
            "statusCode": 200,
            "lineNumber": 3,
            "somethingNew": {"a": 1},
        },
    }
]


def reports(door: Door) -> list[tuple[dict[str, Any], Any]]:
    """Header and payload of each report that is in the journal, one for each envelope."""
    found = []
    for record in door.records():
        if record.kept:
            (item,) = parse_envelope(record.body).items
            assert item.type == "raw_security"
            found.append((item.headers, json.loads(bytes(item.payload))))
    return found


def send(door: Door, content: object, path: str = "security/", **headers: str) -> int:
    headers.setdefault("content_type", "application/csp-report")
    return door.ask(
        "POST", f"/api/1/{path}", json.dumps(content).encode(), f"sentry_key={KEY}", **headers
    ).status


@pytest.mark.parametrize("path", ["security/", "security", "csp-report/"])
def test_a_report_is_accepted_without_a_body_in_the_answer(door: Door, path: str) -> None:
    reply = door.ask(
        "POST",
        f"/api/1/{path}",
        json.dumps(CSP).encode(),
        f"sentry_key={KEY}",
        content_type="application/csp-report",
    )
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "report",
    [
        CSP,
        {"known-pins": ["pin-sha256='x'"], "hostname": "shop.test"},
        {"expect-ct-report": {"hostname": "shop.test"}},
        {"expect-staple-report": {"hostname": "shop.test"}},
    ],
    ids=lambda report: next(iter(report)),
)
def test_a_report_goes_into_the_journal_as_it_came(door: Door, report: dict[str, Any]) -> None:
    assert send(door, report) == 200
    assert [payload for _, payload in reports(door)] == [report]


def test_each_report_has_an_event_id(door: Door) -> None:
    send(door, CSP)
    assert len(str(door.records()[0].event_id)) == 32


def test_release_and_environment_come_from_the_address(door: Door) -> None:
    query = f"sentry_key={KEY}&sentry_release=web%401.0&sentry_environment=prod"
    headers = {"content_type": "application/csp-report"}
    door.ask("POST", "/api/1/security/", json.dumps(CSP).encode(), query, **headers)
    ((header, _),) = reports(door)
    assert (header["sentry_release"], header["sentry_environment"]) == ("web@1.0", "prod")


def test_a_report_of_the_reporting_api_has_the_names_of_the_first_reports(door: Door) -> None:
    assert send(door, REPORTING_API, content_type="application/reports+json") == 200
    ((_, payload),) = reports(door)
    assert payload == {
        "csp-report": {
            "document-uri": "https://shop.test/pay",
            "blocked-uri": "https://evil.test/x.js",
            "effective-directive": "script-src-elem",
            "original-policy": "default-src 'self'",
            "disposition": "report",
            "status-code": 200,
            "line-number": 3,
        }
    }


def test_several_reports_are_several_events(door: Door) -> None:
    send(door, REPORTING_API * 3, content_type="application/reports+json")
    records = door.records()
    assert len({record.event_id for record in records}) == 3


@pytest.mark.parametrize("other", [{"type": "deprecation", "body": {}}, {}, None, 7, "x"])
def test_a_report_of_another_kind_is_an_outcome(door: Door, other: object) -> None:
    status = send(door, [*REPORTING_API, other, other], content_type="application/reports+json")
    assert (status, len(reports(door))) == (200, 1)
    assert [(d.reason, d.category, d.quantity) for r in door.records() for d in r.dropped] == [
        (Reason.UNSUPPORTED, DataCategory.SECURITY, 2)
    ]


def test_one_request_is_a_limited_number_of_events(door: Door) -> None:
    send(door, REPORTING_API * (MAX_REPORTS + 7), content_type="application/reports+json")
    assert len(reports(door)) == MAX_REPORTS
    assert [(d.reason, d.quantity) for r in door.records() for d in r.dropped] == [
        (Reason.TOO_LARGE, 7)
    ]


@pytest.mark.parametrize(
    ("body", "content_type", "status", "reason"),
    [
        pytest.param(b"", "application/json", 400, Reason.EMPTY_BODY, id="empty"),
        pytest.param(b"{", "application/json", 400, Reason.INVALID_JSON, id="cut"),
        pytest.param(b"7", "application/json", 400, Reason.INVALID_REQUEST, id="number"),
        pytest.param(b"{}", "application/json", 400, Reason.INVALID_REQUEST, id="no report"),
        pytest.param(b"[]", "application/json", 400, Reason.INVALID_REQUEST, id="no reports"),
        pytest.param(b"{}", "text/plain", 415, Reason.INVALID_REQUEST, id="text"),
        pytest.param(b"{}", "", 415, Reason.INVALID_REQUEST, id="no type"),
        pytest.param(bytes(1 << 21), "application/json", 413, Reason.TOO_LARGE, id="large"),
    ],
)
def test_what_is_no_report_is_refused_and_the_project_sees_it(
    door: Door, body: bytes, content_type: str, status: int, reason: Reason
) -> None:
    reply = door.post(body, "/api/1/security/", content_type=content_type)
    assert reply.status == status
    assert reply.headers["x-sentry-error"].startswith(reply.json["detail"])
    assert [(d.reason, d.category) for r in door.records() for d in r.dropped] == [
        (reason, DataCategory.SECURITY)
    ]


def test_a_bomb_is_refused(door: Door) -> None:
    body = gzip.compress(bytes(30 << 20))
    headers = {"content_type": "application/json", "content_encoding": "gzip"}
    assert door.post(body, "/api/1/security/", **headers).status == 413


def test_a_report_that_is_nested_too_deeply_is_refused(door: Door) -> None:
    deep = b'[{"type":"csp-violation","body":{"sample":' + b"[" * 500 + b"]" * 500 + b"}}]"
    reply = door.post(deep, "/api/1/security/", content_type="application/reports+json")
    assert reply.status == 400


@pytest.mark.parametrize(("key", "status"), [(UNKNOWN, 403), (OTHER, 403), ("x", 400), ("", 400)])
def test_the_key_in_the_address_must_be_right(door: Door, key: str, status: int) -> None:
    body = json.dumps(CSP).encode()
    reply = door.ask("POST", "/api/1/security/", body, f"sentry_key={key}")
    assert reply.status == status


def test_without_a_key_a_report_is_refused(door: Door) -> None:
    assert door.ask("POST", "/api/1/security/", json.dumps(CSP).encode()).status == 401
