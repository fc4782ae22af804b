"""What projects have used of their monthly quotas, by the ledger."""

from collections.abc import Mapping

from django.db.models import Sum

from seismo.catalog.models import OutcomeCount, Project, QuotaNotice
from seismo.catalog.settings import section_of
from seismo.model.clock import from_unix, month_of
from seismo.model.ids import ProjectId
from seismo.model.outcome import DataCategory
from seismo.model.project import LIMITED_TOGETHER, Limits, QuotaUsage

NOTICES = (80, 100)
"""Percent of a quota at which people are told."""


def usages(
    limits: Mapping[ProjectId, Limits], now: float
) -> dict[ProjectId, tuple[QuotaUsage, ...]]:
    """What each project with quotas has kept in the current month."""
    quotas = {
        project_id: {each.category: each.quota for each in own.categories if each.quota is not None}
        for project_id, own in limits.items()
    }
    accepted = _accepted([project_id for project_id, own in quotas.items() if own], now)
    return {
        project_id: tuple(
            QuotaUsage(
                category,
                quota,
                sum(accepted.get((project_id, each), 0) for each in LIMITED_TOGETHER[category]),
                now,
            )
            for category, quota in own.items()
        )
        for project_id, own in quotas.items()
        if own
    }


def _accepted(project_ids: list[ProjectId], now: float) -> dict[tuple[int, str], int]:
    if not project_ids:
        return {}
    rows = (
        OutcomeCount.objects.filter(project__in=project_ids, hour__gte=month_of(now), reason="")
        .values_list("project_id", "category")
        .annotate(total=Sum("quantity"))
    )
    return {(project_id, category): total for project_id, category, total in rows}


def kept_this_month(project: Project, now: float) -> dict[DataCategory, int]:
    """What the project has kept of every category that can have a quota."""
    accepted = _accepted([ProjectId(project.pk)], now)
    return {
        category: sum(accepted.get((project.pk, each), 0) for each in together)
        for category, together in LIMITED_TOGETHER.items()
    }


def usages_of(project: Project, now: float) -> tuple[QuotaUsage, ...]:
    own = ProjectId(project.pk)
    return usages({own: section_of(project.settings, Limits)}, now).get(own, ())


def notice(project_ids: set[ProjectId], now: float) -> None:
    """Write down which of these projects came near a quota or reached it.

    Call inside the transaction that counts what they kept. What was said this month is not said again.
    """
    rows = Project.objects.filter(pk__in=project_ids, settings__has_key="limits")
    limits = {
        ProjectId(id_): section_of(settings, Limits)
        for id_, settings in rows.values_list("id", "settings")
    }
    if not limits:
        return
    QuotaNotice.objects.bulk_create(
        [
            QuotaNotice(
                project_id=project_id,
                category=usage.category,
                month=month_of(now).date(),
                percent=percent,
                quota=usage.quota,
                happened=from_unix(now),
            )
            for project_id, own in usages(limits, now).items()
            for usage in own
            for percent in NOTICES
            if usage.used * 100 >= usage.quota * percent
        ],
        ignore_conflicts=True,
    )
