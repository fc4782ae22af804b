"""A time between two moments: in the address, in the reader's zone, on the pages that have a period."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from django.http import QueryDict
from support.app import App, TestProject, envelope, error, visible_text

from seismo.catalog import outcomes
from seismo.model.ids import ProjectId
from seismo.web.periods import Between, between_of

BERLIN = ZoneInfo("Europe/Berlin")


def asked(query: str) -> Between:
    found = between_of(QueryDict(f"period=between&{query}"))
    assert found is not None
    return found


def test_a_moment_is_read_in_the_zone_that_the_address_names() -> None:
    found = asked("start=2026-07-01T10:00&end=2026-07-02T09:30&zone=Europe/Berlin")

    assert found.start == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    assert found.end == datetime(2026, 7, 2, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("start=2026-07-01T10:00&end=2026-07-01T12:30", "1 Jul 2026, 10:00 to 12:30"),
        ("start=2026-07-01T10:00&end=2026-07-02T09:30", "1 Jul 2026, 10:00 to 2 Jul 2026, 09:30"),
        ("start=2026-07-02T09:30&end=2026-07-01T10:00", "1 Jul 2026, 10:00 to 2 Jul 2026, 09:30"),
        ("start=2026-07-01T10:00Z&zone=Europe/Berlin", "since 1 Jul 2026, 12:00"),
        ("end=2026-07-01T10:00:30", "until 1 Jul 2026, 10:01"),
        ("start=2026-07-01", "since 1 Jul 2026, 00:00"),
        ("start=yesterday&end=0001-01-01T00:00", ""),
        ("start=&end=&zone=", ""),
        ("start=2026-07-01T10:00&zone=../../etc/passwd", "since 1 Jul 2026, 10:00"),
    ],
)
def test_a_time_is_told_in_words(query: str, label: str) -> None:
    assert asked(query).label == label


def test_the_address_of_a_time_means_the_same_time() -> None:
    found = asked("start=2026-07-01T10:00&end=2026-07-02T09:30&zone=Asia/Tokyo")

    again = QueryDict(mutable=True)
    again.update(found.fields)
    assert between_of(again) == found


def test_moments_count_only_with_the_period_that_is_between_them() -> None:
    assert between_of(QueryDict("period=24h&start=2026-07-01T10:00")) is None


@pytest.fixture
def three_days(app: App, project: TestProject) -> tuple[TestProject, datetime]:
    """An issue of before, one of within, and one that was seen before and behind, around a moment."""
    middle = datetime.fromtimestamp(app.clock.now(), UTC) - timedelta(days=3)
    seen = {"before": [-30], "within": [0, 1], "around": [-30, 30]}
    for function, hours in seen.items():
        for each in hours:
            when = (middle + timedelta(hours=each)).timestamp()
            app.post(project, envelope(error(function=function, timestamp=when)))
    app.wait_until_idle()
    return project, middle


def between(middle: datetime, project: TestProject, hours: int = 12, **more: str) -> dict[str, str]:
    start, end = (middle + timedelta(hours=each) for each in (-hours, hours))
    return {
        "project": project.slug,
        "period": "between",
        "start": f"{start.astimezone(BERLIN):%Y-%m-%dT%H:%M}",
        "end": f"{end.astimezone(BERLIN):%Y-%m-%dT%H:%M}",
        "zone": "Europe/Berlin",
        **more,
    }


@pytest.mark.parametrize("order", ["date", "freq", "user", "trends"])
def test_the_stream_shows_what_was_seen_between_two_moments(
    browser: httpx.Client, three_days: tuple[TestProject, datetime], order: str
) -> None:
    project, middle = three_days
    page = browser.get("/issues/", params=between(middle, project, sort=order)).text

    assert " within " in visible_text(page)
    assert page.count('class="num count" title="2 events"') == 1
    assert page.count('name="id"') == 1


def test_a_search_is_for_events_between_the_moments(
    browser: httpx.Client, three_days: tuple[TestProject, datetime]
) -> None:
    project, middle = three_days
    whole = between(middle, project, hours=40, q="stack.function:around")
    part = between(middle, project, q="stack.function:around")

    assert browser.get("/issues/", params=whole).text.count('name="id"') == 1
    assert "Nothing matches" in browser.get("/issues/", params=part).text


def test_the_time_stays_in_the_form_and_on_the_way_to_an_issue(
    browser: httpx.Client, three_days: tuple[TestProject, datetime]
) -> None:
    project, middle = three_days
    query = between(middle, project)
    page = browser.get("/issues/", params=query).text

    assert '<option value="between" selected>' in page
    assert f'name="start" value="{query["start"]}"' in page
    assert f'name="end" value="{query["end"]}"' in page
    assert "start=" in page.split('class="title" href="')[1].split('"')[0]


def test_nothing_new_is_looked_for_in_a_time_that_has_an_end(
    browser: httpx.Client, three_days: tuple[TestProject, datetime]
) -> None:
    project, middle = three_days
    assert "/pulse/" not in browser.get("/issues/", params=between(middle, project)).text


def test_the_time_can_be_left_out_where_nothing_matches(
    browser: httpx.Client, three_days: tuple[TestProject, datetime]
) -> None:
    project, middle = three_days
    old = between(middle - timedelta(days=20), project)
    page = browser.get("/issues/", params=old).text

    assert "time: " in visible_text(page)
    assert f'href="?project={project.slug}"' in page


def test_stats_count_what_came_in_between_two_moments(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    middle = datetime.fromtimestamp(app.clock.now(), UTC) - timedelta(days=3)
    for hours in (-30, -1, 0, 30):
        hour = outcomes.hour_of((middle + timedelta(hours=hours)).timestamp())
        outcomes.add({outcomes.Cell(ProjectId(project.id), 0, hour, "error", ""): 1})
    query = between(middle, project)
    query.pop("project")
    page = browser.get(f"/projects/{project.slug}/stats/", params=query).text
    rows = browser.get(f"/projects/{project.slug}/stats/csv/", params=query).text.splitlines()

    assert "2 in all" in visible_text(page)
    assert asked(str(httpx.QueryParams(query))).label in visible_text(page)
    assert len(rows) == 3
