import math
from typing import Any

import pytest

from seismo.digest.normalize.payload import InvalidEvent, decode, decode_json
from seismo.model.outcome import Reason
from seismo.protocol.errors import InvalidJson


@pytest.mark.parametrize(
    ("data", "value", "repair"),
    [
        pytest.param(rb'{"a":"x\u0000y"}', "xy", "NUL characters were removed", id="NUL escape"),
        pytest.param(b'{"a":"x\x00y"}', "xy", "NUL characters were removed", id="NUL byte"),
        pytest.param(
            rb'{"a":"x\ud800y"}', "x\ufffdy", "lone surrogates were replaced", id="high surrogate"
        ),
        pytest.param(
            rb'{"a":"x\udc00"}', "x\ufffd", "lone surrogates were replaced", id="low surrogate"
        ),
        pytest.param(
            b'{"a":"x\xffy"}', "x\ufffdy", "bytes that are not UTF-8 were replaced", id="latin-1"
        ),
        pytest.param(b'{"a":NaN}', "NaN", "NaN or Infinity became text", id="NaN"),
        pytest.param(b'{"a":-Infinity}', "-Infinity", "NaN or Infinity became text", id="Infinity"),
        pytest.param(
            b'{"a":1e999}', "1e999", "numbers that are too large became text", id="huge float"
        ),
        pytest.param(
            b'{"a":' + b"7" * 5000 + b"}",
            "7" * 5000,
            "numbers that are too large became text",
            id="huge whole number",
        ),
    ],
)
def test_what_a_strict_parser_refuses_is_repaired_and_noted(
    data: bytes, value: Any, repair: str
) -> None:
    payload = decode(data)
    assert payload["a"] == value
    assert payload["errors"] == [{"type": "invalid_data", "reason": repair}]


@pytest.mark.parametrize(
    ("data", "value"),
    [
        pytest.param(b'{"a":1,"a":2}', 2, id="of duplicate keys the last wins"),
        pytest.param(b'\xef\xbb\xbf{"a":1}', 1, id="a byte order mark"),
        pytest.param(b'{"a":1}\n\n', 1, id="newlines at the end"),
        pytest.param(b'{"a":NaN,"a":1}\x00', 1, id="a NUL byte at the end"),
        pytest.param(b'{"a":"x\ty"}', "x\ty", id="a raw control character"),
        pytest.param(rb'{"a":"\\u0000"}', r"\u0000", id="an escaped backslash before u0000"),
        pytest.param(rb'{"a":"\ud83d\ude00"}', "\U0001f600", id="a surrogate pair"),
        pytest.param(b'{"a":123456789012345678901}', 123456789012345678901, id="a long number"),
    ],
)
def test_what_json_allows_is_left_alone(data: bytes, value: Any) -> None:
    assert decode(data)["a"] == value


def test_a_clean_payload_has_no_errors() -> None:
    assert "errors" not in decode(b'{"a":1}')


def test_a_name_with_a_lone_surrogate_is_repaired() -> None:
    assert decode(rb'{"a\ud800":1}')["a\ufffd"] == 1


def test_repairs_join_the_errors_that_a_payload_has() -> None:
    payload = decode(rb'{"a":"\u0000","errors":[{"type":"js_no_source"}]}')
    assert [error["type"] for error in payload["errors"]] == ["invalid_data", "js_no_source"]


def test_no_number_that_comes_out_is_infinite() -> None:
    value, _ = decode_json(b"[1e308, 1e400, NaN]")
    assert all(math.isfinite(number) for number in value if isinstance(number, float))


@pytest.mark.parametrize(
    ("data", "position"),
    [
        pytest.param(b"", "character 0", id="nothing"),
        pytest.param(b'{"a":1', "character 6", id="cut off"),
        pytest.param(b'{"a":1}x', "character 7", id="more than one value"),
        pytest.param(b'{"a":01}', "character 6", id="a leading zero"),
        pytest.param(b"hello", "character 0", id="no JSON at all"),
    ],
)
def test_what_is_not_json_is_refused_with_the_position(data: bytes, position: str) -> None:
    with pytest.raises(InvalidJson, match=position):
        decode(data)


@pytest.mark.parametrize("opening", [b"[", b'{"a":'], ids=["lists", "objects"])
def test_json_that_is_nested_without_end_is_refused(opening: bytes) -> None:
    with pytest.raises(InvalidJson, match="nested too deeply"):
        decode(b'{"a":' + opening * 100_000)


@pytest.mark.parametrize("data", [b"[]", b'"text"', b"5", b"null"])
def test_json_that_is_no_object_is_no_event(data: bytes) -> None:
    with pytest.raises(InvalidEvent) as caught:
        decode(data)
    assert caught.value.reason is Reason.INVALID_EVENT
