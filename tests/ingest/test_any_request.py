"""Whatever is sent, the answer blames the sender, never the server."""

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest.door import AUTH, Door

from seismo.backends.sqlite.journal import SqliteJournal


@pytest.fixture(scope="module")
def one_door(journal: SqliteJournal) -> Iterator[Door]:
    with asyncio.Runner() as runner:
        yield Door(journal, runner)


BODIES = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=100).map(lambda rest: b'{}\n{"type":"event"}\n' + rest),
    st.binary(max_size=100).map(lambda rest: b"{}\n" + rest),
    st.text(max_size=30).map(lambda name: b'{}\n{"type":"' + name.encode() + b'"}\n{}'),
)
HEADER = st.text(st.characters(max_codepoint=255), max_size=60)


@given(
    body=BODIES,
    path=st.sampled_from(["/api/1/envelope/", "/api/1/store/", "/api/store/"]),
    encoding=st.sampled_from(["", "gzip", "deflate", "br", "zstd"]),
)
def test_any_body_is_answered_below_500(
    one_door: Door, body: bytes, path: str, encoding: str
) -> None:
    reply = one_door.post(body, path, content_encoding=encoding)
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
