import base64
import gzip
import zlib

import pytest
from ingest.door import KEY, UNKNOWN, Door

from seismo.model.outcome import Reason
from seismo.protocol.envelope import parse_envelope

ID = "9ec79c33ec9942ab8353589fcb2e04dc"
EVENT = b'{"event_id":"%s","message":"hi"}' % ID.encode()
MIB = 1024 * 1024


def items(body: bytes) -> list[tuple[str, bytes]]:
    return [(item.type, bytes(item.payload)) for item in parse_envelope(body).items]


@pytest.mark.parametrize("path", ["/api/1/store/", "/api/1/store", "/api/store/", "/api/store"])
def test_an_event_is_accepted(door: Door, path: str) -> None:
    reply = door.post(EVENT, path)
    assert (reply.status, reply.json) == (200, {"id": ID})


def test_an_event_goes_into_the_journal_as_an_envelope(door: Door) -> None:
    door.post(EVENT, "/api/1/store/")
    (record,) = door.records()
    assert (record.project_id, record.event_id, record.kept) == (1, ID, (0,))
    assert items(record.body) == [("event", EVENT)]


def test_without_a_project_in_the_url_the_key_tells_it(door: Door) -> None:
    door.post(EVENT, "/api/store/")
    assert door.records()[0].project_id == 1


def test_a_transaction_is_known_by_its_type(door: Door) -> None:
    door.post(b'{"type":"transaction"}', "/api/1/store/")
    assert items(door.records()[0].body)[0][0] == "transaction"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(base64.b64encode(zlib.compress(EVENT)), {}, id="base64 of zlib"),
        pytest.param(gzip.compress(EVENT), {"content_encoding": "gzip"}, id="gzip"),
    ],
)
def test_an_event_may_be_wrapped(door: Door, body: bytes, headers: dict[str, str]) -> None:
    assert door.post(body, "/api/1/store/", **headers).json == {"id": ID}


def test_an_event_without_an_id_gets_one(door: Door) -> None:
    reply = door.post(b'{"message":"hi"}', "/api/1/store/")
    assert len(bytes.fromhex(reply.json["id"])) == 16


def test_an_envelope_that_says_so_is_taken_as_one(door: Door) -> None:
    body = b'{}\n{"type":"session"}\n{}'
    reply = door.post(body, "/api/1/store/", content_type="application/x-sentry-envelope")
    assert reply.status == 200
    assert door.records()[0].body == body


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        pytest.param(b"", 400, Reason.EMPTY_BODY, id="empty"),
        pytest.param(b"hello\x00", 400, Reason.INVALID_JSON, id="garbage"),
        pytest.param(b'{"message":', 400, Reason.INVALID_JSON, id="cut"),
        pytest.param(b'{"a":"%s"}' % bytes(MIB), 413, Reason.TOO_LARGE, id="large"),
        pytest.param(
            base64.b64encode(zlib.compress(bytes(9 * MIB))), 413, Reason.TOO_LARGE, id="bomb"
        ),
    ],
)
def test_a_broken_event_is_refused_and_the_project_sees_it(
    door: Door, body: bytes, status: int, reason: Reason
) -> None:
    door.post(b"{}")
    assert door.post(body, "/api/1/store/").status == status
    assert [d.reason for r in door.records() for d in r.dropped] == [reason]


def test_a_compressed_bomb_is_refused(door: Door) -> None:
    body = gzip.compress(bytes(30 * MIB))
    assert door.post(body, "/api/1/store/", content_encoding="gzip").status == 413


def test_an_unknown_key_is_refused(door: Door) -> None:
    assert door.post(EVENT, "/api/store/", query=f"sentry_key={UNKNOWN}").status == 403


def test_a_request_without_a_key_is_refused(door: Door) -> None:
    assert door.ask("POST", "/api/1/store/", EVENT).status == 401


def test_the_dsn_of_an_envelope_header_is_no_key_here(door: Door) -> None:
    body = b'{"dsn":"https://%s@errors.test/1"}' % KEY.encode()
    assert door.ask("POST", "/api/1/store/", body).status == 401


def in_query(event: bytes) -> str:
    """As an old SDK of browsers writes it, but for the escapes."""
    return f"sentry_key={KEY}&sentry_version=7&sentry_data={base64.b64encode(event).decode()}"


def test_an_event_in_the_address_of_an_image_is_answered_with_an_image(door: Door) -> None:
    reply = door.ask("GET", "/api/1/store/", query=in_query(EVENT))
    assert (reply.status, reply.headers["content-type"]) == (200, "image/gif")
    assert reply.body.startswith(b"GIF89a")
    assert items(door.records()[0].body) == [("event", EVENT)]


def test_an_event_in_an_address_may_be_compressed(door: Door) -> None:
    event = b'{"event_id":"%s","message":"%s"}' % (ID.encode(), bytes(range(48, 91)) * 3)
    door.ask("GET", "/api/1/store/", query=in_query(zlib.compress(event)))
    assert items(door.records()[0].body) == [("event", event)]


@pytest.mark.parametrize(
    ("query", "status"), [(f"sentry_key={KEY}", 400), ("sentry_data=e30", 401)]
)
def test_an_address_without_event_or_key_is_refused(door: Door, query: str, status: int) -> None:
    assert door.ask("GET", "/api/1/store/", query=query).status == status
