"""Whatever the texts of an event are made of, the result is an event, and is clean."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from seismo.digest.scrub import scrub
from seismo.model.event import Event, decode_event, encode_event
from seismo.model.project import Scrubbing

NAMES = ("password", "token", "Cookie", "author", "session", "auth", "name=", "value=")
SIGNS = ("=", ":", "=>", ",", "&", ";", "\\u003d", "%22", "%3D", "://", "@", ".", "-", "--")
QUOTES = ('"', "'", "\\", "\\\\", '\\"', "\\n", "(", ")", "[", "]", "{", "}", "<", ">")
SPACES = (" ", "\n", "\r\n\r\n", "\t")
WORDS = (
    "hunter2",
    "4111111111111111",
    "eyJhbGciOi",
    "[Filtered]",
    "None",
    "Bearer",
    "ä",
    "中",
    "😀",
)
KEYS = ("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----")
PIECES = (*NAMES, *SIGNS, *QUOTES, *SPACES, *WORDS, *KEYS)

texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
values = st.recursive(
    texts | st.integers(-9, 10**16) | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def event_of(text: str, value: Any) -> Event:
    frame = {"context_line": text, "pre_context": [text], "vars": {"x": value, "token": value}}
    fields = {
        "event_id": "0f" * 16,
        "timestamp": 1.0,
        "received": 2.0,
        "logentry": {"message": text, "params": [value, text]},
        "stacktrace": {"frames": [frame]},
        "extra": {"value": value, text: text},
        "tags": [[text, text]],
        "errors": [{"type": "invalid_data", "name": text, "value": value}],
    }
    return decode_event(msgspec.json.encode(fields))


@given(texts, values)
def test_the_result_is_always_an_event(text: str, value: Any) -> None:
    scrubbed = scrub(event_of(text, value), Scrubbing())
    assert decode_event(encode_event(scrubbed)).event_id == "0f" * 16


@given(texts, values)
def test_the_event_that_came_in_is_never_changed(text: str, value: Any) -> None:
    event = event_of(text, value)
    before = encode_event(event)
    scrub(event, Scrubbing())
    assert encode_event(event) == before


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_a_quoted_password_is_removed_whatever_stands_before_it(before: str) -> None:
    text = f'{before} {{"password": "fake-open-sesame"}}'
    event = scrub(event_of("x", text), Scrubbing())
    assert b"open-sesame" not in encode_event(event)
