"""The crash-report dialog, as the browser SDK asks for it and as the dialog posts."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from ingest.door import DISABLED, KEY, OTHER, UNKNOWN, Door, Reply

from seismo.model.outcome import DataCategory, Reason
from seismo.model.project import CategoryLimit, Limits, ProjectKey, Rate
from seismo.protocol.envelope import parse_envelope

ID = "9ec79c33ec9942ab8353589fcb2e04dc"
DSN = f"http://{KEY}@errors.test/1"
PATH = "/api/embed/error-page/"
REPORT = {"name": "Jane Bloggs", "email": "jane@shop.test", "comments": "I clicked on Pay."}


def ask(door: Door, method: str = "GET", body: bytes = b"", **changed: str) -> Reply:
    """`dsn` and `event_id` change the address, everything else is a header."""
    address = {"dsn": changed.pop("dsn", DSN), "eventId": changed.pop("event_id", ID)}
    return door.ask(method, PATH, body, urlencode(address), **changed)


def post(door: Door, report: dict[str, str], **changed: str) -> Reply:
    return ask(door, "POST", urlencode(report).encode(), **changed)


def reports(door: Door) -> list[tuple[str | None, dict[str, Any]]]:
    """Event id and payload of each report in the journal."""
    found = []
    for record in door.records():
        for item in parse_envelope(record.body).items if record.kept else ():
            assert item.type == "user_report"
            found.append((record.event_id, json.loads(bytes(item.payload))))
    return found


@pytest.mark.parametrize("path", [PATH, PATH.rstrip("/")])
def test_the_dialog_is_a_script_that_any_page_may_load(door: Door, path: str) -> None:
    reply = door.ask("GET", path, query=urlencode({"dsn": DSN, "eventId": ID}))
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
    assert b"showModal" in reply.body


def test_the_script_says_nothing_that_the_address_said(door: Door) -> None:
    query = urlencode({"dsn": DSN, "eventId": ID, "title": "</script><b>"})
    assert b"</script>" not in door.ask("GET", PATH, query=query).body


def test_a_report_is_accepted_for_its_event(door: Door) -> None:
    reply = post(door, REPORT)
    assert (reply.status, reply.json) == (200, {})
    assert reports(door) == [(ID, {"event_id": ID} | REPORT)]


def test_a_report_knows_who_sent_it(door: Door) -> None:
    post(door, REPORT, user_agent="Mozilla/5.0", origin="https://shop.test")
    client = door.records()[0].client
    assert (client.user_agent, client.origin) == ("Mozilla/5.0", "https://shop.test")


def test_a_hyphenated_event_id_will_do(door: Door) -> None:
    assert post(door, REPORT, event_id="9ec79c33-ec99-42ab-8353-589fcb2e04dc").status == 200
    assert reports(door)[0][0] == ID


@pytest.mark.parametrize(
    ("field", "text", "error"),
    [
        ("name", "", "This field is required."),
        ("name", "   ", "This field is required."),
        ("comments", "", "This field is required."),
        ("email", "", "This field is required."),
        ("email", "jane", "Enter a valid email address."),
        ("email", "jane@", "Enter a valid email address."),
        ("email", "jane@a b", "Enter a valid email address."),
        ("name", "x" * 129, "At most 128 characters are allowed."),
        ("comments", "x" * 4097, "At most 4096 characters are allowed."),
    ],
)
def test_a_field_that_is_wrong_is_named(door: Door, field: str, text: str, error: str) -> None:
    reply = post(door, REPORT | {field: text})
    assert (reply.status, reply.json) == (400, {"errors": {field: [error]}})
    assert door.records() == []


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{}", b"&&=&"])
def test_what_is_no_form_lacks_every_field(door: Door, body: bytes) -> None:
    assert ask(door, "POST", body).json["errors"].keys() == REPORT.keys()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("event_id", ["", "7", "x" * 32])
def test_without_an_event_id_nothing_is_done(door: Door, method: str, event_id: str) -> None:
    reply = ask(door, method, event_id=event_id)
    assert (reply.status, reply.json) == (400, {"eventId": "Missing or invalid parameter."})


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "dsn",
    [
        "",
        "nonsense",
        f"http://{UNKNOWN}@errors.test/1",
        f"http://{OTHER}@errors.test/1",
        f"http://{DISABLED}@errors.test/1",
        f"http://{KEY}@errors.test/2",
    ],
)
def test_without_the_dsn_of_a_project_nothing_is_done(door: Door, method: str, dsn: str) -> None:
    reply = ask(door, method, dsn=dsn)
    assert (reply.status, reply.json) == (404, {"dsn": "Missing or invalid parameter."})


def test_who_asks_for_a_script_gets_the_error_in_a_header(door: Door) -> None:
    reply = ask(door, event_id="7", accept="text/javascript, */*")
    assert (reply.status, reply.body) == (400, b"")
    assert json.loads(reply.headers["x-sentry-context"]) == {
        "eventId": "Missing or invalid parameter."
    }


def test_a_preflight_allows_what_the_dialog_sends(door: Door) -> None:
    reply = door.ask("OPTIONS", PATH)
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["access-control-allow-methods"] == "GET, POST, OPTIONS"
    assert reply.headers["access-control-max-age"] == "1000"
    assert "sentry-trace" in reply.headers["access-control-allow-headers"]
    assert reply.headers["vary"] == "Accept"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_another_method_is_refused(door: Door, method: str) -> None:
    reply = ask(door, method)
    assert (reply.status, reply.headers["allow"]) == (405, "GET, POST, OPTIONS")


def test_a_large_report_is_refused_and_the_project_sees_it(door: Door) -> None:
    assert post(door, REPORT | {"comments": "x" * 100_000}).status == 413
    assert [(d.reason, d.category) for r in door.records() for d in r.dropped] == [
        (Reason.TOO_LARGE, DataCategory.FEEDBACK)
    ]


def test_a_limit_on_feedback_holds(door: Door) -> None:
    limit = CategoryLimit(DataCategory.FEEDBACK, Rate(0, 60))
    door.project_keys = [ProjectKey(11, 1, KEY, True, None, Limits((limit,)))]
    assert post(door, REPORT).status == 429


def test_there_is_no_dialog_below_a_project(door: Door) -> None:
    assert door.ask("GET", "/api/1/embed/error-page/").status == 404
