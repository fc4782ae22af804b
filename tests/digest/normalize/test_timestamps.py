from collections.abc import Callable
from typing import Any

import pytest

from seismo.model.event import Event

Normalized = Callable[..., Event]

RECEIVED = 1_795_298_600.0
DAY = 86_400.0


@pytest.mark.parametrize(
    ("sent", "timestamp"),
    [
        (1_795_298_598.5, 1_795_298_598.5),
        (1_795_298_598, 1_795_298_598.0),
        ("2026-11-21T22:03:18.500Z", 1_795_298_598.5),
        ("2026-11-21T22:03:18.531250123Z", 1_795_298_598.53125),
        ("2026-11-21T22:03:18", 1_795_298_598.0),
        ("2026-11-21 22:03:18", 1_795_298_598.0),
        ("2026-11-21T23:03:18+01:00", 1_795_298_598.0),
        ("2026-11-21T23:03:18+0100", 1_795_298_598.0),
        (None, RECEIVED),
    ],
)
def test_the_time_of_the_client_is_taken(
    normalized: Normalized, sent: Any, timestamp: float
) -> None:
    event = normalized({"timestamp": sent})
    assert event.timestamp == pytest.approx(timestamp, abs=1e-6)
    assert event.errors == []


@pytest.mark.parametrize(
    "sent",
    [
        *("1795298598.5", "yesterday", "2026-11-21", "2026-13-01T00:00:00Z"),
        *("", 1_795_298_598_500, -1e300, True, [1], {}),
    ],
)
def test_a_time_that_cannot_be_read_is_the_time_of_receipt(
    normalized: Normalized, sent: Any
) -> None:
    event = normalized({"timestamp": sent})
    assert event.timestamp == RECEIVED
    assert [(error.type, error.name) for error in event.errors] == [("invalid_data", "timestamp")]


@pytest.mark.parametrize(
    ("offset", "error"),
    [
        (-60 * DAY, "past_timestamp"),
        (-30 * DAY - 1, "past_timestamp"),
        (2 * DAY, "future_timestamp"),
        (61, "future_timestamp"),
    ],
)
def test_a_time_that_cannot_be_true_is_the_time_of_receipt(
    normalized: Normalized, offset: float, error: str
) -> None:
    event = normalized({"timestamp": RECEIVED + offset})
    assert event.timestamp == RECEIVED
    assert [(entry.type, entry.name) for entry in event.errors] == [(error, "timestamp")]


@pytest.mark.parametrize("offset", [-30 * DAY, 0, 60])
def test_a_time_within_the_limits_is_believed(normalized: Normalized, offset: float) -> None:
    assert normalized({"timestamp": RECEIVED + offset}).timestamp == RECEIVED + offset


@pytest.mark.parametrize("drift", [3300.0, 40 * DAY, -7200.0])
def test_a_wrong_clock_is_corrected_and_reported(normalized: Normalized, drift: float) -> None:
    sent_at = RECEIVED - drift
    payload = {
        "timestamp": sent_at - 10,
        "breadcrumbs": [{"timestamp": sent_at - 20, "message": "before"}],
    }
    event = normalized(payload, sent_at=sent_at)
    assert event.breadcrumbs is not None
    assert event.timestamp == RECEIVED - 10
    assert event.breadcrumbs.values[0].timestamp == RECEIVED - 20
    assert [error.type for error in event.errors] == ["clock_drift"]


def test_a_clock_that_is_about_right_is_left_alone(normalized: Normalized) -> None:
    event = normalized({"timestamp": RECEIVED - 3310}, sent_at=RECEIVED - 3299)
    assert (event.timestamp, event.errors) == (RECEIVED - 3310, [])


def test_the_time_of_receipt_is_the_servers(normalized: Normalized) -> None:
    assert normalized({"received": 5}).received == RECEIVED
