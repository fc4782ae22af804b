"""The trend of an issue, as bars that lead to their events."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

from django import template
from django.utils.safestring import SafeString, mark_safe

from seismo.queries.facets import finding
from seismo.queries.search.syntax import Key
from seismo.queries.trend import DAY, Mark, TrendBar

register = template.Library()

SIZES = {"": (264, 56), "large": (720, 140)}
"""Width and height of a chart before the page stretches it."""


@register.simple_tag
def trend_chart(
    bars: Sequence[TrendBar],
    marks: Sequence[Mark],
    label: str,
    url: str,
    size: str = "",
) -> SafeString:
    """Bars, oldest first, with a dashed line where a release began.

    `size` is empty or `large`; `url` is the address of the list of events. The label begins the sentence
    that a screen reader says; the numbers are on a page of their own, so no bar stops the Tab key.
    """
    highest = peak(bars)
    width, height = SIZES[size]
    step = width / max(1, len(bars))
    drawn = "".join(
        _bar(bar, url, (index * step, step), (bar.events / highest * (height - 1), height))
        for index, bar in enumerate(bars)
        if bar.events
    )
    lines = "".join(_mark(mark, bars, width, height) for mark in marks)
    sentence = f"{label}: {sum(bar.events for bar in bars):,} events, at most {highest:,}"
    return mark_safe(  # noqa: S308 -- the label and the names are escaped, the rest are numbers
        f'<svg class="trend-chart {size}" viewBox="0 0 {width} {height}" preserveAspectRatio="none"'
        f' role="group" aria-label="{escape(sentence)}">{drawn}{lines}</svg>'
    )


def _bar(bar: TrendBar, url: str, place: tuple[float, float], heights: tuple[float, float]) -> str:
    left, step = place
    drawn, full = max(2.0, heights[0]), heights[1]
    events = f"{bar.events:,} event{'' if bar.events == 1 else 's'}"
    return (
        f'<a href="{escape(range_url(bar, url))}" tabindex="-1"'
        f' aria-label="{bar_times(bar)}: {events}"><title>{bar_times(bar)}: {events}</title>'
        f'<path class="whole" d="M{left:.1f} 0h{step:.1f}v{full:g}h-{step:.1f}z"/>'
        f'<path d="M{left:.1f} {full:g}v-{drawn:.1f}h{step - 1:.1f}v{drawn:.1f}z"/></a>'
    )


def _mark(mark: Mark, bars: Sequence[TrendBar], width: int, height: int) -> str:
    if not bars or not bars[0].start <= mark.moment < bars[-1].end:
        return ""
    part = (mark.moment - bars[0].start) / (bars[-1].end - bars[0].start)
    when = datetime.fromtimestamp(mark.moment, UTC)
    return (
        f"<g><title>{escape(mark.release)} began on {when.day} {when:%b, %H:%M} UTC</title>"
        f'<path class="mark" d="M{part * width:.1f} 0v{height}"/></g>'
    )


@register.filter
def peak(bars: Sequence[TrendBar]) -> int:
    return max((bar.events for bar in bars), default=0)


@register.filter
def release_search(mark: Mark) -> str:
    """The search for the events of the release."""
    return finding(Key("release"), mark.release)


@register.filter
def range_url(bar: TrendBar, url: str) -> str:
    """The list of the events that a bar counts."""
    search = f"timestamp:>={_iso(bar.start)} timestamp:<{_iso(bar.end)}"
    return f"{url}?q={quote(search)}"


def _iso(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


@register.filter
def bar_times(bar: TrendBar) -> str:
    """From when to when a bar counts, in UTC."""
    start, end = datetime.fromtimestamp(bar.start, UTC), datetime.fromtimestamp(bar.end, UTC)
    if bar.width >= DAY:
        return f"{start.day} {start:%b}"
    return f"{start.day} {start:%b}, {start:%H:%M} to {end:%H:%M}"
