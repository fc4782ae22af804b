from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from seismo.model.event import Event, Measurement

Normalized: TypeAlias = Callable[..., Event]

TRANSACTION = {
    "type": "transaction",
    "start_timestamp": 1_795_298_590.0,
    "timestamp": 1_795_298_595.0,
    "contexts": {"trace": {"trace_id": "a" * 31 + "1", "span_id": "b" * 15 + "1"}},
}


def measured(normalized: Normalized, sent: Any) -> Event:
    return normalized({**TRANSACTION, "measurements": sent})


@pytest.mark.parametrize(
    ("name", "sent", "read"),
    [
        ("lcp", {"value": 5}, Measurement(5.0, "millisecond")),
        ("cls", {"value": 0.1}, Measurement(0.1, "none")),
        ("lcp", {"value": 5, "unit": "second"}, Measurement(5.0, "second")),
        ("lcp", {"value": 5, "unit": "none"}, Measurement(5.0, "millisecond")),
        ("queue.size", {"value": 3, "unit": "item"}, Measurement(3.0, "item")),
        ("queue.size", {"value": 3, "unit": "no unit!"}, Measurement(3.0, "none")),
        ("queue.size", {"value": "3"}, Measurement(None, "none")),
        ("queue.size", {"value": True}, Measurement(None, "none")),
    ],
)
def test_a_measurement_has_a_value_and_a_unit(
    normalized: Normalized, name: str, sent: Any, read: Measurement
) -> None:
    assert measured(normalized, {name: sent}).measurements == {name: read}


def test_the_name_of_a_measurement_is_in_lower_case(normalized: Normalized) -> None:
    event = measured(normalized, {"ttfb.requestTime": {"value": 4}})
    assert event.measurements == {"ttfb.requesttime": Measurement(4.0, "millisecond")}


@pytest.mark.parametrize(
    "sent", [{"a name": {"value": 1}}, {"": {"value": 1}}, {"a": 5}, {"a": [1]}, [1], "x"]
)
def test_what_is_no_measurement_is_reported(normalized: Normalized, sent: Any) -> None:
    event = measured(normalized, sent)
    assert event.measurements == {}
    assert [error.name for error in event.errors] == ["measurements"]


def test_null_is_nothing(normalized: Normalized) -> None:
    event = measured(normalized, {"lcp": None})
    assert (event.measurements, event.errors) == ({}, [])


def test_of_very_many_measurements_the_first_are_kept(normalized: Normalized) -> None:
    event = measured(normalized, {f"m{n}": {"value": n} for n in range(500)})
    assert len(event.measurements) == 100
    assert event.meta["measurements"][""]["len"] == 500
