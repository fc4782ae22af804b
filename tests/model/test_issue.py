"""What events and people do to an issue."""

import pytest

from seismo.model.issue import (
    Change,
    ChangeKind,
    IssueState,
    Sighting,
    Status,
    Substatus,
    observe,
    opened,
    parse_short_id,
    reopen,
    resolve,
    short_id,
)


def seen(at: float, event_id: str = "1" * 32, release: str = "") -> Sighting:
    return Sighting(event_id, at, at, release)


def issue_seen(*times: float) -> IssueState:
    state = opened(seen(times[0]))
    for time in times:
        state, _ = observe(state, seen(time))
    return state


def test_the_first_event_makes_a_new_issue() -> None:
    state, change = observe(opened(seen(100)), seen(100))

    assert (state.times_seen, state.substatus, change) == (1, Substatus.NEW, Change(ChangeKind.NEW))


def test_a_second_event_is_only_counted() -> None:
    state, change = observe(issue_seen(100), seen(110))

    assert (state.times_seen, change) == (2, None)


def test_last_seen_is_the_newest_time() -> None:
    assert issue_seen(100, 300, 200).last_seen == 300


def test_first_seen_is_the_oldest_time() -> None:
    assert issue_seen(200, 100, 300).first_seen == 100


def test_a_late_event_is_not_the_last_event() -> None:
    state, _ = observe(issue_seen(100), seen(50, event_id="2" * 32))

    assert state.last_event_id == "1" * 32


def test_an_event_without_a_release_keeps_the_last_one() -> None:
    state, _ = observe(opened(seen(100, release="shop@1")), seen(100, release="shop@1"))
    state, _ = observe(state, seen(200))

    assert state.last_release == "shop@1"


def test_a_resolved_issue_that_is_seen_again_has_regressed() -> None:
    state, change = observe(resolve(issue_seen(100), now=150), seen(200))

    assert (state.status, state.substatus) == (Status.UNRESOLVED, Substatus.REGRESSED)
    assert change == Change(ChangeKind.REGRESSED, "It was seen again after it was resolved.")


def test_an_event_from_before_the_resolution_reopens_nothing() -> None:
    state, change = observe(resolve(issue_seen(100), now=150), seen(120))

    assert (state.status, state.times_seen, change) == (Status.RESOLVED, 2, None)


def test_a_reopened_issue_is_ongoing() -> None:
    state = reopen(resolve(issue_seen(100), now=150), now=160)

    assert (state.status, state.substatus, state.resolved_at) == (
        Status.UNRESOLVED,
        Substatus.ONGOING,
        None,
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "SHOP-1"), (31, "SHOP-Z"), (32, "SHOP-10"), (42, "SHOP-1A"), (18, "SHOP-J")],
)
def test_a_short_id_reads_both_ways(number: int, text: str) -> None:
    assert short_id("SHOP", number) == text
    assert parse_short_id(text.lower()) == ("SHOP", number)


def test_a_prefix_may_hold_dashes() -> None:
    assert parse_short_id("MY-SHOP-2-1A") == ("MY-SHOP-2", 42)


@pytest.mark.parametrize(
    "text", ["", "SHOP", "SHOP-", "-1", "SHOP-U", "two words", "SHOP-" + "1" * 13]
)
def test_other_text_is_no_short_id(text: str) -> None:
    assert parse_short_id(text) is None
