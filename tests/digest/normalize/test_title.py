from collections.abc import Callable
from typing import Any

import pytest

from seismo.digest.normalize.title import search_tags, titled
from seismo.model.event import Event

Normalized = Callable[..., Event]

LIBRARY = {"module": "django.core.base", "filename": "django/core/base.py", "function": "inner"}
OWN = {"module": "shop.views", "filename": "shop/views.py", "function": "pay", "in_app": True}
TRACE = {"frames": [OWN, LIBRARY]}
SYNTHETIC = {"type": "generic", "synthetic": True}


@pytest.fixture
def shown(normalized: Normalized) -> Normalized:
    def shown_(payload: Any, main_exception_id: int | None = None) -> Event:
        return titled(normalized(payload), main_exception_id)

    return shown_


@pytest.mark.parametrize(
    ("payload", "title"),
    [
        ({"exception": [{"type": "ValueError", "value": "bad"}]}, "ValueError: bad"),
        ({"exception": [{"type": "ValueError", "value": "one\ntwo"}]}, "ValueError: one"),
        ({"exception": [{"type": "ValueError", "value": ""}]}, "ValueError"),
        ({"exception": [{"type": "ValueError"}]}, "ValueError"),
        ({"exception": [{"type": "Cause"}, {"type": "Raised"}]}, "Raised"),
        ({"exception": [{"value": "only a value"}]}, "only a value"),
        ({"exception": [{"type": "A", "value": "x" * 300}]}, "A: " + "x" * 253 + "..."),
        ({"exception": [{"type": "T" * 200}]}, "T" * 125 + "..."),
        (
            {
                "exception": [
                    {"type": "E", "value": "v", "mechanism": SYNTHETIC, "stacktrace": TRACE}
                ]
            },
            "pay",
        ),
        ({"exception": [{"type": "E", "value": "v", "mechanism": SYNTHETIC}]}, "<unknown>"),
        (
            {
                "message": "hello",
                "exception": [{"value": "hello", "mechanism": SYNTHETIC, "stacktrace": TRACE}],
            },
            "hello",
        ),
        ({"message": "hello", "exception": [{"type": "E", "mechanism": SYNTHETIC}]}, "<unknown>"),
        ({"message": "first\nsecond"}, "first"),
        ({"message": "x" * 300}, "x" * 253 + "..."),
        ({"message": "\n\n  late"}, "late"),
        ({"logentry": {"message": "a %s", "params": ["b"]}}, "a b"),
        ({}, "<unlabeled event>"),
        ({"stacktrace": TRACE}, "<unlabeled event>"),
    ],
    ids=[
        *("type and value", "first line", "empty value", "type", "the raised one", "value"),
        *("long value", "long type", "synthetic", "synthetic without frames"),
        *("message of a JavaScript SDK", "synthetic with a type", "message", "long message"),
        *("empty lines", "template", "nothing", "only a stack trace"),
    ],
)
def test_the_title_of_an_event(shown: Normalized, payload: Any, title: str) -> None:
    assert shown(payload).title == title


GROUP = {
    "exception": [
        {"type": "Inner", "mechanism": {"type": "chained", "exception_id": 1, "parent_id": 0}},
        {"type": "Group", "mechanism": {"type": "generic", "exception_id": 0}},
    ]
}


@pytest.mark.parametrize(
    ("main", "title"), [(1, "Inner"), (0, "Group"), (None, "Group"), (7, "Group")]
)
def test_the_main_exception_gives_the_title(
    shown: Normalized, main: int | None, title: str
) -> None:
    assert shown(GROUP, main).title == title


@pytest.mark.parametrize(
    ("payload", "culprit"),
    [
        ({"transaction": "/pay/", "exception": [{"type": "A", "stacktrace": TRACE}]}, "/pay/"),
        ({"exception": [{"type": "A", "stacktrace": TRACE}]}, "shop.views in pay"),
        (
            {"exception": [{"type": "A", "stacktrace": {"frames": [LIBRARY, {"lineno": 1}]}}]},
            "django.core.base in inner",
        ),
        ({"exception": [{"type": "A", "stacktrace": TRACE}, {"type": "B"}]}, "shop.views in pay"),
        (
            {
                "platform": "javascript",
                "exception": [{"type": "A", "stacktrace": {"frames": [{"filename": "app.js"}]}}],
            },
            "?(app.js)",
        ),
        (
            {"platform": "node", "stacktrace": {"frames": [{"filename": "a.js", "function": "f"}]}},
            "f(a.js)",
        ),
        (
            {
                "platform": "native",
                "exception": [
                    {"type": "A", "stacktrace": {"frames": [{"filename": "a.c", "function": "f"}]}}
                ],
            },
            "f",
        ),
        ({"exception": [{"type": "A", "mechanism": SYNTHETIC, "stacktrace": TRACE}]}, ""),
        ({"exception": [{"type": "A"}], "request": {"url": "http://x/y?z"}}, "http://x/y"),
        ({"exception": [{"type": "A"}]}, ""),
        ({"transaction": "t" * 200}, "t" * 200),
    ],
    ids=[
        *("transaction", "own frame", "last frame with a place", "last exception with frames"),
        *("javascript", "node", "native", "synthetic", "url", "nothing", "long"),
    ],
)
def test_the_culprit_of_an_event(shown: Normalized, payload: Any, culprit: str) -> None:
    assert shown(payload).culprit == culprit


def test_the_metadata_of_an_error(shown: Normalized) -> None:
    event = shown({"exception": [{"type": "A", "value": "v" * 2000, "stacktrace": TRACE}]})
    assert event.metadata == {
        "type": "A",
        "value": "v" * 1021 + "...",
        "filename": "shop/views.py",
        "function": "pay",
        "in_app_frame_mix": "mixed",
    }


def test_the_metadata_of_a_synthetic_message_hold_its_title(shown: Normalized) -> None:
    event = shown({"message": "hi", "exception": [{"value": "hi", "mechanism": SYNTHETIC}]})
    assert event.metadata == {"value": "hi", "title": "hi"}


def test_the_metadata_of_a_message_hold_its_title(shown: Normalized) -> None:
    assert shown({"message": "hi"}).metadata == {"title": "hi"}


@pytest.mark.parametrize(
    ("frames", "mix"),
    [([OWN], "in-app-only"), ([LIBRARY], "system-only"), ([OWN, LIBRARY], "mixed")],
)
def test_the_metadata_say_whose_the_frames_are(shown: Normalized, frames: Any, mix: str) -> None:
    event = shown({"exception": [{"type": "A", "stacktrace": {"frames": frames}}]})
    assert event.metadata["in_app_frame_mix"] == mix


@pytest.mark.parametrize(
    ("payload", "location"),
    [
        ({"exception": [{"type": "A", "stacktrace": TRACE}]}, "shop/views.py"),
        ({"exception": [{"type": "A"}]}, None),
        ({"message": "hi", "stacktrace": TRACE}, None),
    ],
)
def test_the_location_of_an_event(shown: Normalized, payload: Any, location: str | None) -> None:
    assert shown(payload).location == location


CONTEXTS = {
    "browser": {"name": "Firefox", "version": "128.0"},
    "os": {"name": "Linux"},
    "runtime": {"name": "CPython", "version": "3.11.7"},
    "device": {"model": "Pixel 9", "family": "Pixel"},
    "trace": {"trace_id": "a2e21f571234567890abcdef12345678", "span_id": "92841dfd42c1bde7"},
    "replay": {"replay_id": "b2e21f571234567890abcdef12345678"},
}


@pytest.mark.parametrize(
    ("payload", "tags"),
    [
        ({"environment": "staging"}, {"environment": "staging"}),
        ({"release": "app@1", "dist": "4"}, {"release": "app@1", "dist": "4"}),
        ({"level": "warning"}, {"level": "warning"}),
        ({"logger": "shop"}, {"logger": "shop"}),
        ({"server_name": "web-1"}, {"server_name": "web-1"}),
        ({"transaction": "/pay/"}, {"transaction": "/pay/"}),
        ({"user": {"id": 7, "email": "a@b.example"}}, {"user": "id:7"}),
        ({"request": {"url": "http://x/y?z"}}, {"url": "http://x/y"}),
        (
            {"exception": [{"type": "A", "mechanism": {"type": "django", "handled": False}}]},
            {"handled": "no", "mechanism": "django"},
        ),
        (
            {"exception": [{"type": "A", "mechanism": {"type": "logging", "handled": True}}]},
            {"handled": "yes", "mechanism": "logging"},
        ),
        (
            {"contexts": CONTEXTS},
            {
                "browser": "Firefox 128.0",
                "browser.name": "Firefox",
                "os": "Linux",
                "os.name": "Linux",
                "runtime": "CPython 3.11.7",
                "runtime.name": "CPython",
                "device": "Pixel 9",
                "device.family": "Pixel",
                "trace": "a2e21f571234567890abcdef12345678",
                "trace.span": "92841dfd42c1bde7",
                "replayId": "b2e21f571234567890abcdef12345678",
            },
        ),
        ({"tags": {"color": "blue", "empty": None}}, {"color": "blue"}),
        (
            {"tags": {"level": "high", "url": "mine"}, "level": "info"},
            {"level": "info", "url": "mine"},
        ),
    ],
    ids=[
        *("environment", "release", "level", "logger", "server", "transaction", "user", "url"),
        *("unhandled", "handled", "contexts", "own", "precedence"),
    ],
)
def test_an_event_is_found_by(normalized: Normalized, payload: Any, tags: dict[str, str]) -> None:
    found = search_tags(normalized(payload))
    assert {key: found.get(key) for key in tags} == tags


def test_every_search_tag_is_one_short_line(normalized: Normalized) -> None:
    contexts = {"os": {"name": "a\nb", "version": 5}, "device": {"model": "x" * 500}}
    found = search_tags(normalized({"contexts": contexts}))
    assert (found["os"], found["device"]) == ("a", "x" * 197 + "...")


def test_a_tag_without_key_or_value_is_not_searched(normalized: Normalized) -> None:
    found = search_tags(normalized({"tags": {"bad/key": "x", "empty": ""}}))
    assert set(found) == {"level", "trace", "trace.span"}
