"""When the events of an issue came, by the hour and by the day, and which releases began meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seismo.catalog.lookups import Given
from seismo.catalog.models import Issue, ReleaseName
from seismo.catalog.prepared import Prepared
from seismo.model.clock import from_unix

HOUR, DAY = 3_600, 86_400
HOURS_SHOWN, DAYS_SHOWN = 48, 30
MARKS_SHOWN = 12

_BEGUN = Prepared(
    lambda: (
        ReleaseName.objects.filter(project=Given("project"), first_seen__gte=Given("since"))
        .order_by("-first_seen")
        .values_list("name", "first_seen")[:MARKS_SHOWN]
    )
)

HourCounts = Mapping[int, int]
"""Events in each hour; hours are counted from 1970, as in `unix seconds // 3600`."""


@dataclass(frozen=True, slots=True)
class TrendBar:
    start: int
    """Unix seconds, at a full hour or at midnight UTC."""
    width: int
    """Seconds."""
    events: int

    @property
    def end(self) -> int:
        return self.start + self.width


@dataclass(frozen=True, slots=True)
class Mark:
    """A release, at the moment when something was first heard of it."""

    release: str
    moment: float
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class Trend:
    hours: list[TrendBar]
    """The last ones, oldest first."""
    days: list[TrendBar]
    marks: list[Mark]
    """The newest ones since the first day, oldest first."""


def trend_start(now: float) -> int:
    """From when on events count, in unix seconds: a midnight UTC."""
    return (int(now) // DAY - DAYS_SHOWN + 1) * DAY


def trend_of(counts: HourCounts, marks: Sequence[Mark], now: float) -> Trend:
    """What a client dates into the future counts as of now."""
    this_hour = int(now) // HOUR
    hours = dict.fromkeys(range(this_hour - HOURS_SHOWN + 1, this_hour + 1), 0)
    first_day = trend_start(now) // DAY
    days = dict.fromkeys(range(first_day, first_day + DAYS_SHOWN), 0)
    for hour, events in counts.items():
        known = min(hour, this_hour)
        if known in hours:
            hours[known] += events
        if known * HOUR // DAY in days:
            days[known * HOUR // DAY] += events
    return Trend(
        [TrendBar(hour * HOUR, HOUR, events) for hour, events in hours.items()],
        [TrendBar(day * DAY, DAY, events) for day, events in days.items()],
        list(marks),
    )


def release_marks(issue: Issue, now: float) -> list[Mark]:
    """The releases of the issue's project that began while the trend is drawn."""
    newest = _BEGUN.rows(project=issue.project_id, since=from_unix(trend_start(now)))
    return [Mark(name, moment.timestamp()) for name, moment in reversed(newest)]
