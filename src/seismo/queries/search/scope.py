"""What a search is made in: projects, their releases, and the time."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from seismo.catalog.access import Access
from seismo.catalog.models import Project, ReleaseName
from seismo.catalog.settings import section_of
from seismo.model.project import Lifecycle
from seismo.model.release import SeenRelease, newest
from seismo.model.version import Version, parse_version
from seismo.queries.search.syntax import Filter, Pattern
from seismo.queries.search.values import Versions, read_version

LATEST = "latest"


@dataclass(frozen=True, slots=True)
class _Release:
    project_id: int
    name: str
    first_seen: float


@dataclass(frozen=True)
class Scope:
    projects: Sequence[Project]
    now: float
    """Unix seconds."""
    environment: str = ""
    """When the page shows only one."""
    since: float | None = None
    """Unix seconds, when the page shows only what came later."""
    access: Access | None = None
    """Of whom `me` means."""
    until: float | None = None
    """Unix seconds, when the page shows only what came before."""

    @cached_property
    def project_ids(self) -> list[int]:
        return [project.pk for project in self.projects]

    @cached_property
    def _releases(self) -> list[_Release]:
        found = ReleaseName.objects.filter(project_id__in=self.project_ids)
        rows = found.values_list("project_id", "name", "first_seen")
        return [_Release(project_id, name, seen.timestamp()) for project_id, name, seen in rows]

    def latest_releases(self) -> dict[int, str]:
        """Of each project that has one, in the order that the project has chosen."""
        of_project: dict[int, list[SeenRelease]] = {}
        for release in self._releases:
            seen = SeenRelease(release.name, release.first_seen)
            of_project.setdefault(release.project_id, []).append(seen)
        latest: dict[int, str] = {}
        for project in self.projects:
            order = section_of(project.settings, Lifecycle).releases
            found = newest(of_project.get(project.pk, ()), order)
            if found is not None:
                latest[project.pk] = found.name
        return latest

    def releases_like(self, filter_: Filter) -> list[str]:
        """The names that a filter on a part of the release means."""
        names = {release.name for release in self._releases}
        versions = {name: version for name in names if (version := parse_version(name))}
        if filter_.key.name == "release.version":
            wanted = read_version(filter_)
            return sorted(name for name, v in versions.items() if _is_wanted(v, wanted))
        part = filter_.key.name.removeprefix("release.")
        return sorted(
            name for name, v in versions.items() if matches_any(filter_.values, getattr(v, part))
        )


def _is_wanted(version: Version, wanted: Versions) -> bool:
    if wanted.operator in {"=", "!="}:
        same = any(_is_same(version, pattern) for pattern in wanted.patterns)
        return same == (wanted.operator == "=")
    given = parse_version(wanted.patterns[0].text)
    if given is None:
        return False
    return {
        ">": version.order > given.order,
        ">=": version.order >= given.order,
        "<": version.order < given.order,
        "<=": version.order <= given.order,
    }[wanted.operator]


def _is_same(version: Version, pattern: Pattern) -> bool:
    given = parse_version(pattern.text) if pattern.is_plain else None
    return version.order == given.order if given else matches(pattern, version.text)


def matches_any(patterns: Iterable[Pattern], text: str) -> bool:
    return any(matches(pattern, text) for pattern in patterns)


def matches(pattern: Pattern, text: str) -> bool:
    return re.fullmatch(expression_of(pattern), text, re.IGNORECASE | re.DOTALL) is not None


def expression_of(pattern: Pattern) -> str:
    """The pattern as a regular expression."""
    return ".*".join(map(re.escape, pattern.parts))
