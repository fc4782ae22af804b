"""The trend of an issue, from counts by the hour."""

from datetime import UTC, datetime

import pytest
from support.app import App, TestProject, error

from seismo.catalog.models import Issue
from seismo.queries.trend import DAY, HOUR, release_marks, trend_of

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC).timestamp()
THIS_HOUR = int(NOW) // HOUR


def test_the_last_bars_are_of_this_hour_and_of_today() -> None:
    found = trend_of({}, [], NOW)

    assert (found.hours[-1].start, found.days[-1].start) == (
        datetime(2026, 11, 22, 6, tzinfo=UTC).timestamp(),
        datetime(2026, 11, 22, tzinfo=UTC).timestamp(),
    )


def test_bars_follow_each_other_without_a_gap() -> None:
    found = trend_of({}, [], NOW)

    for bars in (found.hours, found.days):
        assert [bar.end for bar in bars[:-1]] == [bar.start for bar in bars[1:]]


@pytest.mark.parametrize(
    ("hour", "in_hours", "in_days"),
    [
        (THIS_HOUR, 5, 5),
        (THIS_HOUR - 47, 5, 5),
        (THIS_HOUR - 48, 0, 5),
        (THIS_HOUR - 40 * 24, 0, 0),
        (THIS_HOUR + 3, 5, 5),
    ],
    ids=["now", "47 hours ago", "48 hours ago", "40 days ago", "in the future"],
)
def test_an_hour_counts_where_it_is_shown(hour: int, in_hours: int, in_days: int) -> None:
    found = trend_of({hour: 5}, [], NOW)

    assert sum(bar.events for bar in found.hours) == in_hours
    assert sum(bar.events for bar in found.days) == in_days


def test_a_day_is_the_sum_of_its_hours() -> None:
    midnight = int(NOW) // DAY * 24

    found = trend_of({midnight: 2, midnight + 5: 3, midnight - 1: 7}, [], NOW)

    assert [bar.events for bar in found.days[-2:]] == [7, 5]


def test_a_release_is_marked_when_it_was_first_heard_of(app: App, project: TestProject) -> None:
    before = app.clock.now()
    app.send(project, error(release="shop@2"))

    [mark] = release_marks(Issue.objects.get(project_id=project.id), app.clock.now())

    assert mark.release == "shop@2"
    assert before - 60 < mark.moment <= app.clock.now()
