"""Whatever is sent, the answer blames the sender, never the server."""

import asyncio
import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest.door import AUTH, KEY, Door

from seismo.backends.files.journal import FileJournal


@pytest.fixture(scope="module")
def one_door(journal: FileJournal) -> Iterator[Door]:
    with asyncio.Runner() as runner:
        yield Door(journal, runner)


BODIES = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=100).map(lambda rest: b'{}\n{"type":"event"}\n' + rest),
    st.binary(max_size=100).map(lambda rest: b"{}\n" + rest),
    st.text(max_size=30).map(lambda name: b'{}\n{"type":"' + name.encode() + b'"}\n{}'),
)
DOORS = [
    "/api/1/security/",
    "/api/1/minidump/",
    "/api/1/cron/nightly/",
    "/api/1/nel/",
    "/api/1/integration/otlp/v1/traces",
    "/api/1/integration/otlp/v1/logs",
    f"/api/1/events/{'a' * 32}/attachments/",
    "/api/embed/error-page/",
]
CONTENT_TYPES = [
    "",
    "application/json",
    "application/csp-report",
    "application/reports+json",
    "application/x-protobuf",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
]
KEYS = st.sampled_from(
    [
        "type",
        "body",
        "url",
        "age",
        "csp-report",
        "status",
        "check_in_id",
        "duration",
        "resourceSpans",
        "scopeSpans",
        "spans",
        "resourceLogs",
        "scopeLogs",
        "logRecords",
        "attributes",
        "sentry",
    ]
)
HEADER = st.text(st.characters(max_codepoint=255), max_size=60)


@given(
    body=BODIES,
    path=st.sampled_from(["/api/1/envelope/", "/api/1/store/", "/api/store/", *DOORS]),
    content_type=st.sampled_from(CONTENT_TYPES),
    encoding=st.sampled_from(["", "gzip", "deflate", "br", "zstd"]),
)
def test_any_body_is_answered_below_500(
    one_door: Door, body: bytes, path: str, content_type: str, encoding: str
) -> None:
    headers = {"content_type": content_type, "content_encoding": encoding}
    assert one_door.post(body, path, **headers).status < 500


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(
    content=ANY_JSON,
    path=st.sampled_from(DOORS),
    content_type=st.sampled_from([t for t in CONTENT_TYPES if "json" in t or "report" in t]),
    query=st.sampled_from(["", "&status=ok", "&sentry_release=1", "&status=ok&duration=1e9"]),
)
def test_any_json_is_answered_below_500(
    one_door: Door, content: object, path: str, content_type: str, query: str
) -> None:
    body = json.dumps(content).encode()
    reply = one_door.post(body, path, f"sentry_key={KEY}{query}", content_type=content_type)
    assert reply.status < 500


@given(auth=st.one_of(HEADER, HEADER.map(lambda text: AUTH + text)), basic=HEADER, length=HEADER)
def test_any_headers_are_answered_below_500(
    one_door: Door, auth: str, basic: str, length: str
) -> None:
    headers = {
        "x_sentry_auth": auth,
        "authorization": f"Basic {basic}",
        "content_length": length,
        "x_forwarded_for": basic,
        "content_encoding": length,
    }
    assert one_door.post(b"{}", **headers).status < 500


@given(path=st.text(max_size=40), query=st.text(st.characters(max_codepoint=127), max_size=60))
def test_any_url_is_answered_below_500(one_door: Door, path: str, query: str) -> None:
    assert one_door.post(b"{}", f"/api/1/{path}", query=f"sentry_key={query}").status < 500
