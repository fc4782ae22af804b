"""Time as values: unix seconds to text and back, always UTC."""

from datetime import UTC, datetime


def from_unix(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def day_of(seconds: float) -> str:
    """The UTC day, such as `2026-11-21`."""
    return from_unix(seconds).date().isoformat()
