from collections.abc import Callable
from typing import Any

import pytest

from seismo.model.event import Event, ExceptionValue, Mechanism

Normalized = Callable[..., Event]
Complaints = Callable[..., list[tuple[str, str | None]]]


def values(event: Event) -> list[ExceptionValue]:
    return event.exception.values if event.exception else []


def mechanism(event: Event) -> Mechanism:
    found = values(event)[0].mechanism
    assert found is not None
    return found


@pytest.mark.parametrize(
    "sent",
    [
        {"values": [{"type": "A", "value": "b"}]},
        [{"type": "A", "value": "b"}],
        {"type": "A", "value": "b"},
        [None, {"type": "A", "value": "b"}],
    ],
    ids=["values", "list", "object", "list with null"],
)
def test_an_exception_may_be_written_in_three_ways(normalized: Normalized, sent: Any) -> None:
    event = normalized({"exception": sent})
    assert (values(event), event.errors) == ([ExceptionValue(type="A", value="b")], [])


def test_the_order_of_exceptions_stays(normalized: Normalized) -> None:
    event = normalized({"exception": [{"type": "Cause"}, {"type": "Raised"}]})
    assert [value.type for value in values(event)] == ["Cause", "Raised"]


@pytest.mark.parametrize(
    ("sent", "type_", "value"),
    [
        ({"value": "Foo: bar baz"}, "Foo", "bar baz"),
        ({"value": "hello world: x"}, None, "hello world: x"),
        ({"value": "plain"}, None, "plain"),
        ({"type": "A", "value": "Foo: bar"}, "A", "Foo: bar"),
        ({"value": "Foo: bar", "mechanism": {"type": "x", "synthetic": True}}, None, "Foo: bar"),
        ({"type": "A", "value": {"a": 1}}, "A", '{"a":1}'),
        ({"type": "A", "value": 5}, "A", "5"),
        ({"type": "A", "value": ""}, "A", ""),
    ],
    ids=[
        *("type in value", "no type in value", "plain", "both", "synthetic", "object", "number"),
        "empty value",
    ],
)
def test_type_and_value_are_texts(
    normalized: Normalized, sent: Any, type_: str | None, value: str
) -> None:
    (found,) = values(normalized({"exception": [sent]}))
    assert (found.type, found.value) == (type_, value)


@pytest.mark.parametrize("sent", [{}, {"module": "m"}, {"type": None, "value": None}])
def test_an_exception_that_says_nothing_is_left_out_and_reported(
    normalized: Normalized, sent: Any
) -> None:
    event = normalized({"exception": [sent, {"type": "A"}]})
    assert [value.type for value in values(event)] == ["A"]
    assert [(error.type, error.name) for error in event.errors] == [
        ("missing_attribute", "exception.values.0")
    ]


def test_an_exception_that_has_only_a_stack_trace_is_kept(normalized: Normalized) -> None:
    event = normalized({"exception": [{"stacktrace": {"frames": [{"function": "f"}]}}]})
    assert (len(values(event)), event.errors) == (1, [])


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("boom", "exception"),
        ({"values": "boom"}, "exception.values"),
        (["boom"], "exception.values.0"),
        ([{"type": 5, "value": "x"}], "exception.values.0.type"),
        ([{"type": "A", "module": []}], "exception.values.0.module"),
        ([{"type": "A", "thread_id": 1.5}], "exception.values.0.thread_id"),
        ([{"type": "A", "mechanism": "x"}], "exception.values.0.mechanism"),
        ([{"type": "A", "stacktrace": []}], "exception.values.0.stacktrace"),
        (
            [{"type": "A", "mechanism": {"type": "x", "handled": "yes"}}],
            "exception.values.0.mechanism.handled",
        ),
        (
            [{"type": "A", "mechanism": {"type": "x", "exception_id": "1"}}],
            "exception.values.0.mechanism.exception_id",
        ),
    ],
)
def test_a_bad_part_is_reported_by_its_path(complaints: Complaints, sent: Any, name: str) -> None:
    assert complaints({"exception": sent}) == [("invalid_data", name)]


@pytest.mark.parametrize(("field", "limit"), [("type", 256), ("value", 8192), ("module", 256)])
def test_long_texts_are_cut_with_a_remark(normalized: Normalized, field: str, limit: int) -> None:
    event = normalized({"exception": [{"type": "A", field: "x" * 9000}]})
    assert getattr(values(event)[0], field) == "x" * (limit - 3) + "..."
    node = event.meta["exception"]["values"]["0"][field][""]
    assert node == {"rem": [["!limit", "s", limit - 3, limit]], "len": 9000}


def test_a_mechanism_keeps_what_is_known(normalized: Normalized) -> None:
    sent = {
        "type": "chained",
        "handled": False,
        "synthetic": True,
        "description": "d",
        "help_link": "h",
        "source": "__cause__",
        "is_exception_group": True,
        "exception_id": 1,
        "parent_id": 0,
        "data": {"a": 1},
        "foo": "bar",
    }
    found = mechanism(normalized({"exception": [{"type": "A", "mechanism": sent}]}))
    assert found == Mechanism(**{name: value for name, value in sent.items() if name != "foo"})


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"handled": True}, Mechanism(data={"handled": True})),
        (
            {"posix_signal": {"signal": 11, "code": 0}},
            Mechanism(meta={"signal": {"number": 11, "code": 0, "name": "SIGSEGV"}}),
        ),
        ({"type": ""}, Mechanism()),
    ],
    ids=["free data", "signal", "empty type"],
)
def test_a_mechanism_without_a_type_is_generic(
    normalized: Normalized, sent: Any, read: Mechanism
) -> None:
    assert mechanism(normalized({"exception": [{"type": "A", "mechanism": sent}]})) == read


@pytest.mark.parametrize(
    ("platform", "meta", "name"),
    [
        ("native", {"errno": {"number": 2}}, "ENOENT"),
        ("native", {"errno": {"number": 11}}, "EAGAIN"),
        ("cocoa", {"errno": {"number": 35}}, "EAGAIN"),
        ("native", {"signal": {"number": 7}}, "SIGBUS"),
        ("cocoa", {"signal": {"number": 10}}, "SIGBUS"),
        ("native", {"signal": {"number": 11}}, "SIGSEGV"),
        ("cocoa", {"mach_exception": {"exception": 1}}, "EXC_BAD_ACCESS"),
        ("native", {"signal": {"number": 11, "name": "MINE"}}, "MINE"),
        ("native", {"signal": {"number": 9999}}, None),
        ("native", {"signal": {"number": "11"}}, None),
    ],
)
def test_the_codes_of_the_system_get_names(
    normalized: Normalized, platform: str, meta: Any, name: str | None
) -> None:
    sent = {"type": "A", "mechanism": {"type": "x", "meta": meta}}
    found = mechanism(normalized({"platform": platform, "exception": [sent]}))
    assert found.meta is not None
    (code,) = found.meta.values()
    assert code.get("name") == name


def test_codes_are_named_as_apple_does_when_the_context_says_so(normalized: Normalized) -> None:
    sent = {"type": "A", "mechanism": {"type": "x", "meta": {"signal": {"number": 10}}}}
    event = normalized({"contexts": {"os": {"name": "iOS"}}, "exception": [sent]})
    assert mechanism(event).meta == {"signal": {"number": 10, "name": "SIGBUS"}}


def test_threads_are_read(normalized: Normalized) -> None:
    sent = {
        "id": 1,
        "name": "main",
        "crashed": True,
        "current": False,
        "main": True,
        "state": "RUN",
    }
    event = normalized({"threads": {"values": [{**sent, "held_locks": {"0x1": {}}}, {"id": "2"}]}})
    assert event.threads is not None
    first, second = event.threads.values
    assert {name: getattr(first, name) for name in sent} == sent
    assert (first.held_locks, second.id) == ({"0x1": {}}, "2")


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({"id": 1.5}, "id"),
        ({"name": 5}, "name"),
        ({"crashed": "x"}, "crashed"),
        ({"state": []}, "state"),
        ({"held_locks": []}, "held_locks"),
        ({"stacktrace": "x"}, "stacktrace"),
    ],
)
def test_a_bad_part_of_a_thread_is_reported(complaints: Complaints, sent: Any, name: str) -> None:
    assert complaints({"threads": [sent]}) == [("invalid_data", f"threads.values.0.{name}")]
