import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from ingest.door import DISABLED, KEY, NOW, OTHER, UNKNOWN, Door

from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.record import Client, Record

ID = "9ec79c33ec9942ab8353589fcb2e04dc"
EVENT = b'{"event_id":"%s"}\n{"type":"event"}\n{"message":"hi"}\n' % ID.encode()
MIB = 1024 * 1024


def test_an_accepted_event_is_answered_with_its_id(door: Door) -> None:
    reply = door.post(EVENT)
    assert (reply.status, reply.json) == (200, {"id": ID})


def test_an_accepted_envelope_is_in_the_journal_as_it_came(door: Door) -> None:
    door.post(EVENT, user_agent="sentry.python/2.75.0", origin="https://shop.test")
    assert door.records() == [
        Record(
            project_id=1,
            received=NOW,
            project_key_id=11,
            event_id=ID,
            body=EVENT,
            kept=(0,),
            client=Client(
                remote_addr="203.0.113.9",
                user_agent="sentry.python/2.75.0",
                sdk="sentry.python/2.75.0",
                origin="https://shop.test",
            ),
        )
    ]


def test_the_client_hints_of_a_browser_are_kept(door: Door) -> None:
    brands, system = '"Chromium";v="121"', '"Windows"'
    door.post(EVENT, sec_ch_ua=brands, sec_ch_ua_platform=system, sec_ch_ua_mobile="?0")
    (record,) = door.records()
    assert record.client.hints == {"sec-ch-ua": brands, "sec-ch-ua-platform": system}


@pytest.mark.parametrize(
    ("header", "encoding", "compress"),
    [
        ("gzip", "gzip", gzip.compress),
        ("x-gzip", "gzip", gzip.compress),
        ("deflate", "deflate", zlib.compress),
        ("br", "br", brotli.compress),
        ("zstd", "zstd", zstandard.compress),
    ],
)
def test_a_compressed_body_stays_compressed(
    door: Door, header: str, encoding: str, compress: Callable[[bytes], bytes]
) -> None:
    body = compress(EVENT)
    assert door.post(body, content_encoding=header).status == 200
    assert [(r.encoding, r.body) for r in door.records()] == [(encoding, body)]


def test_a_body_may_come_in_pieces(door: Door) -> None:
    assert door.post([EVENT[:20], b"", EVENT[20:30], EVENT[30:], b""]).status == 200
    assert door.records()[0].body == EVENT


def test_a_client_that_goes_away_gets_and_leaves_nothing(door: Door) -> None:
    messages = [
        {"type": "http.request", "body": EVENT[:20], "more_body": True},
        {"type": "http.disconnect"},
    ]
    assert door.exchange("POST", "/api/1/envelope/", messages, f"sentry_key={KEY}") == []
    assert door.records() == []


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("text/plain;charset=UTF-8", id="text"),
        pytest.param("multipart/form-data", id="multipart"),
        pytest.param("application/x-www-form-urlencoded", id="form"),
    ],
)
def test_the_content_type_does_not_matter(door: Door, header: str) -> None:
    assert door.post(EVENT, content_type=header).status == 200


def test_a_hyphenated_id_is_answered_without_hyphens(door: Door) -> None:
    reply = door.post(b'{"event_id":"9EC79C33-ec99-42ab-8353-589fcb2e04dc"}\n{"type":"event"}\n{}')
    assert reply.json == {"id": ID}


def test_the_id_of_the_envelope_wins_over_the_payloads(door: Door) -> None:
    reply = door.post(EVENT.replace(b'{"message":"hi"}', b'{"event_id":"%s"}' % (b"0" * 32)))
    assert reply.json == {"id": ID}


def test_an_event_in_an_envelope_without_an_id_keeps_its_own(door: Door) -> None:
    reply = door.post(b'{}\n{"type":"event"}\n{"event_id":"%s"}' % ID.encode())
    assert (reply.json, door.records()[0].event_id) == ({"id": ID}, ID)


@pytest.mark.parametrize("item_type", ["event", "transaction", "feedback"])
def test_an_event_without_any_id_gets_one(door: Door, item_type: str) -> None:
    reply = door.post(b'{}\n{"type":"%s"}\nnot json' % item_type.encode())
    assert len(bytes.fromhex(reply.json["id"])) == 16
    assert door.records()[0].event_id == reply.json["id"]


def test_items_that_need_no_id_get_none(door: Door) -> None:
    reply = door.post(b'{}\n{"type":"session"}\n{}\n{"type":"client_report"}\n{}')
    assert (reply.status, reply.json) == (200, {})
    assert [(r.event_id, r.kept) for r in door.records()] == [(None, (0, 1))]


@pytest.mark.parametrize(
    ("body", "answer"),
    [(b"{}", {}), (b"{}\n", {}), (b'{"event_id":"%s"}\n' % ID.encode(), {"id": ID})],
)
def test_an_envelope_without_items_is_fine_and_leaves_nothing(
    door: Door, body: bytes, answer: dict[str, str]
) -> None:
    reply = door.post(body)
    assert (reply.status, reply.json) == (200, answer)
    assert door.records() == []


def test_an_unknown_item_is_dropped_and_the_rest_is_kept(door: Door) -> None:
    reply = door.post(b'{}\n{"type":"hologram"}\nx\n{"type":"session"}\n{}')
    assert reply.status == 200
    (record,) = door.records()
    assert record.kept == (1,)
    assert record.dropped == (
        Dropped(Reason.UNKNOWN_ITEM_TYPE, DataCategory.OTHER, detail="hologram"),
    )


def test_an_envelope_of_unknown_items_leaves_only_their_outcomes(door: Door) -> None:
    assert door.post(b'{}\n{"type":"hologram"}\nx').status == 200
    (record,) = door.records()
    assert (record.body, record.kept, len(record.dropped)) == (b"", (), 1)


def test_a_payload_that_is_not_json_is_for_digest_to_judge(door: Door) -> None:
    assert door.post(b'{}\n{"type":"event"}\n\x00\xff not json').status == 200


def test_nul_bytes_in_a_payload_are_kept(door: Door) -> None:
    body = b'{}\n{"type":"attachment","length":3}\n\x00\n\x00\n'
    assert door.post(body).status == 200
    assert door.records()[0].body == body


QUERY = f"sentry_version=7&sentry_key={KEY}&sentry_client=sentry.javascript.browser%2F11.12.0"


def test_browsers_authenticate_by_query(door: Door) -> None:
    assert door.post(EVENT, query=QUERY).status == 200
    assert door.records()[0].client.sdk == "sentry.javascript.browser/11.12.0"


NO_KEY = "event submission rejected with_reason: ProjectId"


@pytest.mark.parametrize(
    ("headers", "query", "status", "detail", "reason"),
    [
        pytest.param(
            {"x_sentry_auth": f"Sentry sentry_key={UNKNOWN}"},
            "",
            403,
            NO_KEY,
            Reason.AUTH_UNKNOWN_KEY,
            id="unknown key",
        ),
        pytest.param(
            {"x_sentry_auth": f"Sentry sentry_key={DISABLED}"},
            "",
            403,
            NO_KEY,
            Reason.AUTH_DISABLED_KEY,
            id="disabled key",
        ),
        pytest.param(
            {"x_sentry_auth": f"Sentry sentry_key={OTHER}"},
            "",
            403,
            NO_KEY,
            Reason.PROJECT_MISMATCH,
            id="key of another project",
        ),
        pytest.param(
            {"authorization": "Bearer faketoken"},
            "",
            401,
            "missing authorization information",
            Reason.AUTH_MISSING,
            id="no key",
        ),
        pytest.param(
            {"x_sentry_auth": f"Sentry sentry_key={KEY}"},
            f"sentry_key={OTHER}",
            401,
            "multiple authorization payloads detected",
            Reason.AUTH_INVALID,
            id="two keys",
        ),
        pytest.param(
            {},
            "sentry_key=abc",
            400,
            "bad sentry DSN public key",
            Reason.AUTH_INVALID,
            id="malformed key",
        ),
        pytest.param(
            {},
            f"sentry_key={KEY}&sentry_version=8",
            400,
            "unsupported protocol version",
            Reason.AUTH_INVALID,
            id="version 8",
        ),
    ],
)
def test_a_stranger_is_refused_and_the_project_sees_it(
    door: Door, headers: dict[str, str], query: str, status: int, detail: str, reason: Reason
) -> None:
    door.post(b"{}")  # the keys are loaded
    reply = door.post(EVENT, query=query, **headers)
    assert (reply.status, reply.json["detail"]) == (status, detail)
    (record,) = door.records()
    assert [(d.reason, d.event_id) for d in record.dropped] == [(reason, ID)]


BROKEN = [
    pytest.param(b"", {}, 400, Reason.EMPTY_BODY, id="empty"),
    pytest.param(
        gzip.compress(b""), {"content_encoding": "gzip"}, 400, Reason.EMPTY_BODY, id="empty gzip"
    ),
    pytest.param(b"\x00\x00", {}, 400, Reason.INVALID_ENVELOPE, id="NUL"),
    pytest.param(b"hello", {}, 400, Reason.INVALID_ENVELOPE, id="garbage"),
    pytest.param(EVENT + b"{}\n", {}, 400, Reason.INVALID_ENVELOPE, id="bad second item"),
    pytest.param(
        EVENT, {"content_encoding": "gzip"}, 400, Reason.INVALID_COMPRESSION, id="not gzip"
    ),
    pytest.param(gzip.compress(EVENT), {}, 400, Reason.INVALID_ENVELOPE, id="header removed"),
    pytest.param(
        gzip.compress(EVENT)[:-4],
        {"content_encoding": "gzip"},
        400,
        Reason.INVALID_COMPRESSION,
        id="cut gzip",
    ),
    pytest.param(
        gzip.compress(bytes(201 * MIB), compresslevel=1),
        {"content_encoding": "gzip"},
        413,
        Reason.TOO_LARGE,
        id="bomb",
    ),
    pytest.param(EVENT + b'{"type":"transaction"}\n{}', {}, 413, Reason.TOO_LARGE, id="two events"),
    pytest.param(
        b'{}\n{"type":"event"}\n' + b"x" * (MIB + 1), {}, 413, Reason.TOO_LARGE, id="large event"
    ),
    pytest.param(
        EVENT, {"content_length": str(201 * MIB)}, 413, Reason.TOO_LARGE, id="declared too large"
    ),
    pytest.param(
        EVENT, {"content_length": "9" * 5000}, 413, Reason.TOO_LARGE, id="declared absurdly large"
    ),
]


@pytest.mark.parametrize(("body", "headers", "status", "reason"), BROKEN)
class TestABrokenRequest:
    def test_is_refused(
        self, door: Door, body: bytes, headers: dict[str, str], status: int, reason: Reason
    ) -> None:
        assert door.post(body, **headers).status == status

    def test_is_an_outcome_of_the_project(
        self, door: Door, body: bytes, headers: dict[str, str], status: int, reason: Reason
    ) -> None:
        door.post(b"{}")
        door.post(body, **headers)
        (record,) = door.records()
        assert [(d.reason, d.category) for d in record.dropped] == [(reason, DataCategory.ERROR)]
        assert (record.project_id, record.body, record.kept) == (1, b"", ())

    def test_says_why_in_body_header_and_outcome(
        self, door: Door, body: bytes, headers: dict[str, str], status: int, reason: Reason
    ) -> None:
        door.post(b"{}")
        reply = door.post(body, **headers)
        sentence = f"{reply.json['detail']}: {'; '.join(reply.json['causes'])}"
        assert reply.headers["x-sentry-error"] == sentence
        assert door.records()[0].dropped[0].detail == sentence

    def test_may_be_read_by_any_page(
        self, door: Door, body: bytes, headers: dict[str, str], status: int, reason: Reason
    ) -> None:
        reply = door.post(body, **headers)
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "x-sentry-error" in reply.headers["access-control-expose-headers"]


def test_a_body_larger_than_declared_is_refused(door: Door) -> None:
    piece = bytes(50 * MIB)
    reply = door.post([piece, piece, piece, piece, b"x"])
    assert reply.status == 413


def test_the_offending_type_is_named(door: Door) -> None:
    reply = door.post(b'{}\n{"type":"check_in"}\n{}\n{"type":"check_in"}\n{}')
    assert reply.json == {
        "detail": "envelope exceeded size limits for type 'check_in'",
        "causes": ["more than 1 items of its kind"],
    }


def test_a_large_body_is_accepted(door: Door) -> None:
    attachment = bytes(9 * MIB)
    body = gzip.compress(b'{}\n{"type":"attachment","length":%d}\n' % len(attachment) + attachment)
    assert door.post(body, content_encoding="gzip").status == 200
    assert door.records()[0].kept == (0,)


def test_a_refusal_for_a_project_that_is_not_there_leaves_nothing(door: Door) -> None:
    door.post(b"{}")
    assert door.post(EVENT, path="/api/77/envelope/").status == 403
    assert door.records() == []


def test_a_journal_that_takes_nothing_is_a_503_that_says_when(closed_door: Door) -> None:
    reply = closed_door.post(EVENT)
    assert (reply.status, reply.json["detail"]) == (503, "server overloaded")
    assert int(reply.headers["retry-after"]) > 0


def test_an_overload_is_counted_until_the_journal_takes_it(closed_door: Door) -> None:
    closed_door.post(EVENT)
    assert closed_door.ingest.refusals.pending == {
        ((1, None), Reason.OVERLOADED, DataCategory.ERROR): 1
    }


def test_too_many_bytes_in_memory_are_an_overload(door: Door) -> None:
    door.ingest.budget.take(511 * MIB)
    assert door.post(bytes(2 * MIB)).status == 429


def test_the_memory_of_a_request_is_given_back(door: Door) -> None:
    door.post(EVENT)
    door.post(b"hello")
    assert door.ingest.budget.taken == 0


def test_the_address_of_a_client_behind_a_proxy_is_kept(door: Door) -> None:
    door.peer = ("10.0.0.3", 80)
    door.post(EVENT, x_forwarded_for="198.51.100.4, 10.0.0.9")
    assert door.records()[0].client.remote_addr == "198.51.100.4"


def test_a_client_on_a_local_socket_has_no_address(door: Door) -> None:
    door.peer = None
    door.post(EVENT)
    assert door.records()[0].client.remote_addr == ""
