"""The tags that every page draws with. Formats of numbers and times: ux.md section 3.4."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from html import escape
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from seismo.catalog.models import Project
from seismo.model.clock import from_unix
from seismo.web import assets, highlight, zones

register = template.Library()

BIG_NUMBERS = ((1e9, "b"), (1e6, "m"), (1e3, "k"))
BYTE_UNITS = ("B", "KB", "MB", "GB", "TB")
MINUTE, HOUR, DAY = 60, 3_600, 86_400
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LEVELS = frozenset({"fatal", "error", "warning", "info", "debug"})


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file."""
    return assets.asset_url(name)


@register.simple_tag
@cache
def icon(name: str, extra: str = "") -> SafeString:
    """Only for names that templates spell out: each is kept for ever."""
    url = assets.asset_url("icons.svg")
    return format_html(
        '<svg class="i {}" aria-hidden="true"><use href="{}#{}"/></svg>', extra, url, name
    )


@register.filter
def num(value: float) -> str:
    """A count as people read it: 999, 1.2k, 40.1k, 724k, 1.3m."""
    for size, suffix in BIG_NUMBERS:
        if abs(value) >= size:
            scaled = value / size
            text = f"{scaled:.1f}" if scaled < 99.95 else f"{scaled:.0f}"
            return text.removesuffix(".0") + suffix
    return f"{value:g}"


@register.filter
def initials(name: str) -> str:
    """Two letters that stand for a person or a team: `Ada Lovelace` and `ada.lovelace@x` are AL."""
    words = [word for word in re.split(r"[\s._-]+", name.partition("@")[0]) if word]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def exact(value: int) -> str:
    """A count in full: 1,284,301."""
    return f"{value:,}"


@register.filter
def dur(seconds: float) -> str:
    """A duration: 0.42 ms, 242 ms, 1.84 s, 2 m 04 s, 3 h 12 m."""
    milliseconds = seconds * 1000
    if milliseconds < 1:
        return f"{milliseconds:.2f} ms"
    if seconds < 1:
        return f"{milliseconds:.0f} ms"
    if seconds < MINUTE:
        return f"{seconds:.2f} s"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} m {int(seconds % MINUTE):02} s"
    return f"{int(seconds // HOUR)} h {int(seconds % HOUR // MINUTE):02} m"


@register.filter(name="bytes")
def byte_size(count: float) -> str:
    """A size in decimal units: 4.1 KB, 1.3 MB."""
    for unit in BYTE_UNITS:
        if count < 1000 or unit == BYTE_UNITS[-1]:
            break
        count /= 1000
    return f"{count:.1f} {unit}" if unit != "B" and count < 100 else f"{count:.0f} {unit}"


@register.filter
def percent(share: float) -> str:
    """A share between 0 and 1: <0.1 %, 0.4 %, 12 %."""
    value = share * 100
    if 0 < value < 0.1:
        return "<0.1 %"
    return f"{value:.1f} %".replace(".0 %", " %") if value < 10 else f"{value:.0f} %"


@register.simple_tag
def ago(moment: datetime | float | None) -> SafeString | str:
    """How long ago, with the exact time for whoever points at it; the script keeps it fresh."""
    if moment is None:
        return ""
    when = from_unix(moment) if isinstance(moment, int | float) else moment.astimezone(UTC)
    # A page of the stream says a hundred times: to put them together takes a third of `strftime`.
    iso = when.isoformat(timespec="seconds")[:19]
    return mark_safe(  # noqa: S308 -- nothing but times is in it
        f'<time datetime="{iso}Z" title="{when.day} {MONTHS[when.month - 1]} {iso[:4]}, {iso[11:]} UTC"'
        f" data-ago>{age(when, timezone.now())}</time>"
    )


def age(when: datetime, now: datetime) -> str:
    seconds = (now - when).total_seconds()
    if seconds < 45:
        return "now"
    if seconds < HOUR:
        return f"{max(1, round(seconds / MINUTE))}m ago"
    if seconds < DAY:
        return f"{round(seconds / HOUR)}h ago"
    if seconds < 14 * DAY:
        return f"{round(seconds / DAY)}d ago"
    return f"{when.day} {when:%b}" if when.year == now.year else f"{when.day} {when:%b %Y}"


@register.filter
def clock(seconds: float | None) -> str:
    """The time of day in UTC with milliseconds."""
    if seconds is None:
        return ""
    return f"{from_unix(seconds):%H:%M:%S.%f}"[:-3]


@register.filter
def before(seconds: float | None) -> str:
    """How long before something else: -42 ms, -1.84 s."""
    if seconds is None:
        return ""
    return f"{'-' if seconds >= 0 else '+'}{dur(abs(seconds))}"


@register.filter
def moment(seconds: float | datetime) -> SafeString:
    """Day and time to the second in the person's zone, with UTC for whoever points at it.

    Where they chose no zone it is UTC, and the script puts the browser's time there. It is an element, so
    it does not go into an attribute.
    """
    when = seconds.astimezone(UTC) if isinstance(seconds, datetime) else from_unix(seconds)
    return format_html(
        '<time datetime="{}" title="{}" data-at>{}</time>',
        f"{when:%Y-%m-%dT%H:%M:%SZ}",
        _written(when),
        _written(when.astimezone(zones.current())),
    )


def _written(when: datetime) -> str:
    return f"{when.day} {when:%b %Y, %H:%M:%S %Z}"


@register.simple_tag
def spark(counts: Sequence[int], label: str = "", width: int = 96, height: int = 22) -> SafeString:
    """Bars, oldest first. The label is the sentence that a screen reader says instead."""
    peak = max(counts, default=0)
    step = width / max(1, len(counts))
    bars = "".join(
        f"M{index * step:.1f} {height}v-{_bar_height(count, peak, height)}h{step - 1:.1f}V{height}z"
        for index, count in enumerate(counts)
        if count
    )
    sentence = f"{label}: {sum(counts):,} events, peak {peak:,}" if label else f"peak {peak:,}"
    return mark_safe(  # noqa: S308 -- the label is escaped, the rest are numbers
        f'<svg class="spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' preserveAspectRatio="none" role="img" aria-label="{escape(sentence)}"><path d="{bars}"/></svg>'
    )


def _bar_height(count: int, peak: int, height: int) -> str:
    drawn = max(2.0, count / peak * (height - 1))
    return f"{drawn:.1f}".removesuffix(".0")


@register.simple_tag
def share(part: float) -> SafeString:
    """The tinted background of a bar; `part` is between 0 and 1."""
    return format_html(
        '<svg class="share" aria-hidden="true"><rect width="{}%" height="100%" rx="4"/></svg>',
        f"{max(0.0, min(1.0, part)) * 100:.1f}",
    )


@register.simple_tag
@lru_cache(maxsize=32)
def level(name: str) -> SafeString:
    """The severity as a shape and a colour."""
    known = name if name in LEVELS else "debug"
    return format_html(
        '<span class="sev {}" role="img" aria-label="{}" title="{}"></span>', known, name, name
    )


@register.simple_tag
@lru_cache(maxsize=32)
def chip(text: str, kind: str = "") -> SafeString:
    return format_html('<span class="chip {}">{}</span>', kind, text)


@register.filter
def told_apart(projects: Iterable[Project]) -> list[tuple[Project, str]]:
    """Each with its name, and with its slug where another one has the name too."""
    every = list(projects)
    times = Counter(project.name for project in every)
    return [
        (each, each.name if times[each.name] == 1 else f"{each.name} ({each.slug})")
        for each in every
    ]


@register.simple_tag(takes_context=True)
def qs(context: dict[str, Any], **changes: str | int | None) -> str:
    """This page's query string with some values changed; an empty value leaves its name out."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    encoded = query.urlencode()
    return f"?{encoded}" if encoded else request.path


@register.simple_tag
def code(source: str, language: str = "") -> SafeString:
    """Source text in colours, as the inside of a `<code>` element."""
    return format_html_join(
        "\n", "{}", ((line,) for line in highlight.lines(source.split("\n"), language))
    )
