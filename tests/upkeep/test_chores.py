"""By the clock, and by one server at a time."""

from datetime import UTC, datetime, timedelta

import pytest

from seismo.catalog.chores import claim

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("app")


def test_a_chore_is_due_at_first() -> None:
    assert claim("first", HOUR, NOW)


def test_a_chore_is_claimed_by_one() -> None:
    assert [claim("once", HOUR, NOW) for _ in range(3)] == [True, False, False]


def test_a_chore_is_due_again_after_its_time() -> None:
    claim("again", HOUR, NOW)

    assert not claim("again", HOUR, NOW + HOUR - timedelta(seconds=1))
    assert claim("again", HOUR, NOW + HOUR)
