"""Pairs of Python events, and of events of any platform without frames: one issue, or two."""

from collections.abc import Callable
from typing import Any

import pytest

from seismo.digest.grouping import Explanation, Grouping

Json = dict[str, Any]
Grouped = Callable[[Json], Grouping]
Explained = Callable[[Json], Explanation]


def frame(function: str | None = "pay", **fields: Any) -> Json:
    given = {"function": function, "in_app": True, **fields}
    return {name: value for name, value in given.items() if value is not None}


def view(function: str = "pay", **fields: Any) -> Json:
    """A frame of a Python application."""
    named = {"module": "shop.views", "filename": "shop/views.py", "abs_path": "/srv/shop/views.py"}
    return frame(function, **{**named, "context_line": f"    {function}(order)", **fields})


def library(function: str = "get_response", **fields: Any) -> Json:
    """A frame of a Python library."""
    path = "/venv/lib/python3.13/site-packages/web/handlers.py"
    named = {"module": "web.handlers", "filename": "web/handlers.py", "abs_path": path}
    return frame(function, **{**named, "in_app": False, **fields})


def raised(*frames: Json, type: str = "PayError", value: str = "no", **fields: Any) -> Json:
    """One exception, as in `exception.values`."""
    stacktrace = {"stacktrace": {"frames": list(frames)}} if frames else {}
    return {"type": type, "value": value, **stacktrace, **fields}


def event(platform: str, *exceptions: Json, **fields: Any) -> Json:
    chained = {"exception": {"values": list(exceptions)}} if exceptions else {}
    return {"platform": platform, **chained, **fields}


def python(*frames: Json, **fields: Any) -> Json:
    return event("python", raised(*frames, **fields))


def message(text: str, **fields: Any) -> Json:
    return event("python", logentry={"formatted": text}, **fields)


SAME: dict[str, tuple[Json, Json]] = {
    "python: other message": (python(view(), value="id 1"), python(view(), value="id 2")),
    "python: other line number": (python(view(lineno=3)), python(view(lineno=99))),
    "python: other local values": (
        python(view(vars={"order": "1"})),
        python(view(vars={"order": "2"})),
    ),
    "python: other lines around": (
        python(view(pre_context=["a"])),
        python(view(pre_context=["b"])),
    ),
    "python: indented otherwise": (
        python(view(context_line="  a =  b")),
        python(view(context_line="\ta = b")),
    ),
    "python: other folder": (
        python(view(abs_path="/srv/1/shop/views.py")),
        python(view(abs_path="/srv/2/shop/views.py")),
    ),
    "python: other library frames": (
        python(library("a"), library("b"), view()),
        python(library("c"), view()),
    ),
    "python: direct recursion of another depth": (
        python(view("walk", lineno=3), view("walk", lineno=3), view("pay")),
        python(view("walk", lineno=3), view("walk", lineno=3), view("walk", lineno=3), view("pay")),
    ),
    "python: message of a cause with frames": (
        event("python", raised(view("save"), type="IOError", value="a"), raised(view())),
        event("python", raised(view("save"), type="IOError", value="b"), raised(view())),
    ),
    "python: other process in spawn_main": (
        python(
            library("<module>", context_line="spawn_main(fd=1)"),
            library("spawn_main"),
            library(),
        ),
        python(
            library("<module>", context_line="spawn_main(fd=2)"),
            library("spawn_main"),
            library(),
        ),
    ),
    "python: source line over the limit": (
        python(view(context_line="a" * 121)),
        python(view(context_line="b" * 121)),
    ),
    "python: other file name under one module": (
        python(view(filename="shop/views.py")),
        python(view(filename="shop/views.pyc")),
    ),
    "python: other tags and release": (
        event("python", raised(view()), tags=[["a", "1"]], release="1"),
        event("python", raised(view()), tags=[["a", "2"]], release="2"),
    ),
    "python: a message beside the exception": (
        event("python", raised(view()), logentry={"formatted": "a"}),
        event("python", raised(view()), logentry={"formatted": "b"}),
    ),
    "python, no frames: other id": (python(value="order 1 lost"), python(value="order 2 lost")),
    "python, no frames: third line": (python(value="a\nb\nc"), python(value="a\nb\nd")),
    "message: other number": (message("user 1 unknown"), message("user 2 unknown")),
    "message: one template": (
        event("python", logentry={"message": "user %s", "formatted": "user jo"}),
        event("python", logentry={"message": "user %s", "formatted": "user al"}),
    ),
    "nothing at all": (event("python"), event("php")),
    "threads: a bystander's frames": (
        event(
            "python",
            threads={
                "values": [
                    {"id": 1, "crashed": True, "stacktrace": {"frames": [view()]}},
                    {"id": 2, "stacktrace": {"frames": [view("a")]}},
                ]
            },
        ),
        event(
            "python",
            threads={
                "values": [
                    {"id": 1, "crashed": True, "stacktrace": {"frames": [view()]}},
                    {"id": 2, "stacktrace": {"frames": [view("b")]}},
                ]
            },
        ),
    ),
    "synthetic type": (
        python(view(), type="Error", mechanism={"synthetic": True}),
        python(view(), type="Other", mechanism={"synthetic": True}),
    ),
    "checksum": (
        event("python", raised(view("a")), checksum="payments"),
        event("python", raised(view("b")), checksum="payments"),
    ),
    "custom fingerprint": (
        event("python", raised(view("a")), fingerprint=["payments"]),
        event("php", raised(frame("b")), fingerprint=["payments"]),
    ),
    "default fingerprint": (
        event("python", raised(view()), fingerprint=["{{default}}"]),
        event("python", raised(view())),
    ),
}

DIFFERENT: dict[str, tuple[Json, Json]] = {
    "python: other function": (python(view("pay")), python(view("buy"))),
    "python: other module": (python(view(module="a")), python(view(module="b"))),
    "python: other source line": (
        python(view(context_line="a")),
        python(view(context_line="b")),
    ),
    "python: other type": (python(view(), type="A"), python(view(), type="B")),
    "python: other caller": (python(view("a"), view()), python(view("b"), view())),
    "python: other order of calls": (
        python(view("a"), view("b")),
        python(view("b"), view("a")),
    ),
    "python: other file without a module": (
        python(view(module=None, filename="a.py")),
        python(view(module=None, filename="b.py")),
    ),
    "python: other type of a cause": (
        event("python", raised(view("save"), type="IOError"), raised(view())),
        event("python", raised(view("save"), type="KeyError"), raised(view())),
    ),
    "python: a cause more": (
        event("python", raised(view())),
        event("python", raised(view("save")), raised(view())),
    ),
    "python: other library frames and no others": (
        python(library("a")),
        python(library("b")),
    ),
    "python: mutual recursion of another depth": (
        python(view("a"), view("b")),
        python(view("a"), view("b"), view("a"), view("b")),
    ),
    "python: recursion from another line": (
        python(view(lineno=1)),
        python(view(lineno=1), view(lineno=2)),
    ),
    "python, no frames: other words": (python(value="a lost"), python(value="b lost")),
    "python, no frames: second line": (python(value="a\nb"), python(value="a\nc")),
    "python, no frames: other type": (python(type="A"), python(type="B")),
    "message: other words": (message("cart lost"), message("order lost")),
    "message: something and nothing": (message("cart lost"), event("python")),
    "message: other template": (
        event("python", logentry={"message": "user %s", "formatted": "user jo"}),
        event("python", logentry={"message": "name %s", "formatted": "user jo"}),
    ),
    "hybrid fingerprint": (
        event("python", raised(view()), fingerprint=["{{ default }}", "a"]),
        event("python", raised(view()), fingerprint=["{{ default }}", "b"]),
    ),
    "hybrid fingerprint in another order": (
        event("python", raised(view()), fingerprint=["{{ default }}", "a"]),
        event("python", raised(view()), fingerprint=["a", "{{ default }}"]),
    ),
    "hybrid fingerprint over other functions": (
        event("python", raised(view("a")), fingerprint=["{{ default }}", "x"]),
        event("python", raised(view("b")), fingerprint=["{{ default }}", "x"]),
    ),
    "custom fingerprint and none": (
        event("python", raised(view()), fingerprint=["payments"]),
        event("python", raised(view())),
    ),
    "threads: the current one's frames": (
        event(
            "python", threads={"values": [{"current": True, "stacktrace": {"frames": [view("a")]}}]}
        ),
        event(
            "python", threads={"values": [{"current": True, "stacktrace": {"frames": [view("b")]}}]}
        ),
    ),
    "stack trace of the event": (
        event("python", stacktrace={"frames": [view("a")]}),
        event("python", stacktrace={"frames": [view("b")]}),
    ),
    "template: other line": (
        event("python", template={"filename": "a.html", "context_line": "{% a %}"}),
        event("python", template={"filename": "a.html", "context_line": "{% b %}"}),
    ),
}

PAIRS = {**SAME, **DIFFERENT}


@pytest.mark.parametrize(("left", "right"), SAME.values(), ids=SAME.keys())
def test_one_bug_is_one_issue(left: Json, right: Json, grouped: Grouped) -> None:
    assert grouped(left).hashes[0] == grouped(right).hashes[0]


@pytest.mark.parametrize(("left", "right"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_two_bugs_are_two_issues(left: Json, right: Json, grouped: Grouped) -> None:
    assert not set(grouped(left).hashes) & set(grouped(right).hashes)


@pytest.mark.parametrize(("left", "right"), PAIRS.values(), ids=PAIRS.keys())
def test_the_explanation_has_the_hashes_of_the_grouping(
    left: Json, right: Json, grouped: Grouped, explained: Explained
) -> None:
    hashes = [explained(left).hashes, explained(right).hashes]

    assert hashes == [grouped(left).hashes, grouped(right).hashes]


def test_one_bug_raised_a_hundred_times_is_one_issue(grouped: Grouped) -> None:
    events = [
        python(view(lineno=number, vars={"order": str(number)}), value=f"order {number} lost")
        for number in range(100)
    ]

    assert len({grouped(raised_again).hashes for raised_again in events}) == 1
