"""Which issues own grouping hashes, for many hashes at once."""

from collections.abc import Collection, Mapping, Sequence

from seismo.catalog.lookups import MANY, Values, columns, numbers
from seismo.catalog.models import GroupingHash
from seismo.model.ids import ProjectId

LARGE_SHARE = 0.25
"""Of a project's hashes. To read all of them takes as long as to look so many up twice."""


def all_owners(project_id: int) -> dict[int, int]:
    """The issue that owns each hash of a project, by the hash's number."""
    hashes = GroupingHash.objects.filter(project_id=project_id)
    keys, issue_ids = columns(hashes, "hash_key", "issue_id")
    return dict(zip(keys, issue_ids, strict=True))


class Owners:
    """What one search has read of the catalog, which its next words need again."""

    def __init__(self, questions: int) -> None:
        """`questions` says about how often it will be asked."""
        self._is_asked_again = questions > 1
        self._all: dict[int, dict[int, int]] = {}

    def of(self, keys_by_project: Mapping[ProjectId, Sequence[int]]) -> set[int]:
        """The ids of the issues that the hashes with these numbers lead to."""
        ids: set[int] = set()
        for project_id, keys in keys_by_project.items():
            ids.update(self._of_project(project_id, keys))
        return ids

    def _of_project(self, project_id: int, keys: Sequence[int]) -> Collection[int]:
        if project_id in self._all or self._is_worth_all(project_id, len(keys)):
            known = self._all.get(project_id) or all_owners(project_id)
            self._all[project_id] = known
            return {known[key] for key in keys if key in known}
        hashes = GroupingHash.objects.filter(project_id=project_id)
        # In the order of the index, which is sought from its place to the next.
        return numbers(hashes.filter(hash_key__among=Values(sorted(keys))), "issue_id")

    def _is_worth_all(self, project_id: int, asked: int) -> bool:
        if not self._is_asked_again or asked < MANY:
            return False
        return asked >= LARGE_SHARE * GroupingHash.objects.filter(project_id=project_id).count()
