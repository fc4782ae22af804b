"""Which issues own grouping hashes."""

from datetime import UTC, datetime

import pytest
from support.app import App

from seismo.catalog.lookups import MANY
from seismo.catalog.models import GroupingHash, Issue, Project
from seismo.catalog.people import first_organization
from seismo.catalog.projects import create_project
from seismo.model.ids import ProjectId
from seismo.queries.owners import Owners

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HASHES = 2 * MANY


@pytest.fixture
def project(app: App) -> Project:
    """Its hash with the number n belongs to its issue with the number n % 10."""
    made = create_project(first_organization(), "Shop")
    times = {"since": NOON, "first_seen": NOON, "last_seen": NOON}
    issues = [Issue.objects.create(project=made, number=n, title="no", **times) for n in range(10)]
    hashes = [
        GroupingHash(project=made, hash=f"{n:032x}", hash_key=n, issue=issues[n % 10])
        for n in range(HASHES)
    ]
    GroupingHash.objects.bulk_create(hashes)
    return made


@pytest.mark.parametrize("questions", [1, 2], ids=["asked once", "asked again"])
@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(range(0, HASHES, 2), {0, 2, 4, 6, 8}, id="many"),
        pytest.param(range(3), {0, 1, 2}, id="a few"),
        pytest.param((), set[int](), id="none"),
        pytest.param(range(HASHES, 2 * HASHES), set[int](), id="of no issue"),
    ],
)
def test_hashes_lead_to_their_issues(
    project: Project, questions: int, keys: range, expected: set[int]
) -> None:
    owners = Owners(questions)
    found = [owners.of({ProjectId(project.pk): keys}) for _ in range(questions)]
    numbers = [
        set(Issue.objects.filter(pk__in=ids).values_list("number", flat=True)) for ids in found
    ]

    assert numbers == [expected] * questions
