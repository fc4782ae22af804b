"""What happened before an event."""

from typing import Any

import pytest

from seismo.model.event import Breadcrumb, Breadcrumbs, Event
from seismo.web.breadcrumbs import SHOWN_AT_ONCE, Trail, Wanted, trail_of


def trail(
    *crumbs: Breadcrumb, meta: dict[str, Any] | None = None, wanted: Wanted | None = None
) -> Trail:
    found = trail_of(
        Event(
            event_id="a" * 32,
            timestamp=0.0,
            received=0.0,
            breadcrumbs=Breadcrumbs(values=list(crumbs)),
            meta=meta or {},
        ),
        wanted or Wanted(),
    )
    assert found is not None
    return found


def test_the_newest_comes_first() -> None:
    crumbs = trail(Breadcrumb(message="first"), Breadcrumb(message="second")).recent

    assert [(crumb.anchor, crumb.text) for crumb in crumbs] == [("b2", "second"), ("b1", "first")]


def test_the_older_ones_of_many_are_folded() -> None:
    found = trail(*(Breadcrumb(message=str(n)) for n in range(100)))

    assert (len(found.recent), len(found.earlier)) == (SHOWN_AT_ONCE, 100 - SHOWN_AT_ONCE)


def test_an_outgoing_request_is_told_in_one_line() -> None:
    data = {"url": "https://bank.example/pay", "method": "POST", "status_code": 402, "reason": "no"}

    crumb = trail(Breadcrumb(type="http", data=data)).recent[0]

    assert crumb.text == "POST https://bank.example/pay 402"
    assert [item.name for item in crumb.data] == ["reason"]


def test_data_without_a_message_is_kept() -> None:
    crumb = trail(Breadcrumb(category="ui", data={"target": "button"})).recent[0]

    assert [(item.name, item.text) for item in crumb.data] == [("target", "button")]


def test_a_removed_message_says_why() -> None:
    meta = {"breadcrumbs": {"values": {"0": {"message": {"": {"rem": [["@token:filter", "s"]]}}}}}}

    crumb = trail(Breadcrumb(message="[Filtered]"), meta=meta).recent[0]

    assert crumb.because == "removed: it looks like an access token"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["late", "SELECT 1", "GET https://bank.example/"]),
        (Wanted(category="query"), ["SELECT 1"]),
        (Wanted(level="warning"), ["late"]),
        (Wanted(text="select"), ["SELECT 1"]),
        (Wanted(text="BANK"), ["GET https://bank.example/"]),
        (Wanted(text="402"), ["GET https://bank.example/"]),
        (Wanted(category="query", text="late"), []),
    ],
    ids=["all", "type", "level", "text", "request", "data", "both"],
)
def test_only_what_is_wanted_is_shown(wanted: Wanted, found: list[str]) -> None:
    shown = trail(
        Breadcrumb(
            category="http", data={"url": "https://bank.example/", "method": "GET", "n": 402}
        ),
        Breadcrumb(category="query", message="SELECT 1"),
        Breadcrumb(category="log", level="warning", message="late"),
        wanted=wanted,
    )

    assert [crumb.text for crumb in shown.recent] == found
    assert shown.total == 3


def test_what_can_be_chosen_is_what_is_there() -> None:
    shown = trail(
        Breadcrumb(category="query"), Breadcrumb(category="auth", level="error"), Breadcrumb()
    )

    assert (shown.categories, shown.levels) == (["auth", "default", "query"], ["error", "info"])


def test_a_breadcrumb_says_how_long_before_the_event_it_was() -> None:
    [crumb] = trail(Breadcrumb(timestamp=-1.5)).recent

    assert crumb.before == 1.5
