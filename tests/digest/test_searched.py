"""What an event can be found by."""

import itertools
import json
from typing import Any

import pytest
from support.app import envelope, error

from seismo.catalog.projects import GROUPING_VERSION
from seismo.digest.normalize.event import normalize
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.wire import decode
from seismo.digest.pipeline import digest_chunk
from seismo.digest.searched import attributes_of, texts_of
from seismo.digest.spelled import Spelled
from seismo.model.digested import DigestedRecord
from seismo.model.event import Event
from seismo.model.ids import EventId, ProjectId
from seismo.model.project import ProjectRules
from seismo.model.record import Client, Record, encode_record
from seismo.model.words import words_of

SHOP = ProjectId(1)
generations = itertools.count(1000)
FACTS = Facts(
    event_id=EventId("a" * 32), received=1.7e9, sent_at=None, client=Client(), sdk={}, dsc={}
)


def event(**fields: Any) -> Event:
    return normalize(decode(json.dumps(error("no stock", **fields)).encode()), FACTS)


def words(given: Event) -> set[str]:
    return set().union(*map(words_of, texts_of(given, Spelled())))


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({}, "stock"),
        ({}, "valueerror"),
        ({}, "function:pay"),
        ({}, "raise"),
        ({"logentry": {"formatted": "gone fishing"}}, "fishing"),
        ({"tags": {"plan": "goldplan"}}, "goldplan"),
        ({"transaction": "/checkout"}, "checkout"),
        ({"breadcrumbs": [{"message": "clicked wheel"}]}, "wheel"),
        ({"breadcrumbs": [{"data": {"url": "https://carrier.test/"}}]}, "carrier"),
        ({"request": {"url": "https://shop.test/basket", "data": {"gift": "wrapped"}}}, "wrapped"),
        ({"extra": {"courier": "bicycle"}}, "bicycle"),
        ({"user": {"username": "ada"}}, "ada"),
        ({"contexts": {"device": {"model": "Pinephone"}}}, "pinephone"),
        ({"threads": {"values": [{"stacktrace": {"frames": [{"function": "tick"}]}}]}}, "tick"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_word_is_found_wherever_it_stands(fields: dict[str, Any], word: str) -> None:
    assert word in words(event(**fields))


def test_local_variables_are_looked_through() -> None:
    given = event()

    assert "message" in words(given)


def test_a_text_that_is_there_twice_is_told_once() -> None:
    frame = {"function": "again", "lineno": 3, "vars": {"depth": "'deep'"}}
    twice = event(exception={"values": [{"type": "E", "stacktrace": {"frames": [frame, frame]}}]})

    assert len(set(found := texts_of(twice, Spelled()))) == len(found)


def digested(number: int, event: dict[str, Any], generation: int = 1) -> set[str]:
    """The words that an event adds in this process."""
    body = envelope(event, f"{number:032x}")
    kept = Record(SHOP, 1.7e9, event_id=EventId(f"{number:032x}"), body=body, kept=(0,))
    rules = {SHOP: ProjectRules(SHOP, GROUPING_VERSION)}
    (record,) = digest_chunk(0, [(number, encode_record(kept))], rules, generation)
    assert isinstance(record, DigestedRecord), record
    return set().union(*map(words_of, record.events[0].texts))


def test_an_event_adds_the_words_of_the_texts_that_are_new() -> None:
    generation = next(generations)
    first = digested(1, error("order 1 is late"), generation)
    second = digested(2, error("order 2 is late by rail"), generation)

    assert {"function:pay", "late"} <= first
    assert "rail" in second
    assert "function:pay" not in second


def test_the_same_event_again_adds_nothing() -> None:
    generation = next(generations)
    digested(3, error("order 3 is lost"), generation)

    assert digested(4, error("order 3 is lost"), generation) == set()


def test_what_was_not_committed_is_told_again() -> None:
    told = digested(5, error("order 5 is back"), next(generations))

    assert digested(5, error("order 5 is back"), next(generations)) == told


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"user": {"email": "ada@example.test"}}, "user.email", "ada@example.test"),
        ({"user": {"id": 7, "ip_address": "203.0.113.9"}}, "user.ip", "203.0.113.9"),
        ({"user": {"geo": {"city": "Turin"}}}, "geo.city", "Turin"),
        ({"contexts": {"os": {"name": "Linux", "version": "6.1"}}}, "os.version", "6.1"),
        ({"contexts": {"app": {"in_foreground": True}}}, "app.in_foreground", "true"),
        ({"contexts": {"response": {"status_code": 502}}}, "http.status_code", "502"),
        (
            {"contexts": {"flags": {"values": [{"flag": "fast-pay", "result": True}]}}},
            "flags.fast-pay",
            "true",
        ),
        (
            {"request": {"headers": {"Referer": "https://a.test/"}}},
            "http.referer",
            "https://a.test/",
        ),
        (
            {"threads": {"values": [{"id": 1, "main": True, "crashed": True}]}},
            "error.main_thread",
            "true",
        ),
        ({}, "location", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_attribute_without_a_column_is_kept(
    fields: dict[str, Any], name: str, value: str | None
) -> None:
    assert attributes_of(event(**fields)).get(name) == value
