"""What projects keep in a calendar month, against their quotas, and where the month is heading."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum

from seismo.catalog.models import OutcomeCount, Project
from seismo.catalog.settings import section_of
from seismo.model.clock import from_unix, month_of
from seismo.model.outcome import DataCategory
from seismo.model.project import LIMITED_TOGETHER, Limits

_CATEGORY = {each: first for first, together in LIMITED_TOGETHER.items() for each in together}
TOO_EARLY = 0.02
"""Of a month: before that nothing can be foretold, which is the first half of a day."""


@dataclass(frozen=True, slots=True)
class Used:
    """What was kept of one kind of data."""

    category: DataCategory
    this_month: int
    last_month: int
    forecast: int | None
    """At the end of the month, if it goes on like this; None while that cannot be told."""
    quota: int | None = None

    @property
    def share(self) -> float | None:
        """Of the quota, 1 being all of it."""
        if self.quota is None:
            return None
        return self.this_month / self.quota if self.quota else 1.0

    @property
    def will_not_last(self) -> bool:
        return self.quota is not None and (self.forecast or self.this_month) > self.quota


@dataclass(frozen=True, slots=True)
class ProjectUsage:
    project: Project
    used: list[Used]
    """Of what there was any or is a quota for."""


@dataclass(frozen=True, slots=True)
class Usage:
    month: datetime
    elapsed: float
    """Of the month, between 0 and 1."""
    total: list[Used]
    projects: list[ProjectUsage]
    """Those that kept most come first."""


def usage(projects: Sequence[Project], now: float) -> Usage:
    month = month_of(now)
    last = month_of((month - timedelta(days=1)).timestamp())
    following = month_of((month + timedelta(days=32)).timestamp())
    elapsed = (from_unix(now) - month) / (following - month)
    kept = _kept([project.pk for project in projects], last, month)
    rows = [
        ProjectUsage(project, _used_by(project, kept[project.pk], elapsed)) for project in projects
    ]
    rows.sort(key=lambda row: (-sum(used.this_month for used in row.used), row.project.name))
    return Usage(month, elapsed, _total(kept, elapsed), rows)


_Kept = dict[DataCategory, list[int]]
"""Last month and this month."""


def _kept(ids: Sequence[int], last: datetime, month: datetime) -> defaultdict[int, _Kept]:
    found: defaultdict[int, _Kept] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    of_months = OutcomeCount.objects.filter(project_id__in=ids, hour__gte=last, reason="")
    for is_now, rows in (
        (0, of_months.filter(hour__lt=month)),
        (1, of_months.filter(hour__gte=month)),
    ):
        sums = rows.values_list("project_id", "category").annotate(total=Sum("quantity"))
        for project_id, category, total in sums:
            counted = _CATEGORY.get(DataCategory(category))
            if counted is not None:
                found[project_id][counted][is_now] += total
    return found


def _used_by(project: Project, kept: _Kept, elapsed: float) -> list[Used]:
    limits = section_of(project.settings, Limits).categories
    quotas = {limit.category: limit.quota for limit in limits if limit.quota is not None}
    return [
        _used(category, kept.get(category, [0, 0]), elapsed, quotas.get(category))
        for category in LIMITED_TOGETHER
        if category in kept or category in quotas
    ]


def _total(kept: dict[int, _Kept], elapsed: float) -> list[Used]:
    sums = {
        category: [
            sum(of_project.get(category, [0, 0])[month] for of_project in kept.values())
            for month in (0, 1)
        ]
        for category in LIMITED_TOGETHER
    }
    return [_used(category, each, elapsed, None) for category, each in sums.items() if any(each)]


def _used(category: DataCategory, months: list[int], elapsed: float, quota: int | None) -> Used:
    last, this = months
    forecast = round(this / elapsed) if elapsed > TOO_EARLY else None
    return Used(category, this, last, forecast, quota)
