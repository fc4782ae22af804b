import asyncio
import bz2
import gzip
import json
import lzma
from collections.abc import Callable
from typing import Any

import msgpack
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from ingest.door import AUTH, KEY, UNKNOWN, Door
from ingest.form import FORM, File, form

from seismo.ingest.accept import Request
from seismo.ingest.doors import find_route
from seismo.model.ids import ProjectId
from seismo.model.outcome import DataCategory, Reason
from seismo.model.project import CategoryLimit, Limits, ProjectKey, Rate
from seismo.protocol.doors.minidump import translate
from seismo.protocol.doors.posted import Posted
from seismo.protocol.encoding import decoded
from seismo.protocol.envelope import parse_envelope
from seismo.protocol.errors import ProtocolError

ID = "9ec79c33ec9942ab8353589fcb2e04dc"
HYPHENS = "9ec79c33-ec99-42ab-8353-589fcb2e04dc"
PATH = "/api/1/minidump/"
WRITTEN = 1_700_000_000
DUMP = b"MDMP" + bytes(16) + WRITTEN.to_bytes(4, "little") + b"threads and modules"
MIB = 1024 * 1024
Field = tuple[str, str | bytes | File]


def dump(content: bytes = DUMP, name: str = "crash.dmp") -> Field:
    return "upload_file_minidump", File(name, content)


def stored(door: Door) -> tuple[dict[str, Any], list[tuple[dict[str, Any], bytes]]]:
    """The event in the journal, and its attachments with their headers."""
    (record,) = door.records()
    first, *others = parse_envelope(decoded(record.body, record.encoding, 400 * MIB)).items
    assert first.type == "event"
    assert {item.type for item in others} == {"attachment"}
    event = json.loads(bytes(first.payload))
    return event, [(item.headers, bytes(item.payload)) for item in others]


def event_of(door: Door, *fields: Field) -> dict[str, Any]:
    """The event that a form with a dump and these fields becomes."""
    reply = door.post(form(dump(), *fields), PATH, content_type=FORM)
    assert reply.status == 200, reply.body
    return stored(door)[0]


@pytest.mark.parametrize("path", [PATH, PATH.rstrip("/")])
def test_the_answer_is_the_event_id_with_hyphens_as_text(door: Door, path: str) -> None:
    body = form(dump(), ("sentry", json.dumps({"event_id": ID})))
    reply = door.post(body, path, content_type=FORM)
    assert (reply.status, reply.body.decode()) == (200, HYPHENS)
    assert reply.headers["content-type"] == "text/plain"


def test_without_an_id_of_its_own_a_crash_gets_one(door: Door) -> None:
    reply = door.post(form(dump()), PATH, content_type=FORM)
    assert reply.body.decode().replace("-", "") == door.records()[0].event_id


def test_a_crash_is_a_fatal_event_with_the_dump_attached(door: Door) -> None:
    door.post(form(dump()), PATH, content_type=FORM)
    event, attachments = stored(door)
    assert event == {
        "platform": "native",
        "level": "fatal",
        "timestamp": WRITTEN,
        "exception": {
            "values": [
                {
                    "type": "Minidump",
                    "value": "Native crash",
                    "mechanism": {"type": "minidump", "handled": False},
                }
            ]
        },
    }
    assert attachments == [
        (
            {
                "type": "attachment",
                "filename": "crash.dmp",
                "attachment_type": "event.minidump",
                "content_type": "application/octet-stream",
                "length": len(DUMP),
            },
            DUMP,
        )
    ]


@pytest.mark.parametrize("content_type", ["application/octet-stream", "application/x-dmp", ""])
def test_the_whole_body_may_be_the_dump(door: Door, content_type: str) -> None:
    assert door.post(DUMP, PATH, content_type=content_type).status == 200
    ((header, content),) = stored(door)[1]
    assert (header["filename"], content) == ("Minidump", DUMP)


def test_a_dump_of_the_other_byte_order_is_one(door: Door) -> None:
    body = b"PMDM" + bytes(16) + WRITTEN.to_bytes(4, "big")
    door.post(body, PATH)
    assert stored(door)[0]["timestamp"] == WRITTEN


@pytest.mark.parametrize(
    ("compress", "suffix"),
    [
        (gzip.compress, ".gz"),
        (lzma.compress, ".xz"),
        (bz2.compress, ".bz2"),
        (zstandard.compress, ".zst"),
    ],
)
def test_a_compressed_dump_is_kept_as_what_it_is(
    door: Door, compress: Callable[[bytes], bytes], suffix: str
) -> None:
    body = form(dump(compress(DUMP), "crash.dmp" + suffix))
    assert door.post(body, PATH, content_type=FORM).status == 200
    ((header, content),) = stored(door)[1]
    assert (header["filename"], content) == ("crash.dmp", DUMP)


def test_old_electron_sends_a_form_in_the_field(door: Door) -> None:
    inner = form(dump(), boundary="inner")
    assert door.post(form(dump(inner)), PATH, content_type=FORM).status == 200
    assert stored(door)[1][0][1] == DUMP


def test_json_in_the_field_sentry_is_the_event(door: Door) -> None:
    event = event_of(door, ("sentry", '{"release":"game@1.0","level":"error"}'))
    assert (event["release"], event["level"]) == ("game@1.0", "error")


def test_the_json_may_come_in_pieces_in_any_order(door: Door) -> None:
    event = event_of(door, ("sentry__2", '"game@1.0"}'), ("sentry__1", '{"release":'))
    assert event["release"] == "game@1.0"


def test_single_values_are_named_in_brackets(door: Door) -> None:
    event = event_of(
        door,
        ("sentry[release]", "game@1.0"),
        ("sentry[tags][color]", "blue"),
        ("sentry[user][id]", "7"),
    )
    assert (event["release"], event["tags"], event["user"]) == (
        "game@1.0",
        {"color": "blue"},
        {"id": "7"},
    )


def test_other_fields_are_extra_data(door: Door) -> None:
    event = event_of(door, ("ptype", "renderer"), ("sentry", '{"extra":{"a":1}}'))
    assert event["extra"] == {"a": 1, "ptype": "renderer"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sentry", "{"),
        ("sentry", "[]"),
        ("sentry" + "[a]" * 40, "x"),
        ("sentry[", "x"),
        ("sentry[]x", "x"),
    ],
)
def test_a_field_that_cannot_be_read_is_kept_as_extra_data(
    door: Door, name: str, text: str
) -> None:
    assert event_of(door, (name, text))["extra"] == {name: text}


def test_the_event_file_of_sentry_native_is_the_event(door: Door) -> None:
    told = msgpack.packb({"event_id": HYPHENS, "release": "game@1.0", "tags": {"a": "1"}})
    event = event_of(
        door, ("__sentry-event", File("__sentry-event", told)), ("sentry[tags][b]", "2")
    )
    assert (event["event_id"], event["release"]) == (HYPHENS, "game@1.0")
    assert event["tags"] == {"a": "1", "b": "2"}
    assert len(stored(door)[1]) == 1
    assert door.records()[0].event_id == ID


def crumbs(*minutes: int) -> bytes:
    return b"".join(
        msgpack.packb({"timestamp": f"2026-11-21T22:{minute:02}:00Z", "message": str(minute)})
        for minute in minutes
    )


def test_breadcrumbs_of_both_files_are_in_order(door: Door) -> None:
    event = event_of(
        door,
        ("__sentry-breadcrumb1", File("__sentry-breadcrumb1", crumbs(30, 31))),
        ("__sentry-breadcrumb2", File("__sentry-breadcrumb2", crumbs(28, 29))),
    )
    assert [crumb["message"] for crumb in event["breadcrumbs"]["values"]] == [
        "28",
        "29",
        "30",
        "31",
    ]


@pytest.mark.parametrize(
    "content",
    [b"\xff", b"", b"\xc0" * 10, b"\x91" * 5000, b"\xdf\xff\xff\xff\xff", b"\x81\x90\x01"],
    ids=lambda content: repr(content[:8]),
)
def test_an_event_file_that_cannot_be_read_stays_a_file(door: Door, content: bytes) -> None:
    body = form(dump(), ("__sentry-event", File("__sentry-event", content)))
    assert door.post(body, PATH, content_type=FORM).status == 200
    _, attachments = stored(door)
    assert [header["filename"] for header, _ in attachments] == ["crash.dmp", "__sentry-event"]


def test_other_files_are_attached(door: Door) -> None:
    hierarchy = File("view-hierarchy.json", b"{}", "application/json")
    body = form(
        ("log", File("C:\\logs\\..\\game.log", b"log", "text/plain")),
        dump(),
        ("view-hierarchy.json", hierarchy),
    )
    door.post(body, PATH, content_type=FORM)
    _, attachments = stored(door)
    assert [(header["filename"], header.get("attachment_type")) for header, _ in attachments] == [
        ("crash.dmp", "event.minidump"),
        ("game.log", None),
        ("view-hierarchy.json", "event.view_hierarchy"),
    ]


def test_a_large_dump_is_compressed_in_the_journal(door: Door) -> None:
    content = DUMP + bytes(3 * MIB)
    assert door.post(form(dump(content)), PATH, content_type=FORM).status == 200
    (record,) = door.records()
    assert (record.encoding, len(record.body) < MIB) == ("zstd", True)
    assert stored(door)[1][0][1] == content


@pytest.mark.parametrize(
    ("body", "content_type", "status", "detail"),
    [
        pytest.param(b"", FORM, 400, "empty request body", id="empty form"),
        pytest.param(b"", "", 400, "empty request body", id="empty"),
        pytest.param(b"hello", "", 400, "invalid minidump", id="no dump"),
        pytest.param(form(("a", "b")), FORM, 400, "missing minidump", id="no field"),
        pytest.param(form(dump(b"hello")), FORM, 400, "invalid minidump", id="no dump in it"),
        pytest.param(b"hello", FORM, 400, "invalid multipart body", id="no form"),
        pytest.param(form(dump())[:-20], FORM, 400, "invalid multipart body", id="cut"),
        pytest.param(
            form(dump()), "multipart/form-data", 415, "unsupported content type", id="no boundary"
        ),
        pytest.param(
            form(dump(gzip.compress(DUMP)[:-9])), FORM, 400, "invalid compressed body", id="gzip"
        ),
        pytest.param(
            form(dump(lzma.compress(DUMP)[:-9])),
            FORM,
            400,
            "invalid compression container",
            id="xz",
        ),
        pytest.param(b"BZh9 no", "", 400, "invalid compression container", id="bzip2"),
        pytest.param(
            form(*[("a", "b")] * 300, dump()), FORM, 413, "invalid multipart body", id="many parts"
        ),
        pytest.param(
            form(dump(), *[("f", File("f", b""))] * 31),
            FORM,
            413,
            "envelope exceeded size limits for type 'attachment'",
            id="many files",
        ),
        pytest.param(
            form(dump(), ("text", "x" * 2 * MIB)),
            FORM,
            413,
            "envelope exceeded size limits for type 'event'",
            id="large event",
        ),
    ],
)
def test_what_is_no_crash_is_refused(
    door: Door, body: bytes, content_type: str, status: int, detail: str
) -> None:
    reply = door.post(body, PATH, content_type=content_type)
    assert (reply.status, reply.json["detail"]) == (status, detail)
    assert [d.category for r in door.records() for d in r.dropped] == [DataCategory.ERROR]


@pytest.mark.parametrize("compress", [bz2.compress, lzma.compress])
def test_a_bomb_is_refused(
    compress: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seismo.protocol.doors.minidump.MAX_DUMP_BYTES", MIB)
    with pytest.raises(ProtocolError) as refusal:
        translate(Posted(compress(bytes(2 * MIB)), "", "", 0.0))
    assert refusal.value.status == 413


def test_a_dictionary_of_gigabytes_is_not_allocated(door: Door) -> None:
    options = [{"id": lzma.FILTER_LZMA2, "dict_size": 512 * MIB, "mode": lzma.MODE_FAST}]
    compressed = lzma.compress(DUMP, lzma.FORMAT_XZ, filters=options)
    assert door.post(compressed, PATH).status == 400


def test_even_a_small_dump_waits_its_turn_because_it_may_unpack_to_a_large_one(door: Door) -> None:
    async def send_while_another_is_read() -> bool:
        route = find_route("minidump")
        assert route is not None
        request = Request(ProjectId(1), {"x-sentry-auth": AUTH}, "", DUMP)
        async with door.ingest.large_body:
            sending = asyncio.ensure_future(route.doors["POST"].accept(door.ingest, request))
            finished, _ = await asyncio.wait([sending], timeout=0.05)
        await sending
        return bool(finished)

    assert not door.runner.run(send_while_another_is_read())
    assert len(door.records()) == 1


@pytest.mark.parametrize(("query", "status"), [("", 401), (f"sentry_key={UNKNOWN}", 403)])
def test_the_key_must_be_right(door: Door, query: str, status: int) -> None:
    assert door.ask("POST", PATH, DUMP, query).status == status


def test_a_crash_reporter_never_hears_of_a_limit(door: Door) -> None:
    limit = CategoryLimit(DataCategory.ERROR, Rate(0, 60))
    door.project_keys = [ProjectKey(11, 1, KEY, True, None, Limits((limit,)))]
    assert door.post(DUMP, PATH).status == 200
    assert {d.reason for r in door.records() for d in r.dropped} == {Reason.PROJECT_QUOTA}


NAMES = st.sampled_from(
    [
        "sentry",
        "sentry__1",
        "sentry[a]",
        "sentry[a][b]",
        "sentry[extra]",
        "__sentry-event",
        "__sentry-breadcrumb1",
        "__sentry-breadcrumb2",
        "upload_file_minidump",
        "x",
    ]
)
CONTENTS = st.one_of(
    st.binary(max_size=40).filter(lambda content: b"xYzZY" not in content),
    st.sampled_from(
        [DUMP, b"{}", b'{"a":1}', b'{"a":{"b":{}}}', msgpack.packb({"a": {"b": 1}})],
    ),
)
FILES = st.tuples(NAMES, CONTENTS.map(lambda content: File("f", content)))


@given(st.lists(FILES | st.tuples(NAMES, CONTENTS), max_size=6), st.binary(max_size=3))
def test_any_form_gives_an_event_or_a_refusal(fields: list[Field], garbage: bytes) -> None:
    for body in (form(dump(), *fields), form(*fields) + garbage, form(*fields)[len(garbage) :]):
        try:
            (envelope,) = translate(Posted(body, FORM, "", 0.0)).envelopes
        except ProtocolError as error:
            refused = error.status
        else:
            assert isinstance(json.loads(bytes(parse_envelope(envelope).items[0].payload)), dict)
            continue
        assert refused in (400, 413)
