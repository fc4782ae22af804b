"""The warning on every page about a project that has nearly used up a quota."""

from dataclasses import dataclass

from seismo.catalog.models import Project
from seismo.catalog.quotas import usages_of
from seismo.model.project import QuotaUsage
from seismo.web.categories import NAMES

NEAR = 0.8
"""Of a quota, from when on people are warned."""


@dataclass(frozen=True, slots=True)
class NearQuota:
    """A quota that is nearly used up, or wholly."""

    name: str
    usage: QuotaUsage

    @property
    def share(self) -> float:
        return self.usage.used / self.usage.quota if self.usage.quota else 1.0

    @property
    def is_used_up(self) -> bool:
        return self.usage.used >= self.usage.quota


def near_quotas(project: Project, now: float) -> list[NearQuota]:
    """The quotas of the month that the project has nearly used up, or wholly."""
    every = (NearQuota(NAMES[usage.category], usage) for usage in usages_of(project, now))
    return [near for near in every if near.share >= NEAR]
