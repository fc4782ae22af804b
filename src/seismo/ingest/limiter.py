"""Who has sent enough for now: rate limits and monthly quotas, counted in memory.

A rate counts in windows that begin at multiples of their length. The counts are of this process and begin
anew with it, so in the window of a restart up to twice as much may pass. A quota counts what the ledger
had kept when the project's keys were loaded, seconds ago, and what has been admitted since; what still
waits in the journal may go beyond it.

A container is taken or refused whole, so the last one may pass a limit by its other entries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from seismo.model.clock import month_of, next_month
from seismo.model.ids import ProjectId, ProjectKeyId
from seismo.model.outcome import DataCategory, Reason
from seismo.model.project import LIMITED_TOGETHER, ProjectKey, QuotaUsage, Rate
from seismo.protocol.rate_limits import RateLimit

MAX_RETRY_AFTER = 3600
"""Seconds. Who asks again after an hour hears of a limit that was raised meanwhile."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit at one moment."""

    scope: str
    """`key` or `project`."""
    owner: ProjectId | ProjectKeyId
    category: DataCategory
    count: int
    reason: Reason
    window: tuple[float, ...]
    """What names the current window: another name, another count."""
    ends: float
    """Unix seconds."""
    sentence: str
    used_before: int = 0
    """What counts already when the window is first met."""


class Limiter:
    """Counts by limit. To be used from one thread."""

    def __init__(self) -> None:
        self._used: dict[_Name, tuple[tuple[float, ...], int]] = {}

    def take(
        self, key: ProjectKey, category: DataCategory, quantity: int, now: float
    ) -> Limit | None:
        """Count what is sent with a key, or return the limit that has been reached.

        Of several, the one of the key comes first. What is refused counts for no limit.
        """
        limits = [each for each in _limits(key, now) if category in LIMITED_TOGETHER[each.category]]
        for limit in limits:
            if self._used_of(limit) >= limit.count:
                return limit
        for limit in limits:
            self._used[_name(limit)] = limit.window, self._used_of(limit) + quantity
        return None

    def reached(self, key: ProjectKey, now: float) -> tuple[RateLimit, ...]:
        """What whoever sends with this key should hold back from now on."""
        return tuple(
            RateLimit(
                min(max(limit.ends - now, 1.0), MAX_RETRY_AFTER),
                LIMITED_TOGETHER[limit.category],
                limit.scope,
                limit.reason,
            )
            for limit in _limits(key, now)
            if self._used_of(limit) >= limit.count
        )

    def _used_of(self, limit: Limit) -> int:
        window, used = self._used.get(_name(limit), ((), 0))
        return used if window == limit.window else limit.used_before


_Name: TypeAlias = tuple[str, int, DataCategory, Reason]


def _name(limit: Limit) -> _Name:
    return limit.scope, limit.owner, limit.category, limit.reason


def _limits(key: ProjectKey, now: float) -> Iterator[Limit]:
    if key.rate is not None:
        yield _limit(key.rate, now, "key", key.id, DataCategory.ERROR)
    for limit in key.limits.categories:
        if limit.rate is not None:
            yield _limit(limit.rate, now, "project", key.project_id, limit.category)
    for usage in key.quotas:
        yield _quota(usage, now, key.project_id)


def _limit(
    rate: Rate, now: float, scope: str, owner: ProjectId | ProjectKeyId, category: DataCategory
) -> Limit:
    start = now // rate.seconds * rate.seconds
    return Limit(
        scope=scope,
        owner=owner,
        category=category,
        count=rate.count,
        reason=Reason.KEY_QUOTA if scope == "key" else Reason.PROJECT_QUOTA,
        window=(start,),
        ends=start + rate.seconds,
        sentence=f"{rate.count} in {rate.seconds} s are taken from the {scope}",
    )


def _quota(usage: QuotaUsage, now: float, owner: ProjectId) -> Limit:
    month = month_of(now)
    return Limit(
        scope="project",
        owner=owner,
        category=usage.category,
        count=usage.quota,
        reason=Reason.USAGE_EXCEEDED,
        window=(usage.as_of, month.timestamp()),
        ends=next_month(month).timestamp(),
        sentence=f"{usage.quota} a month are taken from the project",
        used_before=usage.used if month_of(usage.as_of) == month else 0,
    )
