"""Numbers and times as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from seismo.web.templatetags import ui

NOW = datetime(2026, 11, 21, 22, 0, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1k"),
        (1_249, "1.2k"),
        (40_100, "40.1k"),
        (99_949, "99.9k"),
        (99_951, "100k"),
        (724_000, "724k"),
        (1_300_000, "1.3m"),
        (2_000_000_000, "2b"),
    ],
)
def test_a_count_is_short(count: int, text: str) -> None:
    assert ui.num(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.00042, "0.42 ms"),
        (0.242, "242 ms"),
        (1.84, "1.84 s"),
        (124, "2 m 04 s"),
        (11_520, "3 h 12 m"),
    ],
)
def test_a_duration_has_the_unit_that_fits(seconds: float, text: str) -> None:
    assert ui.dur(seconds) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(12, "12 B"), (999, "999 B"), (4_100, "4.1 KB"), (1_300_000, "1.3 MB"), (350e12, "350 TB")],
)
def test_a_size_has_the_unit_that_fits(count: float, text: str) -> None:
    assert ui.byte_size(count) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.0004, "<0.1 %"), (0.004, "0.4 %"), (0.05, "5 %"), (0.12, "12 %"), (1, "100 %")],
)
def test_a_share_is_a_percentage(share: float, text: str) -> None:
    assert ui.percent(share) == text


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=44), "now"),
        (timedelta(seconds=-5), "now"),
        (timedelta(seconds=46), "1m ago"),
        (timedelta(minutes=2), "2m ago"),
        (timedelta(hours=3), "3h ago"),
        (timedelta(days=13), "13d ago"),
        (timedelta(days=20), "1 Nov"),
        (timedelta(days=400), "17 Oct 2025"),
    ],
)
def test_an_age_is_told_in_words_for_two_weeks_and_by_the_day_after(
    ago: timedelta, text: str
) -> None:
    assert ui.age(NOW - ago, NOW) == text


def test_a_clock_time_has_milliseconds() -> None:
    assert ui.clock(NOW.timestamp() + 0.0625) == "22:00:03.062"


def test_a_moment_says_its_zone() -> None:
    assert ">21 Nov 2026, 22:00:03 UTC<" in ui.moment(NOW)


def test_the_highest_bar_fills_the_height() -> None:
    assert "v-21h" in ui.spark([0, 5, 10])


def test_the_smallest_bar_can_be_seen() -> None:
    assert "v-2h" in ui.spark([1, 10_000])


def test_nothing_draws_no_bar() -> None:
    assert '<path d=""/>' in ui.spark([0, 0])


def test_bars_are_told_in_a_sentence() -> None:
    assert 'aria-label="24h: 1,500 events, peak 1,000"' in ui.spark([500, 1_000], "24h")


@pytest.mark.parametrize(("part", "width"), [(0.5, "50.0%"), (-1, "0.0%"), (7, "100.0%")])
def test_a_share_is_as_wide_as_it_is_large(part: float, width: str) -> None:
    assert f'width="{width}"' in ui.share(part)


@pytest.mark.parametrize(
    "drawn",
    [
        ui.chip("<b>", "error"),
        ui.level("<b>"),
        ui.code("<b>", "python"),
        ui.code("<b>", ""),
        ui.spark([1], "<b>"),
    ],
    ids=["chip", "level", "code", "plain code", "spark"],
)
def test_no_tag_lets_markup_through(drawn: str) -> None:
    assert "<b>" not in drawn
