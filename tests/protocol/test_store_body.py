import base64
import json
import zlib

import pytest

from seismo.protocol.errors import InvalidJson, TooLarge
from seismo.protocol.store import parse_store

MIB = 1024 * 1024
EVENT = b'{"message":"hi"}'


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(EVENT, id="JSON"),
        pytest.param(b"\n" + EVENT + b"\n", id="JSON in white space"),
        pytest.param(base64.b64encode(EVENT), id="base64"),
        pytest.param(base64.b64encode(zlib.compress(EVENT)), id="base64 of zlib"),
    ],
)
def test_an_event_is_unwrapped(body: bytes) -> None:
    assert parse_store(body, MIB) == EVENT


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_not_json_become_null(number: str) -> None:
    body = f'{{"extra":{{"a":{number},"b":"{number}"}}}}'.encode()
    assert json.loads(parse_store(body, MIB)) == {"extra": {"a": None, "b": number}}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"hello", id="text"),
        pytest.param(b'{"message":', id="cut"),
        pytest.param(b"[1,2]", id="a list"),
        pytest.param(base64.b64encode(b"[1]"), id="base64 of something else"),
        pytest.param(base64.b64encode(zlib.compress(b"[1]")), id="zlib of a list"),
        pytest.param(base64.b64encode(zlib.compress(b"[NaN]")), id="zlib of a list with NaN"),
        pytest.param(b'{"a":NaN,"b":1e999}', id="a number beyond all bounds"),
        pytest.param(b'{"a":' + b"[" * 100_000, id="deep"),
        pytest.param(b'{"a":"\xff', id="not UTF-8"),
        pytest.param(b"\x00\x01", id="NUL"),
    ],
)
def test_what_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidJson):
        parse_store(body, MIB)


def test_a_bomb_in_base64_is_too_large() -> None:
    with pytest.raises(TooLarge):
        parse_store(base64.b64encode(zlib.compress(bytes(9 * MIB))), MIB)
