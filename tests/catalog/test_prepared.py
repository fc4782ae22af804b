import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from support.app import App

from seismo.catalog.lookups import Given, Values
from seismo.catalog.models import Organization, Project, ReleaseName
from seismo.catalog.people import first_organization
from seismo.catalog.prepared import Prepared
from seismo.catalog.projects import create_project

pytestmark = pytest.mark.usefixtures("app")

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def project(app: App) -> Project:
    made = create_project(first_organization(), f"Shop {uuid.uuid4().hex}")
    for hours, name in enumerate(("shop@1.0", "shop@1.1", "till_@2.0")):
        ReleaseName.objects.create(
            project=made, name=name, first_seen=NOON + timedelta(hours=hours)
        )
    return made


def test_it_finds_what_the_query_finds(project: Project) -> None:
    named = Prepared(lambda: Project.objects.filter(slug=Given("slug")))
    assert named.rows(slug=project.slug) == [project]


def test_it_is_asked_again_with_other_values(project: Project) -> None:
    named = Prepared(lambda: Project.objects.filter(slug=Given("slug")))
    named.rows(slug=project.slug)
    assert named.rows(slug="another") == []


def test_what_is_selected_with_a_row_needs_no_other_query(project: Project) -> None:
    named = Prepared(lambda: Project.objects.filter(pk=Given("pk")).select_related("organization"))
    found = named.first(pk=project.pk)
    assert found is not None
    with connection.execute_wrapper(_no_query):
        assert found.organization.name == project.organization.name


def test_a_moment_is_compared_as_the_database_has_it(project: Project) -> None:
    since = Prepared(
        lambda: (
            ReleaseName.objects.filter(first_seen__gte=Given("since"))
            .order_by("first_seen")
            .values_list("name", "first_seen")
        )
    )
    rows = since.rows(since=NOON + timedelta(hours=1))
    assert rows[0] == ("shop@1.1", NOON + timedelta(hours=1))


def test_many_values_are_one_parameter(project: Project) -> None:
    among = Prepared(
        lambda: ReleaseName.objects.filter(project__among=Given("projects")).values_list("name")
    )
    assert len(among.rows(projects=Values([project.pk, 999]))) == 3


def test_a_beginning_is_no_pattern(project: Project) -> None:
    beginning = Prepared(
        lambda: ReleaseName.objects.filter(name__startswith=Given("text")).values_list("name")
    )
    assert beginning.rows(text="shop_") == []


def test_it_counts_no_further_than_the_query_goes(project: Project) -> None:
    some = Prepared(lambda: ReleaseName.objects.filter(project=Given("project"))[:2])
    assert some.count(project=project.pk) == 2


def test_the_first_of_nothing_is_none() -> None:
    named = Prepared(lambda: Organization.objects.filter(slug=Given("slug")))
    assert named.first(slug="nobody") is None


def test_each_thread_asks_through_its_own_connection(project: Project) -> None:
    named = Prepared(lambda: Project.objects.filter(slug=Given("slug")))
    named.rows(slug=project.slug)
    found: list[Project] = []

    def ask() -> None:
        found.extend(named.rows(slug=project.slug))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [project]


def _no_query(*_: object) -> None:
    pytest.fail("a query was asked")
