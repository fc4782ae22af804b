"""Which changes of an issue a person hears of by mail."""

import pytest

from seismo.model.issue import ChangeKind
from seismo.model.notifications import Notifications


def wants(kind: ChangeKind, wishes: Notifications, *, own: bool = False, mine: bool = True) -> bool:
    return wishes.wants(kind, is_own=own, to_them=mine)


@pytest.mark.parametrize(
    ("kind", "wished", "expected"),
    [
        (ChangeKind.ASSIGNED, Notifications(), True),
        (ChangeKind.ASSIGNED, Notifications(assigned=False), False),
        (ChangeKind.COMMENTED, Notifications(), True),
        (ChangeKind.COMMENTED, Notifications(comments=False), False),
        (ChangeKind.REGRESSED, Notifications(), True),
        (ChangeKind.RESOLVED, Notifications(states=False), False),
        (ChangeKind.PRIORITY, Notifications(), False),
        (ChangeKind.NEW, Notifications(), False),
    ],
    ids=lambda value: str(value),
)
def test_a_mail_is_wanted(kind: ChangeKind, wished: Notifications, expected: bool) -> None:
    assert wants(kind, wished) is expected


def test_an_assignment_to_somebody_else_is_no_news() -> None:
    assert not wants(ChangeKind.ASSIGNED, Notifications(), mine=False)


@pytest.mark.parametrize("kind", [ChangeKind.ASSIGNED, ChangeKind.COMMENTED, ChangeKind.RESOLVED])
def test_what_one_does_oneself_is_news_only_on_request(kind: ChangeKind) -> None:
    assert not wants(kind, Notifications(), own=True)
    assert wants(kind, Notifications(own=True), own=True)
