"""Whose work an event is."""

import pytest

from seismo.digest.ownership import owners_of, ownership_rules
from seismo.model.event import Event, Exceptions, ExceptionValue, Frame, Request, Stacktrace

FRAMES = [
    Frame(filename="django/core/handlers.py", module="django.core.handlers", in_app=False),
    Frame(
        filename="src/Checkout/views.py",
        abs_path="/srv/shop/src/Checkout/views.py",
        module="shop.checkout.views",
        in_app=True,
    ),
]
EVENT = Event(
    event_id="1" * 32,
    timestamp=0.0,
    received=0.0,
    exception=Exceptions([ExceptionValue(type="E", stacktrace=Stacktrace(FRAMES))]),
    request=Request(url="https://shop.example/cart/7"),
    tags=[("queue", "invoices eu")],
)


@pytest.mark.parametrize(
    ("rule", "matches"),
    [
        ("path:src/checkout/*", True),
        ("path:src/checkout/views.py", True),
        ("path:/srv/**", True),
        ("path:src/*", False),
        ("path:src\\\\checkout\\\\*", False),
        ("path:**/handlers.py", False),
        ("module:shop.checkout.*", True),
        ("module:django.*", False),
        ("url:https://shop.example/cart/*", True),
        ("url:*/admin/*", False),
        ('tags.queue:"invoices *"', True),
        ("tags.queue:mails", False),
        ("tags.worker:*", False),
    ],
)
def test_a_rule_looks_at_the_frames_of_the_application_the_address_or_a_tag(
    rule: str, matches: bool
) -> None:
    assert bool(owners_of(EVENT, f"{rule} ana@example.test")) == matches


def test_without_own_frames_all_are_looked_at() -> None:
    stack = Stacktrace(FRAMES[:1])
    event = Event(event_id="1" * 32, timestamp=0.0, received=0.0, stacktrace=stack)

    assert owners_of(event, "module:django.* #core") == ("#core",)


def test_of_all_rules_that_match_the_last_one_counts() -> None:
    text = "# all\npath:** #everyone\nmodule:shop.* Ana@Example.test #shop\nurl:*/admin/* #office"

    assert owners_of(EVENT, text) == ("ana@example.test", "#shop")


@pytest.mark.parametrize(
    ("line", "column", "cause"),
    [
        ("src/** #team", 1, "it does not begin with a place and a pattern"),
        ("file:src/** #team", 1, "there is no `file`"),
        ("path: #team", 6, "it has no pattern"),
        ("path:src/**", 12, "it names no owner"),
        ("path:src/** #team ana", 19, "`ana` is no owner"),
        ('path:"src #team', 1, "it does not begin with a place and a pattern"),
    ],
)
def test_a_line_that_is_no_rule_is_told_with_its_place(line: str, column: int, cause: str) -> None:
    read = ownership_rules(f"path:** #all\n\n{line}")

    (problem,) = read.problems
    assert (problem.line, problem.column, problem.cause) == (3, column, cause)
    assert len(read.rules) == 1
