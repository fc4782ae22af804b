import asyncio
import gzip
import json

import pytest
from ingest.door import AUTH, KEY, UNKNOWN, Door
from protocol.doors.otlp_messages import ENCODINGS, Message, a_log, a_span, logs, pairs, traces

from seismo.ingest.accept import Request
from seismo.ingest.doors import find_route
from seismo.ingest.translated import MAX_INLINE_TRANSLATION_BYTES
from seismo.model.ids import ProjectId
from seismo.model.outcome import DataCategory, Reason
from seismo.model.project import CategoryLimit, Limits, ProjectKey, Rate
from seismo.protocol.encoding import decoded
from seismo.protocol.envelope import parse_envelope

TRACES = "/api/1/integration/otlp/v1/traces"
LOGS = "/api/1/integration/otlp/v1/logs"
CATEGORIES = {TRACES: DataCategory.SPAN, LOGS: DataCategory.LOG_ITEM}
MIB = 1024 * 1024


def items(door: Door) -> list[tuple[str, int]]:
    """Type and number of entries of each container in the journal."""
    found = []
    for record in door.records():
        (item,) = parse_envelope(decoded(record.body, record.encoding, 16 * MIB)).items
        found.append((item.type, len(json.loads(bytes(item.payload))["items"])))
    return found


@pytest.mark.parametrize("content_type", ENCODINGS)
@pytest.mark.parametrize("path", [TRACES, TRACES + "/", "/api/1/otlp/v1/traces"])
def test_spans_are_accepted(door: Door, path: str, content_type: str) -> None:
    body = ENCODINGS[content_type](traces(a_span(), a_span()))
    reply = door.post(body, path, content_type=content_type)
    assert (reply.status, reply.body) == (202, b"")
    assert items(door) == [("span", 2)]


@pytest.mark.parametrize("content_type", ENCODINGS)
@pytest.mark.parametrize("path", [LOGS, LOGS + "/", "/api/1/otlp/v1/logs"])
def test_logs_are_accepted(door: Door, path: str, content_type: str) -> None:
    body = ENCODINGS[content_type](logs(a_log(), a_log()))
    reply = door.post(body, path, content_type=content_type)
    assert (reply.status, reply.body) == (202, b"")
    assert items(door) == [("log", 2)]


def test_a_large_request_is_accepted_too(door: Door) -> None:
    body = ENCODINGS["application/x-protobuf"](traces(*[a_span()] * 2500))
    assert len(body) > MAX_INLINE_TRANSLATION_BYTES
    headers = {"content_type": "application/x-protobuf", "content_encoding": "gzip"}
    assert door.post(gzip.compress(body), TRACES, **headers).status == 202
    assert items(door) == [("span", 1000), ("span", 1000), ("span", 500)]


@pytest.mark.parametrize("auth", [AUTH, f"sentry sentry_key={KEY}", f"Sentry sentry_key={KEY}"])
def test_the_key_is_in_a_header_as_exporters_are_told(door: Door, auth: str) -> None:
    headers = {"content_type": "application/json", "x_sentry_auth": auth}
    assert door.ask("POST", TRACES, b"{}", **headers).status == 202


def test_a_request_without_entries_leaves_nothing(door: Door) -> None:
    assert door.post(b"", TRACES, content_type="application/x-protobuf").status == 202
    assert door.records() == []


@pytest.mark.parametrize(
    ("body", "content_type", "status", "reason"),
    [
        pytest.param(b"{", "application/json", 400, Reason.INVALID_JSON, id="JSON"),
        pytest.param(
            b"hello", "application/x-protobuf", 400, Reason.INVALID_REQUEST, id="protobuf"
        ),
        pytest.param(b"{}", "application/grpc", 415, Reason.INVALID_REQUEST, id="gRPC"),
        pytest.param(bytes(13 * MIB), "application/json", 413, Reason.TOO_LARGE, id="large"),
    ],
)
@pytest.mark.parametrize("path", CATEGORIES)
def test_what_cannot_be_read_is_refused_and_the_project_sees_it(
    door: Door,
    path: str,
    body: bytes,
    content_type: str,
    status: int,
    reason: Reason,
) -> None:
    assert door.post(body, path, content_type=content_type).status == status
    dropped = [(d.reason, d.category) for r in door.records() for d in r.dropped]
    assert dropped == [(reason, CATEGORIES[path])]


def test_a_bomb_is_refused(door: Door) -> None:
    body = gzip.compress(bytes(64 * MIB), compresslevel=1)
    headers = {"content_type": "application/x-protobuf", "content_encoding": "gzip"}
    assert door.post(body, TRACES, **headers).status == 413


def test_a_span_that_cannot_be_read_is_an_outcome(door: Door) -> None:
    body = json.dumps(traces({"name": 7})).encode()
    assert door.post(body, TRACES, content_type="application/json").status == 202
    assert [(d.reason, d.quantity) for r in door.records() for d in r.dropped] == [
        (Reason.INVALID_JSON, 1)
    ]


@pytest.mark.parametrize(("query", "status"), [("", 401), (f"sentry_key={UNKNOWN}", 403)])
def test_the_key_must_be_right(door: Door, query: str, status: int) -> None:
    headers = {"content_type": "application/json"}
    assert door.ask("POST", TRACES, b"{}", query, **headers).status == status


def test_nothing_is_kept_when_the_journal_takes_nothing(closed_door: Door) -> None:
    body = json.dumps(traces(a_span())).encode()
    assert closed_door.post(body, TRACES, content_type="application/json").status == 503


@pytest.mark.parametrize(
    ("path", "message", "status"), [(TRACES, traces(a_span()), 429), (LOGS, logs(a_log()), 202)]
)
def test_exporters_hear_of_a_limit_on_spans_and_not_of_one_on_logs(
    door: Door, path: str, message: Message, status: int
) -> None:
    limit = CategoryLimit(CATEGORIES[path], Rate(0, 60))
    door.project_keys = [ProjectKey(11, 1, KEY, True, None, Limits((limit,)))]
    body = json.dumps(message).encode()
    assert door.post(body, path, content_type="application/json").status == status
    dropped = [(d.reason, d.category) for r in door.records() for d in r.dropped]
    assert (Reason.PROJECT_QUOTA, CATEGORIES[path]) in dropped


def test_a_batch_does_not_wait_for_a_crash_dump(door: Door) -> None:
    body = ENCODINGS["application/x-protobuf"](traces(*[a_span()] * 500))
    assert len(body) > MAX_INLINE_TRANSLATION_BYTES
    headers = {"x-sentry-auth": AUTH, "content-type": "application/x-protobuf"}

    async def send_while_a_dump_is_read() -> None:
        route = find_route("otlp/v1/traces")
        assert route is not None
        request = Request(ProjectId(1), headers, "", body)
        async with door.ingest.large_body:
            await asyncio.wait_for(route.doors["POST"].accept(door.ingest, request), timeout=10)

    door.runner.run(send_while_a_dump_is_read())
    assert items(door) == [("span", 500)]


def test_a_request_beyond_two_megabytes_is_accepted_too(door: Door) -> None:
    large = a_span(attributes=pairs(text="x" * 3 * MIB))
    body = ENCODINGS["application/x-protobuf"](traces(large, large))
    assert door.post(body, TRACES, content_type="application/x-protobuf").status == 202
    assert items(door) == [("span", 2)]
