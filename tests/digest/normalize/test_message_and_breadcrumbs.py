from collections.abc import Callable
from typing import Any

import pytest

from seismo.model.event import Breadcrumb, Event, LogEntry

Normalized = Callable[..., Event]
Complaints = Callable[..., list[tuple[str, str | None]]]


@pytest.mark.parametrize(
    ("message", "params", "formatted"),
    [
        ("failed %s in %d", ["job", 3], "failed job in 3"),
        ("%(a)s and %(b)d", {"a": "x", "b": 2}, "x and 2"),
        ("%5.2f %r %x", [3.5, "z", 7], "3.5 z 7"),
        ("100%% of %s", ["all"], "100% of all"),
        ("{} and {}", ["a", "b"], "a and b"),
        ("{1} then {0}", ["a", "b"], "b then a"),
        ("{x!r:>10} {{x}}", {"x": 1}, "1 {x}"),
        ("got %s", [{"a": [1]}], 'got {"a":[1]}'),
        ("got %s", [None], "got null"),
    ],
    ids=[
        *("percent", "named percent", "kinds", "percent sign", "braces", "numbered braces"),
        *("named braces", "containers", "null"),
    ],
)
def test_a_template_is_filled(
    normalized: Normalized, message: str, params: Any, formatted: str
) -> None:
    event = normalized({"logentry": {"message": message, "params": params}})
    assert event.logentry == LogEntry(message=message, formatted=formatted, params=params)


@pytest.mark.parametrize(
    ("message", "params"),
    [
        ("%s %s", ["a"]),
        ("%(x)s", ["a"]),
        ("%(x)s", {"y": 1}),
        ("%s", {"x": 1}),
        ("{x}", ["a"]),
        ("{5}", ["a"]),
        ("no places", ["a"]),
        ("%s", []),
        ("%s", "text"),
        ("%s", None),
    ],
)
def test_a_template_whose_parameters_do_not_fit_is_the_message(
    normalized: Normalized, message: str, params: Any
) -> None:
    event = normalized({"logentry": {"message": message, "params": params}})
    assert event.logentry == LogEntry(formatted=message, params=params)


@pytest.mark.parametrize(
    ("payload", "entry"),
    [
        ({"message": "hi"}, LogEntry(formatted="hi")),
        ({"message": 5}, LogEntry(formatted="5")),
        ({"logentry": "hi"}, LogEntry(formatted="hi")),
        ({"logentry": {"formatted": "hi"}}, LogEntry(formatted="hi")),
        ({"logentry": {"message": "hi", "formatted": "hi"}}, LogEntry(formatted="hi")),
        (
            {"message": {"message": "hi %s", "params": ["you"]}},
            LogEntry(message="hi %s", formatted="hi you", params=["you"]),
        ),
        (
            {"message": "top", "logentry": {"message": "x %s", "formatted": "x y"}},
            LogEntry(message="x %s", formatted="x y"),
        ),
        ({"message": ""}, None),
        ({"logentry": {}}, None),
    ],
    ids=[
        *("top level", "number", "text", "formatted", "twice", "object at the top", "both"),
        *("empty", "empty object"),
    ],
)
def test_a_single_text_is_the_formatted_one(
    normalized: Normalized, payload: Any, entry: LogEntry | None
) -> None:
    assert normalized(payload).logentry == entry


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({"params": ["a"]}, "logentry"),
        ({"message": [], "formatted": "x"}, "logentry.message"),
        ({"message": "x", "formatted": {}}, "logentry.formatted"),
    ],
)
def test_a_bad_message_is_reported(complaints: Complaints, sent: Any, name: str) -> None:
    assert complaints({"logentry": sent}) == [("invalid_data", name)]


def test_a_long_message_is_cut_with_a_remark(normalized: Normalized) -> None:
    event = normalized({"message": "x" * 9000})
    assert event.logentry == LogEntry(formatted="x" * 8189 + "...")
    assert event.meta["logentry"]["formatted"][""]["len"] == 9000


def test_many_places_with_large_parameters_stay_bounded(normalized: Normalized) -> None:
    event = normalized({"logentry": {"message": "{0}" * 2000, "params": ["x" * 100_000]}})
    assert event.logentry is not None
    assert event.logentry.formatted is not None
    assert len(event.logentry.formatted) == 8192


def test_the_mark_of_a_message_follows_it(normalized: Normalized) -> None:
    mark = {"": {"rem": [["!config", "s"]]}}
    event = normalized({"message": "[Filtered]", "_meta": {"message": mark}})
    assert event.meta == {"logentry": {"formatted": mark}}


def crumbs(event: Event) -> list[Breadcrumb]:
    return event.breadcrumbs.values if event.breadcrumbs else []


@pytest.mark.parametrize("wrap", [lambda list_: list_, lambda list_: {"values": list_}])
def test_breadcrumbs_may_be_written_in_two_ways(normalized: Normalized, wrap: Any) -> None:
    event = normalized({"breadcrumbs": wrap([{"message": "a"}, None, {"message": "b"}])})
    assert [crumb.message for crumb in crumbs(event)] == ["a", "b"]


def test_a_breadcrumb_is_read(normalized: Normalized) -> None:
    sent = {
        "timestamp": "2026-11-21T22:03:18Z",
        "type": "http",
        "category": "fetch",
        "level": "warn",
        "message": "m",
        "data": {"url": "/"},
        "event_id": "e",
        "foo": 1,
    }
    event = normalized({"breadcrumbs": [sent]})
    assert event.errors == []
    assert crumbs(event) == [
        Breadcrumb(
            timestamp=1_795_298_598.0,
            type="http",
            category="fetch",
            level="warning",
            message="m",
            data={"url": "/"},
            event_id="e",
        )
    ]


def test_a_breadcrumb_has_defaults(normalized: Normalized) -> None:
    event = normalized({"breadcrumbs": [{"type": None, "level": None, "message": "m"}]})
    assert crumbs(event) == [Breadcrumb(type="default", level="info", message="m")]


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({"message": 5}, "message"),
        ({"type": 1}, "type"),
        ({"category": []}, "category"),
        ({"level": "loud"}, "level"),
        ({"timestamp": "soon"}, "timestamp"),
        ({"data": "x"}, "data"),
    ],
)
def test_a_bad_part_of_a_breadcrumb_is_reported(
    complaints: Complaints, sent: Any, name: str
) -> None:
    assert complaints({"breadcrumbs": [sent]}) == [("invalid_data", f"breadcrumbs.values.0.{name}")]


@pytest.mark.parametrize("sent", ["x", 5])
def test_what_is_no_list_of_breadcrumbs_is_reported(complaints: Complaints, sent: Any) -> None:
    assert complaints({"breadcrumbs": sent}) == [("invalid_data", "breadcrumbs")]


def test_150_breadcrumbs_are_all_kept(normalized: Normalized) -> None:
    event = normalized({"breadcrumbs": [{"message": str(i)} for i in range(150)]})
    assert len(crumbs(event)) == 150


def test_of_very_many_breadcrumbs_the_newest_are_kept(normalized: Normalized) -> None:
    event = normalized({"breadcrumbs": [{"message": str(i)} for i in range(2000)]})
    assert [crumb.message for crumb in crumbs(event)] == [str(i) for i in range(1500, 2000)]
    assert event.meta["breadcrumbs"]["values"][""]["len"] == 2000


def test_the_data_of_a_breadcrumb_is_cut_to_2_kib(normalized: Normalized) -> None:
    event = normalized({"breadcrumbs": [{"data": {"sql": "x" * 5000, "more": 1}}]})
    (crumb,) = crumbs(event)
    assert crumb.data is not None
    assert 2000 < len(crumb.data["sql"]) <= 2048
    assert "data" in event.meta["breadcrumbs"]["values"]["0"]


def test_the_marks_of_a_bare_list_move_below_values(normalized: Normalized) -> None:
    mark = {"message": {"": {"rem": [["!config", "s"]]}}}
    sent = [None, {"message": "[Filtered]"}]
    event = normalized({"breadcrumbs": sent, "_meta": {"breadcrumbs": {"1": mark}}})
    assert event.meta == {"breadcrumbs": {"values": {"0": mark}}}
