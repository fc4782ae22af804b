from collections.abc import Callable
from typing import Any

import pytest

from seismo.model.event import Event, User
from seismo.model.record import Client

Normalized = Callable[..., Event]
Complaints = Callable[..., list[tuple[str, str | None]]]

CLIENT = "203.0.113.9"
OTHER = "198.51.100.7"


@pytest.mark.parametrize(
    ("sent", "user"),
    [
        ({"id": 7}, User(id="7")),
        ({"id": True}, User(id="True")),
        ({"id": "", "email": "a@b.example"}, User(email="a@b.example")),
        (
            {"username": "bob", "name": "Bob", "segment": "s"},
            User(username="bob", name="Bob", segment="s"),
        ),
        ({"geo": {"country_code": "DE"}}, User(geo={"country_code": "DE"})),
        ({"plan": "pro", "data": {"x": 1}}, User(data={"plan": "pro", "x": 1})),
        ({"id": "7", "sentry_user": "id:9"}, User(id="7")),
        ({"ip_address": "2001:db8::1"}, User(ip_address="2001:db8::1")),
        ({}, None),
        ({"id": None, "email": ""}, None),
    ],
    ids=[
        *("number", "boolean", "empty text", "names", "geo", "unknown keys", "made by servers"),
        *("IPv6", "empty", "nulls"),
    ],
)
def test_a_user_is_read(normalized: Normalized, sent: Any, user: User | None) -> None:
    event = normalized({"user": sent})
    assert (event.user, event.errors) == (user, [])


@pytest.mark.parametrize(("field", "limit"), [("id", 128), ("email", 75), ("username", 128)])
def test_long_texts_are_cut(normalized: Normalized, field: str, limit: int) -> None:
    event = normalized({"user": {field: "x" * 300}})
    assert getattr(event.user, field) == "x" * (limit - 3) + "..."


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("bob", "user"),
        ({"email": ["a"]}, "user.email"),
        ({"ip_address": "1.2.3.4:80"}, "user.ip_address"),
        ({"ip_address": 5}, "user.ip_address"),
        ({"geo": "DE"}, "user.geo"),
        ({"data": []}, "user.data"),
    ],
)
def test_a_bad_part_is_reported(complaints: Complaints, sent: Any, name: str) -> None:
    assert complaints({"user": sent}) == [("invalid_data", name)]


def test_the_marks_of_an_unknown_key_follow_it(normalized: Normalized) -> None:
    mark = {"": {"rem": [["!config", "s"]]}}
    meta = {"user": {"plan": mark, "email": mark}}
    event = normalized({"user": {"plan": "[Filtered]", "email": "a"}, "_meta": meta})
    assert event.meta == {"user": {"data": {"plan": mark}, "email": mark}}


@pytest.mark.parametrize(
    ("payload", "address"),
    [
        ({"user": {"ip_address": OTHER}, "platform": "javascript"}, OTHER),
        ({"user": {"ip_address": "{{auto}}"}}, CLIENT),
        ({"request": {"env": {"REMOTE_ADDR": OTHER}}}, OTHER),
        ({"request": {"env": {"REMOTE_ADDR": "{{auto}}"}}}, CLIENT),
        ({"request": {"env": {"REMOTE_ADDR": "unix:"}}}, None),
        ({"platform": "javascript"}, CLIENT),
        ({"platform": "cocoa"}, CLIENT),
        ({"platform": "objc"}, CLIENT),
        ({"platform": "python"}, None),
        ({"platform": "python", "sdk": {"name": "a", "settings": {"infer_ip": "auto"}}}, CLIENT),
        ({"platform": "javascript", "sdk": {"name": "a", "settings": {"infer_ip": "never"}}}, None),
        (
            {
                "user": {"ip_address": "{{auto}}"},
                "sdk": {"name": "a", "settings": {"infer_ip": "never"}},
            },
            None,
        ),
    ],
    ids=[
        *("known", "auto", "server side", "server side auto", "server side socket", "javascript"),
        *("cocoa", "objc", "python", "setting auto", "setting never", "never over auto"),
    ],
)
def test_the_address_is_inferred(normalized: Normalized, payload: Any, address: str | None) -> None:
    user = normalized(payload).user
    assert (user.ip_address if user else None) == address


def test_an_address_that_the_server_does_not_know_is_not_made_up(normalized: Normalized) -> None:
    event = normalized({"user": {"ip_address": "{{auto}}"}}, client=Client(remote_addr="unix"))
    assert event.user is None


@pytest.mark.parametrize(("settings", "env"), [("auto", {"REMOTE_ADDR": CLIENT}), ("never", None)])
def test_no_auto_is_left_in_the_request(normalized: Normalized, settings: str, env: Any) -> None:
    sent = {
        "request": {"method": "GET", "env": {"REMOTE_ADDR": "{{auto}}"}},
        "sdk": {"name": "a", "settings": {"infer_ip": settings}},
    }
    request = normalized(sent).request
    assert request is not None
    assert request.env == env
