"""The time that a page is about: the last hours or days, or what lies between two moments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.http import QueryDict

from seismo.queries.activity import DAY, FORTNIGHT, HOUR, Span
from seismo.web import zones

BETWEEN = "between"
"""The period whose ends the reader names."""
FIELDS = ("period", "start", "end", "zone")
"""Of an address, what tells its time."""
YEARS = range(1971, 2200)
MINUTE = timedelta(minutes=1)
PARTS = 28
"""Of a trend between two moments."""
WITHOUT_START = 30 * 24 * HOUR
"""Seconds that are drawn where a time has no beginning."""


@dataclass(frozen=True, slots=True)
class Period:
    """How far back a page looks, and how its trends are drawn."""

    label: str
    span: Span

    @property
    def seconds(self) -> float:
        return self.span.parts * self.span.width


PERIODS: Mapping[str, Period] = {
    "1h": Period("Last hour", Span(12, HOUR / 12)),
    "24h": Period("Last 24 hours", DAY),
    "7d": Period("Last 7 days", Span(28, 6 * HOUR)),
    "14d": Period("Last 14 days", FORTNIGHT),
    "30d": Period("Last 30 days", Span(30, 24 * HOUR)),
    "90d": Period("Last 90 days", Span(30, 72 * HOUR)),
}


@dataclass(frozen=True, slots=True)
class Between:
    """What the reader chose. The address names the zone, so that it means the same to everybody."""

    start: datetime | None
    end: datetime | None
    zone: str

    @property
    def is_bound(self) -> bool:
        return self.start is not None or self.end is not None

    @property
    def since(self) -> float | None:
        """Unix seconds."""
        return self.start.timestamp() if self.start else None

    @property
    def until(self) -> float | None:
        """Unix seconds."""
        return self.end.timestamp() if self.end else None

    @property
    def fields(self) -> dict[str, str]:
        """As the address has them."""
        return {"period": BETWEEN, "start": self.typed_start, "end": self.typed_end} | {
            "zone": self.zone
        }

    @property
    def typed_start(self) -> str:
        """As the field of a form has it; empty without a start."""
        return _typed(self.start)

    @property
    def typed_end(self) -> str:
        return _typed(self.end)

    @property
    def label(self) -> str:
        """`20 Nov 2026, 10:00 to 12:00`; empty where nothing is bound."""
        if self.start is None:
            return f"until {_written(self.end)}" if self.end else ""
        if self.end is None:
            return f"since {_written(self.start)}"
        is_one_day = self.start.date() == self.end.date()
        end = f"{self.end:%H:%M}" if is_one_day else _written(self.end)
        return f"{_written(self.start)} to {end}"

    def span(self, now: float) -> Span:
        """What its trends draw, up to its end. `now` in unix seconds."""
        until = now if self.until is None else self.until
        since = until - WITHOUT_START if self.since is None else self.since
        return Span(PARTS, max(until - since, 1.0) / PARTS)


def between_of(query: QueryDict) -> Between | None:
    """What an address says; None where it names other times."""
    if query.get("period") != BETWEEN:
        return None
    zone = zones.zone_of(query.get("zone", "")) or zones.current()
    return between(query.get("start", ""), query.get("end", ""), zone)


def between(start_text: str, end_text: str, zone: tzinfo) -> Between:
    """Of moments as ISO 8601 has them, in the zone where they name none. One that is no moment is left
    out, and two in the wrong order are exchanged."""
    start, end = _moment(start_text, zone), _moment(end_text, zone)
    if start and end and start > end:
        start, end = end, start
    return Between(start, end, str(zone))


def _moment(text: str, zone: tzinfo) -> datetime | None:
    """To the minute, which is what the field of a form can show."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.year not in YEARS:
        return None
    moment = moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + MINUTE


def _typed(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}" if moment else ""


def _written(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y, %H:%M}"
