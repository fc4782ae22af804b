"""A monitor: the job that check-ins are about, as an SDK or a person defines it (semantics.md 6.4)."""

import msgspec

UNITS = ("minute", "hour", "day", "week", "month", "year")
DEFAULT_MARGIN = 1
DEFAULT_MAX_RUNTIME = 30
MOST_MINUTES = 28 * 24 * 60
MOST_IN_A_ROW = 720


class Crontab(msgspec.Struct, frozen=True, tag="crontab"):
    value: str
    """Five fields, or a nickname such as `@daily`."""


class Interval(msgspec.Struct, frozen=True, tag="interval"):
    value: int
    unit: str
    """One of UNITS."""


class MonitorConfig(msgspec.Struct, frozen=True):
    """When a job is due, and when its silence or failure becomes an issue."""

    schedule: Crontab | Interval
    checkin_margin: int = DEFAULT_MARGIN
    """Minutes that a check-in may come late."""
    max_runtime: int = DEFAULT_MAX_RUNTIME
    """Minutes that a job may run."""
    timezone: str = "UTC"
    """An IANA name."""
    failure_issue_threshold: int = 1
    """Failures in a row that make an issue."""
    recovery_threshold: int = 1
    """Successes in a row that end it."""
    owner: str | None = None
    """`user:<id>` or `team:<id>`."""
