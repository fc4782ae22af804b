import pytest
from msgspec.structs import replace

from seismo.model.issue import IssueState, Priority, Status, Substatus, merged

EARLY = IssueState(
    status=Status.UNRESOLVED,
    substatus=Substatus.NEW,
    since=1.0,
    terms=None,
    level="error",
    priority=Priority.HIGH,
    is_priority_set=False,
    first_seen=1.0,
    last_seen=4.0,
    times_seen=2,
    resolved_at=None,
    first_release="shop@1",
    last_release="shop@2",
    last_event_id="a",
)
LATE = replace(
    EARLY,
    first_seen=2.0,
    last_seen=5.0,
    times_seen=3,
    first_release="shop@3",
    last_release="shop@4",
    last_event_id="b",
)


@pytest.mark.parametrize(("into", "other"), [(EARLY, LATE), (LATE, EARLY)])
def test_two_issues_are_as_old_as_the_older_and_as_new_as_the_newer(
    into: IssueState, other: IssueState
) -> None:
    both = merged(into, other, 9.0)

    assert (both.first_seen, both.last_seen, both.times_seen) == (1.0, 5.0, 5)
    assert (both.first_release, both.last_release, both.last_event_id) == ("shop@1", "shop@4", "b")


def test_a_newer_part_without_a_release_leaves_the_last_one_known() -> None:
    assert merged(EARLY, replace(LATE, last_release=""), 9.0).last_release == "shop@2"


@pytest.mark.parametrize(
    ("into", "other", "status"),
    [
        (Status.RESOLVED, Status.UNRESOLVED, Status.UNRESOLVED),
        (Status.RESOLVED, Status.RESOLVED, Status.RESOLVED),
        (Status.RESOLVED, Status.IGNORED, Status.RESOLVED),
        (Status.UNRESOLVED, Status.RESOLVED, Status.UNRESOLVED),
        (Status.IGNORED, Status.UNRESOLVED, Status.IGNORED),
    ],
)
def test_what_was_open_in_a_resolved_issue_stays_open(
    into: Status, other: Status, status: Status
) -> None:
    assert merged(replace(EARLY, status=into), replace(LATE, status=other), 9.0).status is status
