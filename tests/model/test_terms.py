"""When a resolved issue has come back, and when an archived one has."""

import pytest

from seismo.model.issue import (
    Change,
    ChangeKind,
    IssueState,
    Priority,
    Sighting,
    Status,
    Substatus,
    archive,
    merged,
    observe,
    opened,
    prioritize,
    reopen,
    resolve,
    settle,
)
from seismo.model.release import Scheme
from seismo.model.terms import Archive, ReleaseOrder, Resolution, ResolvedIn, duration, hourly_limit

WEEK = 7 * 86_400.0
R, NEXT, COMMIT, ANY = ResolvedIn


def issue(level: str = "error") -> IssueState:
    first = Sighting("1" * 32, 100.0, 100.0, "1.0.0", level=level)
    return observe(opened(first), first)[0]


def after(
    state: IssueState, release: str = "", environment: str = "", at: float = 300.0
) -> tuple[IssueState, Change | None]:
    order = ReleaseOrder(Scheme.AUTOMATIC, {"hotfix": 250.0, "older": 50.0})
    return observe(state, Sighting("2" * 32, at, at, release, environment, state.level), order)


@pytest.mark.parametrize(
    ("terms", "release", "environment", "comes_back"),
    [
        (None, "", "", True),
        (None, "0.1.0", "", True),
        (Resolution(R, "1.2.0", 90.0), "1.2.0", "", True),
        (Resolution(R, "1.2.0", 90.0), "1.3.0", "", True),
        (Resolution(R, "1.2.0", 90.0), "1.1.9", "", False),
        (Resolution(R, "1.2.0", 90.0), "", "", False),
        (Resolution(NEXT, "1.2.0", 90.0), "1.2.0", "", False),
        (Resolution(NEXT, "1.2.0", 90.0), "1.2.1", "", True),
        (Resolution(NEXT, "10.24.0", 90.0), "10.18.7", "", False),
        (Resolution(NEXT, "c0ffee", 90.0), "hotfix", "", True),
        (Resolution(NEXT, "c0ffee", 90.0), "older", "", False),
        (Resolution(NEXT, "c0ffee", 90.0), "never seen", "", True),
        (Resolution(COMMIT, commit="c0ffee"), "9.9.9", "", False),
        (Resolution(ANY, environments=("production",)), "", "staging", False),
        (Resolution(ANY, environments=("production",)), "", "production", True),
        (Resolution(NEXT, "1.2.0", 90.0, environments=("production",)), "1.3.0", "staging", False),
        (
            Resolution(NEXT, "1.2.0", 90.0, environments=("production",)),
            "1.3.0",
            "production",
            True,
        ),
    ],
)
def test_an_event_after_the_resolution_brings_an_issue_back_as_its_terms_say(
    terms: Resolution | None, release: str, environment: str, comes_back: bool
) -> None:
    state, change = after(resolve(issue(), 200.0, terms), release, environment)

    assert (state.substatus is Substatus.REGRESSED, change is not None) == (comes_back,) * 2


def test_an_event_from_before_the_resolution_is_no_return_whatever_its_release() -> None:
    state = resolve(issue(), 200.0, Resolution(NEXT, "1.0.0", 90.0))

    assert after(state, "2.0.0", at=150.0)[1] is None


def test_the_return_says_which_releases_were_compared() -> None:
    state = resolve(issue(), 200.0, Resolution(NEXT, "10.24.0", 90.0, environments=("eu", "us")))

    assert after(state, "10.25.0", "eu")[1] == Change(
        ChangeKind.REGRESSED,
        "It was seen in 10.25.0 in eu after it was resolved in the release after 10.24.0 "
        "for eu and us: compared 10.25.0 > 10.24.0 by semver.",
    )


def test_an_issue_that_came_back_has_no_terms_any_more() -> None:
    state, _ = after(resolve(issue(), 200.0, Resolution(R, "1.0.0", 90.0)), "1.0.0")

    assert (state.terms, state.resolved_at, state.since) == (None, None, 300.0)


@pytest.mark.parametrize(
    ("terms", "comes_back"),
    [
        (Archive(), False),
        (Archive(is_until_escalating=True, hourly_limit=1), False),
        (Archive(events=1, events_before=1), True),
        (Archive(events=2, events_before=1), False),
        (Archive(events=1, events_before=1, window=60), False),
        (Archive(until=300.0), True),
        (Archive(until=301.0), False),
        (Archive(users=1), False),
    ],
    ids=lambda value: getattr(value, "sentence", value),
)
def test_an_event_brings_an_archived_issue_back_as_its_terms_say(
    terms: Archive, comes_back: bool
) -> None:
    state, change = after(archive(issue(), 200.0, terms))

    assert (state.substatus is Substatus.ESCALATING, change is not None) == (comes_back,) * 2


@pytest.mark.parametrize(
    ("terms", "substatus", "sentence"),
    [
        (Archive(), "archived_forever", "for good"),
        (
            Archive(is_until_escalating=True, hourly_limit=30),
            "archived_until_escalating",
            "until it escalates: more than 30 events in an hour",
        ),
        (Archive(users=10), "archived_until_condition_met", "until 10 more users"),
        (
            Archive(events=1, window=7_200),
            "archived_until_condition_met",
            "until 1 more event within 2 hours",
        ),
        (
            Archive(until=1_795_262_400.0),
            "archived_until_condition_met",
            "until 21 November 2026, 12:00 UTC",
        ),
    ],
    ids=lambda value: getattr(value, "sentence", value),
)
def test_the_terms_of_an_archived_issue_are_a_state_and_a_sentence(
    terms: Archive, substatus: str, sentence: str
) -> None:
    assert (archive(issue(), 200.0, terms).substatus, terms.sentence) == (substatus, sentence)


@pytest.mark.parametrize(("busiest", "limit"), [(0, 20), (6, 20), (7, 21), (1_000, 3_000)])
def test_three_times_the_busiest_hour_is_an_escalation(busiest: int, limit: int) -> None:
    assert hourly_limit(busiest) == limit


def test_what_escalates_has_high_priority_until_it_is_ongoing() -> None:
    low = archive(issue("info"), 200.0, Archive(until=300.0))
    state, _ = after(low)

    settled = settle(state, 400.0)

    assert (low.priority, state.priority) == (Priority.LOW, Priority.HIGH)
    assert (settled.substatus, settled.priority) == (Substatus.ONGOING, Priority.LOW)


def test_the_priority_that_a_person_set_stays() -> None:
    state = prioritize(archive(issue(), 200.0, Archive(until=300.0)), Priority.LOW)

    back, _ = after(state)

    assert (back.priority, settle(back, 400.0).priority) == (Priority.LOW, Priority.LOW)


@pytest.mark.parametrize(
    ("now", "substatus"), [(WEEK, Substatus.NEW), (WEEK + 101, Substatus.ONGOING)]
)
def test_an_issue_that_was_archived_in_its_first_week_is_new_again(
    now: float, substatus: Substatus
) -> None:
    assert reopen(archive(issue(), 200.0, Archive()), now).substatus is substatus


def test_what_is_resolved_does_not_settle() -> None:
    assert settle(resolve(issue(), 200.0), 300.0).status is Status.RESOLVED


def test_the_limit_of_a_merged_issue_is_found_anew() -> None:
    state = archive(issue(), 200.0, Archive(is_until_escalating=True, hourly_limit=30))

    both = merged(state, issue(), 300.0)

    assert both.terms == Archive(is_until_escalating=True, events_before=1)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(60, "1 minute"), (90, "90 seconds"), (7_200, "2 hours"), (86_400, "1 day"), (WEEK, "1 week")],
)
def test_a_duration_is_said_in_its_largest_whole_unit(seconds: float, text: str) -> None:
    assert duration(seconds) == text
