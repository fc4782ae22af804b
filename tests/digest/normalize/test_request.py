from collections.abc import Callable
from typing import Any

import pytest

from seismo.model.event import Event, Request

Normalized = Callable[..., Event]
Complaints = Callable[..., list[tuple[str, str | None]]]


def request_of(event: Event) -> Request:
    assert event.request is not None
    return event.request


def test_a_url_is_split(normalized: Normalized) -> None:
    request = request_of(normalized({"request": {"url": "http://x/y?a=1&b=2#f"}}))
    assert (request.url, request.query_string, request.fragment) == (
        "http://x/y",
        [("a", "1"), ("b", "2")],
        "f",
    )


def test_a_query_and_fragment_of_their_own_stand_above_those_of_the_url(
    normalized: Normalized,
) -> None:
    sent = {"url": "http://x/y?a=1#f", "query_string": "c=3", "fragment": "g"}
    request = request_of(normalized({"request": sent}))
    assert (request.query_string, request.fragment) == ([("c", "3")], "g")


@pytest.mark.parametrize(
    ("sent", "pairs"),
    [
        ("?a=1&b", [("a", "1"), ("b", "")]),
        ("c=%20x+y&a=2&a=3", [("c", " x y"), ("a", "2"), ("a", "3")]),
        ({"a": 1, "b": None, "c": ["x", "y"]}, [("a", "1"), ("b", None), ("c", "x,y")]),
        ([["b", "1"], ["a", "2"]], [("b", "1"), ("a", "2")]),
        ("a=%00b%ff", [("a", "b\ufffd")]),
        ("", None),
    ],
    ids=["text", "escapes", "object", "pairs", "NUL and no UTF-8", "empty"],
)
def test_a_query_becomes_pairs(normalized: Normalized, sent: Any, pairs: Any) -> None:
    request = request_of(normalized({"request": {"method": "GET", "query_string": sent}}))
    assert request.query_string == pairs


@pytest.mark.parametrize("sent", ["get", " GET ", "Get"])
def test_a_method_is_in_capitals(normalized: Normalized, sent: str) -> None:
    assert request_of(normalized({"request": {"method": sent}})).method == "GET"


@pytest.mark.parametrize(
    ("sent", "headers"),
    [
        (
            {"x-foo": "1", "content-type": "text/html", "X-BAR": "2"},
            [("Content-Type", "text/html"), ("X-BAR", "2"), ("X-Foo", "1")],
        ),
        ([["a", "2"], ["a", "1"]], [("A", "2"), ("A", "1")]),
        ({"accept": ["a", "b"], "content-length": 5}, [("Accept", "a,b"), ("Content-Length", "5")]),
        ({"a": None}, [("A", None)]),
    ],
    ids=["object", "pairs", "lists and numbers", "null"],
)
def test_headers_are_sorted_pairs_with_the_usual_capitals(
    normalized: Normalized, sent: Any, headers: Any
) -> None:
    assert request_of(normalized({"request": {"headers": sent}})).headers == headers


@pytest.mark.parametrize(
    ("sent", "cookies"),
    [
        ("a=b; c=d", [("a", "b"), ("c", "d")]),
        ("a=b=c;x", [("a", "b=c")]),
        ({"a": "b", "n": 1}, [("a", "b"), ("n", "1")]),
        ([["a", "b"]], [("a", "b")]),
    ],
    ids=["text", "odd text", "object", "pairs"],
)
def test_cookies_become_pairs(normalized: Normalized, sent: Any, cookies: Any) -> None:
    assert request_of(normalized({"request": {"cookies": sent}})).cookies == cookies


def test_the_cookie_header_is_read_when_there_are_no_cookies(normalized: Normalized) -> None:
    request = request_of(normalized({"request": {"headers": {"cookie": "a=b", "x": "1"}}}))
    assert (request.cookies, request.headers) == ([("a", "b")], [("X", "1")])


def test_the_cookie_header_goes_when_there_are_cookies(normalized: Normalized) -> None:
    request = request_of(
        normalized({"request": {"headers": {"cookie": "a=b"}, "cookies": {"c": "d"}}})
    )
    assert (request.cookies, request.headers) == ([("c", "d")], None)


def test_a_cookie_header_that_holds_no_cookies_stays(normalized: Normalized) -> None:
    request = request_of(normalized({"request": {"headers": {"Cookie": "[Filtered]"}}}))
    assert (request.cookies, request.headers) == (None, [("Cookie", "[Filtered]")])


JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("data", "declared", "read", "inferred"),
    [
        ('{"a":1}', None, {"a": 1}, JSON),
        ("[1]", None, [1], JSON),
        (' {"a":1}', "text/plain", {"a": 1}, JSON),
        ('{"a":1}', "application/vnd.api+json; charset=utf-8", {"a": 1}, JSON),
        ('{"a":', JSON, '{"a":', JSON),
        ("5", JSON, "5", JSON),
        ("a=1&b=2&b=3", None, {"a": "1", "b": ["2", "3"]}, FORM),
        ("a=x%20y", FORM, {"a": "x y"}, FORM),
        ("hello", None, "hello", None),
        ("a = b", None, "a = b", None),
        ("<a b='1'/>", "text/xml", "<a b='1'/>", "text/xml"),
        ({"a": 1}, None, {"a": 1}, None),
        ({"a": 1}, "application/json; charset=utf-8", {"a": 1}, JSON),
        ("", None, None, None),
    ],
)
def test_a_body_that_is_text_is_decoded(
    normalized: Normalized, data: Any, declared: str | None, read: Any, inferred: str | None
) -> None:
    sent = {"method": "POST", "data": data, "headers": {"content-type": declared}}
    request = request_of(normalized({"request": sent}))
    assert (request.data, request.inferred_content_type) == (read, inferred)


def test_a_body_of_json_in_text_cannot_bring_in_what_cannot_be_stored(
    normalized: Normalized,
) -> None:
    request = request_of(normalized({"request": {"data": r'{"a":"\u0000x\ud800"}'}}))
    assert request.data == {"a": "x\ufffd"}


def test_a_body_that_is_nested_without_end_stays_text(normalized: Normalized) -> None:
    request = request_of(normalized({"request": {"data": "[" * 5000}}))
    assert request.data == "[" * 5000


def test_what_else_is_known_is_kept(normalized: Normalized) -> None:
    sent = {
        "env": {"SERVER_NAME": "web-1"},
        "protocol": "HTTP/1.1",
        "body_size": 7,
        "api_target": "graphql",
    }
    assert request_of(normalized({"request": sent})) == Request(**sent)


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("GET /", "request"),
        ({"url": 5}, "request.url"),
        ({"method": 7}, "request.method"),
        ({"method": "bad method"}, "request.method"),
        ({"headers": "x: y"}, "request.headers"),
        ({"headers": [["a"]]}, "request.headers.0"),
        ({"headers": {"a": {"b": 1}}}, "request.headers.0.1"),
        ({"cookies": "bad"}, "request.cookies"),
        ({"query_string": 5}, "request.query_string"),
        ({"env": [1]}, "request.env"),
        ({"body_size": "x"}, "request.body_size"),
        ({"protocol": 1}, "request.protocol"),
    ],
)
def test_a_bad_part_is_reported(complaints: Complaints, sent: Any, name: str) -> None:
    assert complaints({"request": sent}) == [("invalid_data", name)]


@pytest.mark.parametrize(
    ("field", "sent", "longest"),
    [
        ("url", "http://x/" + "y" * 500, 256),
        ("query_string", "a=" + "x" * 5000, 1024),
        ("headers", {"a": "x" * 20_000}, 8192),
        ("cookies", {"a": "x" * 20_000}, 8192),
        ("data", "x" * 20_000, 8192),
        ("data", {"a": "x" * 20_000}, 8192),
    ],
)
def test_long_parts_are_cut_with_a_remark(
    normalized: Normalized, field: str, sent: Any, longest: int
) -> None:
    event = normalized({"request": {field: sent}})
    text = getattr(request_of(event), field)
    while not isinstance(text, str):
        text = text["a"] if isinstance(text, dict) else text[0][1]
    assert text.endswith("...")
    assert len(text) <= longest
    assert field in event.meta["request"]


def test_headers_beyond_the_limit_are_dropped_with_a_remark(normalized: Normalized) -> None:
    event = normalized({"request": {"headers": {f"h{i:03}": "x" * 99 for i in range(500)}}})
    headers = request_of(event).headers
    assert headers is not None
    assert 70 < len(headers) < 90
    assert event.meta["request"]["headers"][""]["len"] == 500


def test_the_marks_of_an_sdk_follow_its_headers_and_cookies(normalized: Normalized) -> None:
    mark = {"": {"rem": [["!config", "s"]]}}
    sent = {"headers": {"z": "1", "b": "[Filtered]"}, "cookies": {"c": "1", "a": "[Filtered]"}}
    meta = {"request": {"headers": {"b": mark}, "cookies": {"a": mark}}}
    event = normalized({"request": sent, "_meta": meta})
    assert event.meta == {"request": {"headers": {"0": {"1": mark}}, "cookies": {"1": {"1": mark}}}}
