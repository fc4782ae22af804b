"""Filters for senders, log lines, metrics and spans."""

import pytest

from seismo.digest.filter import (
    is_unwanted_sender,
    is_unwanted_span,
    unwanted_logs,
    unwanted_metrics,
)
from seismo.model.project import Filters
from seismo.model.record import Client


@pytest.mark.parametrize(
    ("network", "sender", "dropped"),
    [
        ("203.0.113.9", "203.0.113.9", True),
        ("203.0.113.0/24", "203.0.113.9", True),
        ("203.0.113.1/24", "203.0.113.9", True),
        ("203.0.113.0/24", "::ffff:203.0.113.9", True),
        ("203.0.113.0/24", "203.0.114.9", False),
        ("2001:db8::/32", "2001:db8::7", True),
        ("2001:db8::/32", "203.0.113.9", False),
        ("203.0.113.0/24", "", False),
    ],
)
def test_addresses_of_senders(network: str, sender: str, dropped: bool) -> None:
    filters = Filters(addresses=("198.51.100.1", network))
    assert is_unwanted_sender(Client(remote_addr=sender), filters) is dropped


def test_without_addresses_every_sender_is_wanted() -> None:
    assert not is_unwanted_sender(Client(), Filters())


def test_logs_and_metrics_are_wanted_unless_somebody_says_otherwise() -> None:
    assert unwanted_logs(Filters()) is None
    assert unwanted_metrics(Filters()) is None


def test_log_lines_are_known_by_their_text() -> None:
    unwanted = unwanted_logs(Filters(log_messages=("*heartbeat*", "GET /ping *")))
    assert unwanted is not None
    lines = ("a heartbeat of 3", "get /ping 200", "GET /pong 200")
    assert [unwanted(line) for line in lines] == [True, True, False]


def test_metrics_are_known_by_their_name() -> None:
    unwanted = unwanted_metrics(Filters(metric_names=("queue.*",)))
    assert unwanted is not None
    assert [unwanted(name) for name in ("queue.depth", "my.queue.depth")] == [True, False]


@pytest.mark.parametrize(
    ("segment", "unwanted"), [("GET /healthz", True), ("/cart", False), (None, False), (7, False)]
)
def test_spans_of_a_health_check_are_known_by_their_segment(
    segment: object, unwanted: bool
) -> None:
    assert is_unwanted_span(segment, Filters()) is unwanted
    assert not is_unwanted_span(segment, Filters(health_checks=False))
