"""Time as values: unix seconds to text and back, always UTC."""

from datetime import UTC, datetime


def from_unix(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def day_of(seconds: float) -> str:
    """The UTC day, such as `2026-11-21`."""
    return from_unix(seconds).date().isoformat()


def month_of(seconds: float) -> datetime:
    """The beginning of the UTC month."""
    return from_unix(seconds).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def next_month(month: datetime) -> datetime:
    """The beginning of the month after the one that begins with `month`."""
    if month.month == 12:
        return month.replace(year=month.year + 1, month=1)
    return month.replace(month=month.month + 1)
