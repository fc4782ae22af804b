"""The request during which an event happened."""

import shlex
from typing import Any

import pytest

from seismo.model.event import Event, Request
from seismo.web.sent_request import SentRequest, curl, sent_request


def view(**fields: Any) -> SentRequest:
    meta = fields.pop("meta", {})
    sent = sent_request(
        Event(event_id="a" * 32, timestamp=0.0, received=0.0, request=Request(**fields), meta=meta)
    )
    assert sent is not None
    return sent


def test_an_event_without_a_request_has_none() -> None:
    assert sent_request(Event(event_id="a" * 32, timestamp=0.0, received=0.0)) is None


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://shop.example/pay", "https://shop.example/pay"),
        ("http://shop.example/pay", "http://shop.example/pay"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//shop.example/pay", ""),
        ("app:///main.js", ""),
        (None, ""),
    ],
)
def test_only_web_addresses_become_links(url: str | None, address: str) -> None:
    assert view(url=url).address == address


def test_the_link_has_the_query() -> None:
    sent = view(url="https://shop.example/pay", query_string=[("q", "a b"), ("n", "1")])

    assert sent.address == "https://shop.example/pay?q=a+b&n=1"


def test_a_body_that_is_an_object_is_shown_by_name() -> None:
    sent = view(data={"cart": [1, 2]})

    assert [(item.name, item.text) for item in sent.form] == [("cart", "[1, 2]")]


def test_any_other_body_is_shown_as_text() -> None:
    assert view(data="raw text").body == "raw text"


def test_a_removed_header_says_why() -> None:
    meta = {"request": {"headers": {"0": {"1": {"": {"rem": [["!config", "s"]]}}}}}}

    sent = view(headers=[("Authorization", "[Filtered]")], meta=meta)

    assert sent.headers[0].because == "removed by the SDK in the application"


def test_curl_repeats_the_request() -> None:
    request = Request(
        url="https://shop.example/pay",
        method="POST",
        query_string=[("q", "1")],
        headers=[("Host", "shop.example"), ("Accept", "*/*")],
        cookies=[("a", "b"), ("c", "d")],
        data={"x": 1},
    )

    assert shlex.split(curl(request)) == [
        "curl",
        "-X",
        "POST",
        "https://shop.example/pay?q=1",
        "-H",
        "Accept: */*",
        "-b",
        "a=b; c=d",
        "--data-raw",
        '{"x": 1}',
    ]


def test_curl_sends_a_form_as_a_form() -> None:
    request = Request(
        url="https://shop.example/",
        method="POST",
        data={"a": ["1", "2"]},
        inferred_content_type="application/x-www-form-urlencoded",
    )

    assert shlex.split(curl(request))[-1] == "a=1&a=2"


@pytest.mark.parametrize("hostile", ["'; rm -rf / #", "$(id)", "`id`", "a\nb", '"'])
def test_no_text_leaves_its_place_in_the_shell(hostile: str) -> None:
    command = curl(Request(url="https://shop.example/", headers=[("X", hostile)]))

    assert shlex.split(command) == ["curl", "https://shop.example/", "-H", f"X: {hostile}"]


@pytest.mark.parametrize("url", [None, "file:///etc/passwd", "javascript:x"])
def test_there_is_no_curl_for_what_is_no_web_address(url: str | None) -> None:
    assert curl(Request(url=url)) == ""
