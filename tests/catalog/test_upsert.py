from datetime import UTC, datetime

import pytest
from support.app import App

from seismo.catalog.models import OutcomeCount, Project
from seismo.catalog.people import first_organization
from seismo.catalog.projects import create_project
from seismo.catalog.upsert import Upsert

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LEDGER = Upsert(
    OutcomeCount, ("project", "project_key_id", "hour", "category", "reason"), ("quantity",)
)


@pytest.fixture
def project(app: App) -> Project:
    return create_project(first_organization(), "Shop")


def quantities(project: Project) -> dict[str, int]:
    rows = OutcomeCount.objects.filter(project=project, hour=NOON)
    return dict(rows.values_list("category", "quantity"))


def test_rows_are_new_or_take_the_place_of_those_with_their_key(project: Project) -> None:
    LEDGER.write([(project.pk, 0, NOON, "error", "", 3)])
    LEDGER.write([(project.pk, 0, NOON, "error", "", 5), (project.pk, 0, NOON, "log_item", "", 1)])

    assert quantities(project) == {"error": 5, "log_item": 1}


def test_nothing_to_write_is_no_error(project: Project) -> None:
    LEDGER.write([])

    assert quantities(project) == {}
