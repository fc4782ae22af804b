import contextlib
import json

from hypothesis import example, given
from hypothesis import strategies as st

from seismo.protocol.envelope import parse_envelope
from seismo.protocol.errors import ProtocolError

FRAGMENTS = st.lists(
    st.one_of(
        st.sampled_from(
            [b"{}", b"\n", b"\r\n", b'{"type":"event"}', b'{"type":"a","length":3}', b"\x00", b"[["]
        ),
        st.binary(max_size=20),
    ),
    max_size=20,
).map(b"".join)


@given(st.one_of(st.binary(), FRAGMENTS))
@example(b'{"sent_at":"9999-12-31T23:59:59-23:59"}')
@example(b'{}\n{"type":"a","length":%s}\nx' % (b"9" * 4000))
def test_any_bytes_are_an_envelope_or_a_protocol_error(data: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        parse_envelope(data)


@given(st.lists(st.tuples(st.binary(max_size=200), st.booleans()), max_size=5))
def test_what_is_written_as_an_envelope_reads_back(parts: list[tuple[bytes, bool]]) -> None:
    written = b"{}"
    payloads = []
    for payload, explicit in parts:
        is_explicit = explicit or b"\n" in payload
        header: dict[str, object] = {"type": "a"}
        if is_explicit:
            header["length"] = len(payload)
        written += b"\n" + json.dumps(header).encode() + b"\n" + payload
        payloads.append(payload)
    assert [bytes(item.payload) for item in parse_envelope(written).items] == payloads
