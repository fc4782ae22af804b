import json
from typing import Any

import pytest

from seismo.protocol.envelope import Envelope, Item
from seismo.protocol.errors import TooLarge
from seismo.protocol.limits import SPAN_CONTAINER, check_limits

KIB = 1024
MIB = 1024 * KIB


def item(type_: str, size: int = 1, **headers: Any) -> Item:
    return Item(type_, {"type": type_, **headers}, memoryview(bytes(size)))


def check(*items: Item) -> None:
    check_limits(Envelope(headers={}, items=items))


EVENT_LIKE = ["event", "transaction", "security", "replay_event", "raw_security", "feedback"]
LARGEST = [
    *((name, MIB) for name in EVENT_LIKE),
    ("attachment", 200 * MIB),
    ("user_report", 200 * MIB),
    ("replay_recording", 10 * MIB),
    ("replay_video", 10 * MIB),
    ("session", 10 * MIB),
    ("sessions", 10 * MIB),
    ("client_report", 100 * KIB),
    ("profile", 50 * MIB),
    ("profile_chunk", 50 * MIB),
    ("check_in", 100 * KIB),
    ("log", 12 * MIB),
    ("trace_metric", 12 * MIB),
    ("span", 10 * MIB),
    ("statsd", MIB),
]


@pytest.mark.parametrize(("name", "size"), LARGEST)
def test_an_item_may_be_as_large_as_its_limit(name: str, size: int) -> None:
    check(item(name, size))


@pytest.mark.parametrize(("name", "size"), LARGEST)
def test_a_larger_item_is_refused_by_its_name(name: str, size: int) -> None:
    with pytest.raises(TooLarge) as caught:
        check(item(name, size + 1))
    assert caught.value.detail == f"envelope exceeded size limits for type '{name}'"


MOST = [
    *((name, 1) for name in EVENT_LIKE),
    ("attachment", 30),
    ("replay_recording", 1),
    ("session", 100),
    ("client_report", 100),
    ("profile", 1),
    ("profile_chunk", 1),
    ("check_in", 1),
    ("log", 1),
    ("trace_metric", 1),
    ("span", 25),
]


@pytest.mark.parametrize(("name", "count"), MOST)
def test_there_may_be_as_many_items_as_allowed(name: str, count: int) -> None:
    check(*[item(name)] * count)


@pytest.mark.parametrize(("name", "count"), MOST)
def test_one_item_more_is_refused(name: str, count: int) -> None:
    with pytest.raises(TooLarge, match=f"for type '{name}'"):
        check(*[item(name)] * (count + 1))


def test_a_span_container_stands_alone() -> None:
    container = item("span", content_type=SPAN_CONTAINER)
    with pytest.raises(TooLarge):
        check(container, container)


def test_a_span_container_may_be_larger_than_a_legacy_span() -> None:
    check(item("span", 12 * MIB, content_type=SPAN_CONTAINER, item_count=100))


@pytest.mark.parametrize(
    ("name", "entry"), [("log", 2 * MIB), ("trace_metric", MIB), ("span", 10 * MIB)]
)
def test_the_entries_of_a_container_have_a_limit_of_their_own(name: str, entry: int) -> None:
    with pytest.raises(TooLarge):
        check(item(name, 2 * (entry // 2 + 1), item_count=1, content_type=SPAN_CONTAINER))


@pytest.mark.parametrize("count", [0, -1, "3", None, [1]], ids=json.dumps)
def test_a_container_without_a_usable_count_is_judged_as_a_whole(count: object) -> None:
    check(item("log", 3 * MIB, item_count=count))


def test_kinds_of_events_are_counted_together() -> None:
    with pytest.raises(TooLarge, match="for type 'transaction'"):
        check(item("event"), item("transaction"))


def test_attachments_are_limited_in_sum() -> None:
    with pytest.raises(TooLarge, match="for type 'attachment'"):
        check(item("attachment", 150 * MIB), item("attachment", 51 * MIB))


def test_a_profile_and_its_transaction_go_together() -> None:
    check(item("profile", MIB), item("transaction", MIB))


def test_an_unknown_type_has_no_limit_of_its_own() -> None:
    check(item("hologram", 13 * MIB), item("hologram"))
