"""Many primary keys as one parameter."""

from datetime import UTC, datetime

import pytest
from django.db.models import Q
from support.app import App

from seismo.catalog.lookups import MANY, THINNEST, Values
from seismo.catalog.models import Project, ReleaseName
from seismo.catalog.people import first_organization
from seismo.catalog.projects import create_project

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEPT = 20


@pytest.fixture
def project(app: App) -> Project:
    made = create_project(first_organization(), "Shop")
    names = [
        ReleaseName(pk=pk, project=made, name=str(pk), first_seen=NOON)
        for pk in range(1, MANY + KEPT)
    ]
    ReleaseName.objects.all().delete()
    ReleaseName.objects.bulk_create(names)
    return made


def found(project: Project, condition: Q) -> set[int]:
    return set(ReleaseName.objects.filter(condition, project=project).values_list("pk", flat=True))


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(range(KEPT, MANY + KEPT), id="one next to the other"),
        pytest.param(range(1, 2 * MANY, 2), id="with gaps"),
        pytest.param(range(1, MANY * THINNEST * 3, THINNEST * 2), id="with wide gaps"),
        pytest.param([*range(1, 10), *range(1, MANY)], id="some of them twice"),
        pytest.param(range(-MANY, 5), id="numbers that no row has"),
        pytest.param(range(3), id="a few"),
        pytest.param((), id="none"),
    ],
)
def test_among_many_keys_are_those_that_are_in_the_list(project: Project, values: range) -> None:
    keys = set(range(1, MANY + KEPT))
    among = Q(pk__among=Values([*values]))

    assert (found(project, among), found(project, ~among)) == (keys & {*values}, keys - {*values})
