"""Events as text to paste."""

from typing import Any

import pytest

from seismo.model.event import (
    Breadcrumb,
    Breadcrumbs,
    Event,
    Exceptions,
    ExceptionValue,
    Frame,
    LogEntry,
    Mechanism,
    Stacktrace,
)
from seismo.web.event_text import Cited, markdown, traceback


def event(*values: ExceptionValue, platform: str = "python", **fields: Any) -> Event:
    return Event(
        event_id="a" * 32,
        platform=platform,
        timestamp=1_795_305_600.0,
        received=1_795_305_600.0,
        title="ValueError: no `stock`",
        exception=Exceptions(values=list(values)) if values else None,
        **fields,
    )


def raised(kind: str, function: str, source: str | None = None) -> ExceptionValue:
    frame = Frame(
        function=function,
        filename="shop/views.py",
        abs_path="/srv/shop/views.py",
        lineno=7,
        colno=3,
        context_line="    pay()",
    )
    return ExceptionValue(
        type=kind,
        value="no stock",
        stacktrace=Stacktrace(frames=[frame]),
        mechanism=Mechanism(source=source),
    )


def test_a_python_traceback_looks_like_the_interpreter_s() -> None:
    assert traceback(event(raised("ValueError", "pay"))).split("\n") == [
        "Traceback (most recent call last):",
        '  File "/srv/shop/views.py", line 7, in pay',
        "    pay()",
        "ValueError: no stock",
    ]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [("__cause__", "was the direct cause of"), ("__context__", "another exception occurred")],
)
def test_a_python_chain_says_how_it_is_linked(source: str, sentence: str) -> None:
    chain = event(raised("KeyError", "load", source), raised("ValueError", "pay"))

    assert sentence in traceback(chain)


def test_other_languages_have_the_most_recent_call_first() -> None:
    text = traceback(event(raised("TypeError", "render"), platform="javascript"))

    assert text.split("\n") == ["TypeError: no stock", "    at render (shop/views.py:7:3)"]


def test_a_message_has_no_traceback() -> None:
    assert traceback(event()) == ""


def test_the_report_names_the_issue_and_links_to_the_event() -> None:
    text = markdown(event(), Cited("SHOP-9", "https://seismo.example/issues/SHOP-9/"))

    assert text.startswith("## SHOP-9: ``")
    assert "<https://seismo.example/issues/SHOP-9/>" in text


def test_a_message_stands_in_the_report() -> None:
    assert "\n```\nlow stock\n```\n" in markdown(
        event(logentry=LogEntry(formatted="low stock")), Cited("SHOP-9", "x")
    )


@pytest.mark.parametrize("hostile", ["```\n# owned\n```", "a ```` b", "a ``` b"])
def test_event_text_cannot_end_its_fence(hostile: str) -> None:
    text = markdown(event(logentry=LogEntry(formatted=hostile)), Cited("SHOP-9", "x"))
    fence = text.split(hostile)[0].rstrip("\n").split("\n")[-1]

    assert set(fence) == {"`"}
    assert fence not in hostile


def test_the_last_breadcrumbs_stand_in_the_report() -> None:
    crumbs = [Breadcrumb(category="query", message=f"step {n}") for n in range(40)]

    text = markdown(event(breadcrumbs=Breadcrumbs(values=crumbs)), Cited("SHOP-9", "x"))

    assert ("query step 39" in text, "query step 3\n" in text) == (True, False)


def test_the_source_that_raised_stands_in_the_report_with_its_variables() -> None:
    frame = Frame(
        function="pay",
        filename="shop/views.py",
        lineno=7,
        in_app=True,
        context_line="    pay()",
        pre_context=["a", "b", "c", "d"],
        post_context=["e", "f", "g"],
        vars={"order": {"total": 41}, "note": "x" * 500},
    )
    raised_there = ExceptionValue(
        type="ValueError", stacktrace=Stacktrace(frames=[Frame(function="main"), frame])
    )

    text = markdown(event(raised_there), Cited("SHOP-9", "x"))

    assert "  4 b\n  5 c\n  6 d\n>" in text
    assert "> 7     pay()\n  8 e\n  9 f\n```" in text
    assert f"order = {{total: 41}}\nnote = {'x' * 120}…\n" in text
