"""What became of everything that came in: sums of the ledger."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from django.db.models import Sum

from seismo.catalog.models import OutcomeCount, Project

EVENTS = ("default", "error", "security")
"""The categories that people call events."""


class Totals(TypedDict):
    accepted: dict[str, int]
    """Quantity by category."""
    dropped: dict[str, dict[str, int]]
    """Quantity by reason and category."""


def totals(project: Project | None = None, since: datetime | None = None) -> Totals:
    """Sums over all projects and all time, or over one project, or since an hour."""
    counts = OutcomeCount.objects.all()
    if project is not None:
        counts = counts.filter(project=project)
    if since is not None:
        counts = counts.filter(hour__gte=since)
    rows = counts.values_list("reason", "category").annotate(total=Sum("quantity"))
    return _totals(rows.order_by("reason", "category"))


def _totals(rows: Iterable[tuple[str, str, int]]) -> Totals:
    sums: Totals = {"accepted": {}, "dropped": {}}
    for reason, category, quantity in rows:
        target = sums["dropped"].setdefault(reason, {}) if reason else sums["accepted"]
        target[category] = quantity
    return sums
