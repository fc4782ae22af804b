import pytest

from seismo.model.ids import EventId
from seismo.protocol.envelope import (
    MAX_HEADER_BYTES,
    MAX_ITEMS,
    Envelope,
    envelope_of_event,
    event_id_of,
    parse_envelope,
)
from seismo.protocol.errors import InvalidEnvelope, TooLarge

ID = "9ec79c33ec9942ab8353589fcb2e04dc"


def items(data: bytes) -> list[tuple[str, bytes]]:
    return [(item.type, bytes(item.payload)) for item in parse_envelope(data).items]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"{}", [], id="header only"),
        pytest.param(b"{}\n", [], id="header and newline"),
        pytest.param(b"{}\n\n\n", [], id="header and empty lines"),
        pytest.param(b'{}\n{"type":"a","length":2}\nhi', [("a", b"hi")], id="explicit at the end"),
        pytest.param(b'{}\n{"type":"a","length":2}\nhi\n', [("a", b"hi")], id="explicit, newline"),
        pytest.param(b'{}\n{"type":"a"}\nhi', [("a", b"hi")], id="implicit at the end"),
        pytest.param(b'{}\n{"type":"a"}\nhi\n', [("a", b"hi")], id="implicit, newline"),
        pytest.param(b'{}\n{"type":"a"}\n', [("a", b"")], id="implicit and empty"),
        pytest.param(b'{}\n{"type":"a"}', [("a", b"")], id="a header is all there is"),
        pytest.param(b'{}\n{"type":"a","length":null}\nhi', [("a", b"hi")], id="length is null"),
        pytest.param(b'{}\n{"type":"a","length":0}\n\n', [("a", b"")], id="explicit and empty"),
        pytest.param(b'{}\n{"type":"a","length":0}', [("a", b"")], id="empty without a newline"),
        pytest.param(
            b'{}\n{"type":"a","length":3}\nh\ni\n', [("a", b"h\ni")], id="newline in the payload"
        ),
        pytest.param(
            b'{}\n{"type":"a"}\n\n{"type":"b"}\nx', [("a", b""), ("b", b"x")], id="empty, then more"
        ),
        pytest.param(
            b'{}\n\n{"type":"a"}\nhi\n\n\n{"type":"b","length":1}\nx\n\n',
            [("a", b"hi"), ("b", b"x")],
            id="empty lines between items",
        ),
        pytest.param(
            b'{}\r\n{"type":"a"}\r\nhi\r\n', [("a", b"hi\r")], id="a CR belongs to the payload"
        ),
        pytest.param(
            b'{}\n{"type":"a"}\nhi\n\r\n{"type":"b"}\nx',
            [("a", b"hi"), ("b", b"x")],
            id="a line of CR is empty",
        ),
        pytest.param(
            b'{}\n{"type":"a","length":4}\n\x00\n\xff\x00\n', [("a", b"\x00\n\xff\x00")], id="bytes"
        ),
        pytest.param(
            '{}\n{"type":"a","length":2}\né\n'.encode(), [("a", "é".encode())], id="length in bytes"
        ),
    ],
)
def test_items_are_cut_out(data: bytes, expected: list[tuple[str, bytes]]) -> None:
    assert items(data) == expected


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        pytest.param(b"", "envelope header: it is not JSON", id="nothing"),
        pytest.param(b"\n{}", "envelope header: it is not JSON", id="an empty first line"),
        pytest.param(b"[]", "envelope header: it is not a JSON object", id="a list"),
        pytest.param(b'{"a":1,"a":2}', "envelope header: it has the same key twice", id="twice"),
        pytest.param(b'{"a":NaN}', "envelope header: it is not JSON", id="NaN"),
        pytest.param(b'{"a":"\xff"}', "envelope header: it is not UTF-8", id="not UTF-8"),
        pytest.param(b'{"a":"\\ud800"}', "envelope header: it is not JSON", id="half a surrogate"),
        pytest.param(b'{"a":%s}' % (b"9" * 5000), "envelope header: it is not JSON", id="long int"),
        pytest.param(b"[" * 50_000, "envelope header: it is nested too deeply", id="deep"),
        pytest.param(
            b'{"a":"%s"}' % (b"x" * MAX_HEADER_BYTES),
            f"envelope header: it is longer than {MAX_HEADER_BYTES} bytes",
            id="long",
        ),
        pytest.param(b"{}\nhello\n", "item 0: it is not JSON", id="item header not JSON"),
        pytest.param(b"{}\n{}\n", "item 0: its header has no type", id="no type"),
        pytest.param(b'{}\n{"type":7}\n', "item 0: its header has no type", id="type is a number"),
        pytest.param(
            b'{}\n{"type":"a","type":"b"}\n', "item 0: it has the same key twice", id="type twice"
        ),
        pytest.param(
            b'{}\n{"type":"a"}\nx\n{"type":"b","length":5}\nhi',
            "item 1: its payload ends 3 bytes too early",
            id="second item cut",
        ),
        pytest.param(
            b'{}\n{"type":"a","length":1}\nhi\n',
            "item 0: no newline follows the 1 bytes of its payload",
            id="length too short",
        ),
        pytest.param(
            b'{}\r\n{"type":"a","length":2}\r\nhi\r\n',
            "item 0: no newline follows the 2 bytes of its payload",
            id="CR behind an explicit payload",
        ),
        *(
            pytest.param(
                b'{}\n{"type":"a","length":%s}\nhi' % length,
                "item 0: its length is not a number of bytes",
                id=f"length {length.decode()}",
            )
            for length in (b"-1", b'"2"', b"2.0", b"true", b"[]")
        ),
    ],
)
def test_a_malformed_envelope_is_refused_whole(data: bytes, cause: str) -> None:
    with pytest.raises(InvalidEnvelope, match="invalid event envelope") as caught:
        parse_envelope(data)
    assert caught.value.causes[0] == cause


@pytest.mark.parametrize(
    ("start", "encoding"),
    [(b"\x1f\x8b\x08\x00", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"\x78\x9c\xab", "deflate")],
)
def test_a_body_that_is_still_compressed_is_recognized(start: bytes, encoding: str) -> None:
    with pytest.raises(InvalidEnvelope) as caught:
        parse_envelope(start + b"\xff\x00")
    assert f"still compressed with {encoding}" in caught.value.causes[1]


def test_what_usually_cuts_a_body_is_named() -> None:
    with pytest.raises(InvalidEnvelope) as caught:
        parse_envelope(b'{}\n{"type":"a","length":9}\nhi')
    assert "a proxy or tunnel has cut the body" in caught.value.causes[1]


def test_an_envelope_may_not_have_endless_items() -> None:
    with pytest.raises(TooLarge):
        parse_envelope(b"{}" + b'\n{"type":"a"}\n' * (MAX_ITEMS + 1))


def test_as_many_items_as_allowed_are_read() -> None:
    assert len(items(b"{}" + b'\n{"type":"a"}\n' * MAX_ITEMS)) == MAX_ITEMS


def test_the_envelope_header_is_read() -> None:
    envelope = parse_envelope(
        b'{"event_id":"9ec79c33-ec99-42ab-8353-589fcb2e04dc","sent_at":"2026-11-21T22:03:18.531250Z",'
        b'"sdk":{"name":"sentry.python","version":"2.75.0"},"trace":{"sample_rate":"1.0"},'
        b'"dsn":"https://k@errors.test/1","later":[1]}'
    )
    assert envelope == Envelope(
        headers=envelope.headers,
        event_id=EventId(ID),
        sent_at=1795298598.53125,
        sdk={"name": "sentry.python", "version": "2.75.0"},
        trace={"sample_rate": "1.0"},
        dsn="https://k@errors.test/1",
    )


def test_unknown_headers_are_kept() -> None:
    envelope = parse_envelope(b'{"later":[1]}\n{"type":"a","filename":"log.txt"}\nx')
    assert (envelope.headers, envelope.items[0].headers) == (
        {"later": [1]},
        {"type": "a", "filename": "log.txt"},
    )


@pytest.mark.parametrize("header", ["event_id", "sent_at", "sdk", "trace", "dsn"])
@pytest.mark.parametrize("value", ["null", '"?"', "7", "[]", "{}"])
def test_a_header_that_makes_no_sense_is_as_good_as_none(header: str, value: str) -> None:
    envelope = parse_envelope(f'{{"{header}":{value}}}'.encode())
    if header == "dsn" and value == '"?"':
        assert envelope.dsn == "?"
    else:
        assert not getattr(envelope, header)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-11-21T22:03:18Z", 1795298598.0),
        ("2026-11-21T23:03:18+01:00", 1795298598.0),
        ("2026-11-21T22:03:18", 1795298598.0),
        ("2026-11-21T22:03:18.123456789Z", 1795298598.123456),
        ("0001-01-01T00:00:00+23:59", -62135683140.0),
    ],
)
def test_the_senders_time_is_unix_seconds(text: str, seconds: float) -> None:
    assert parse_envelope(f'{{"sent_at":"{text}"}}'.encode()).sent_at == pytest.approx(seconds)


def test_payloads_are_views_into_the_body() -> None:
    data = b'{}\n{"type":"a"}\nhi'
    assert parse_envelope(data).items[0].payload.obj is data


@pytest.mark.parametrize(
    ("event", "item_type"),
    [
        (b'{"message":"hi"}', "event"),
        (b'{"type":"transaction","spans":[]}', "transaction"),
        (b'{"type":7}', "event"),
        (b'{\n"type":"default"\n}', "event"),
    ],
)
def test_an_event_becomes_the_only_item_of_an_envelope(event: bytes, item_type: str) -> None:
    data = envelope_of_event(event, EventId(ID))
    assert parse_envelope(data).event_id == ID
    assert items(data) == [(item_type, event)]


@pytest.mark.parametrize(
    ("payload", "event_id"),
    [
        (b'{"event_id":"9ec79c33-ec99-42ab-8353-589fcb2e04dc"}', ID),
        (b'{"event_id":"no id"}', None),
        (b'{"message":"hi"}', None),
        (b"not json", None),
        (b'{"event_id":' + b"[" * 50_000, None),
        (b'{"event_id":"\xff"}', None),
    ],
    ids=["uuid", "no id", "missing", "not JSON", "deep", "not UTF-8"],
)
def test_the_id_that_an_event_gives_itself_is_found(payload: bytes, event_id: str | None) -> None:
    assert event_id_of(payload) == event_id
