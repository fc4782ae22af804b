"""What the clock removes from a running server, and what stays."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.timezone import now
from support.app import App, TestProject, error
from support.every_kind import post_every_kind
from support.telemetry import rows_of

from seismo.backends.files.disk import FolderDisk, parts_of
from seismo.catalog import forgetting, stored
from seismo.catalog.models import (
    EnvironmentName,
    Issue,
    OutcomeCount,
    Project,
    ReleaseName,
    StoredDay,
)
from seismo.catalog.settings import save_section
from seismo.model.clock import from_unix
from seismo.model.ids import ProjectId
from seismo.model.retention import Kind, Retention, Share
from seismo.model.telemetry import BLOB_TABLES, TABLES
from seismo.queries.outcomes import totals
from seismo.upkeep.retention import evict, forget, forget_expired, sweep_blobs

DAY = 86_400.0


@pytest.fixture
def short(app: App, project: TestProject) -> TestProject:
    """A project that keeps errors for five days."""
    save_section(Project.objects.get(pk=project.id), Retention(errors=5))
    return project


@pytest.fixture
def later(app: App) -> Iterator[None]:
    """The test goes on ten days later, once it asks for it by `app.clock.ahead`."""
    yield
    app.clock.ahead = 0.0


def forget_now(app: App) -> None:
    forget_expired(app.stores, app.server.upkeep)


def share(app: App, project: TestProject, kind: Kind = Kind.ERRORS) -> Share:
    return Share(today(app), ProjectId(project.id), kind)


def today(app: App) -> date:
    return from_unix(app.stores.clock.now()).date()


def test_what_is_stored_is_counted_by_day_and_kind(app: App, project: TestProject) -> None:
    for _ in range(2):
        app.send(project, error())

    amount = stored.everything()[share(app, project)]

    assert amount.items == 2
    assert amount.size > 200


@pytest.mark.usefixtures("later")
def test_events_go_after_their_days(app: App, short: TestProject) -> None:
    event_id = app.send(short, error())
    app.clock.ahead = 10 * DAY

    forget_now(app)

    assert app.stores.payloads.find([event_id]) == []
    assert not StoredDay.objects.filter(project_id=short.id).exists()


@pytest.mark.usefixtures("later")
def test_events_of_other_projects_stay(app: App, short: TestProject) -> None:
    other = app.project()
    event_id = app.send(other, error())
    app.clock.ahead = 10 * DAY

    forget_now(app)

    assert len(app.stores.payloads.find([event_id])) == 1


@pytest.mark.usefixtures("later")
def test_an_issue_goes_with_its_last_event(app: App, short: TestProject) -> None:
    app.send(short, error())
    app.clock.ahead = 10 * DAY

    forget_now(app)

    assert not Issue.objects.filter(project_id=short.id).exists()


@pytest.mark.usefixtures("later")
def test_an_issue_that_still_happens_stays_with_its_count(app: App, short: TestProject) -> None:
    app.send(short, error())
    app.clock.ahead = 10 * DAY
    app.send(short, error())

    forget_now(app)

    assert Issue.objects.get(project_id=short.id).times_seen == 2


@pytest.mark.usefixtures("later")
def test_counts_of_outcomes_stay_longer_than_the_events(app: App, short: TestProject) -> None:
    app.send(short, error())
    app.clock.ahead = 10 * DAY

    forget_now(app)

    assert totals(Project.objects.get(pk=short.id))["accepted"] == {"error": 1}


def test_outcomes_of_the_year_before_the_last_go(app: App, project: TestProject) -> None:
    old = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=397)
    OutcomeCount.objects.create(project_id=project.id, hour=old, category="error", quantity=1)

    forget_now(app)

    assert not OutcomeCount.objects.filter(project_id=project.id).exists()


@pytest.mark.usefixtures("later")
def test_releases_and_environments_that_nothing_comes_from_go(
    app: App, project: TestProject
) -> None:
    kept_for = {kind.value: 5 for kind in Kind}
    save_section(Project.objects.get(pk=project.id), Retention(**kept_for))
    app.send(project, error(release="shop@1", environment="old"))
    app.clock.ahead = 10 * DAY
    app.send(project, error(function="other", release="shop@2", environment="new"))

    forget_now(app)

    assert [r.name for r in ReleaseName.objects.filter(project_id=project.id)] == ["shop@2"]
    assert [e.name for e in EnvironmentName.objects.filter(project_id=project.id)] == ["new"]


def test_what_a_deleted_project_stored_goes(app: App, project: TestProject) -> None:
    event_id = app.send(project, error())
    Project.objects.get(pk=project.id).delete()

    forget_now(app)

    assert app.stores.payloads.find([event_id]) == []


@pytest.mark.usefixtures("later")
def test_a_day_of_which_nothing_stays_goes_as_a_file(app: App, project: TestProject) -> None:
    app.clock.ahead = 20 * DAY
    app.send(project, error())
    file = app.data / "payloads" / f"{today(app)}.sqlite"
    assert file.exists()

    everything = stored.everything()
    forget(
        [each for each in everything if each.day == today(app)],
        everything,
        app.stores,
        app.server.upkeep,
    )

    assert not file.exists()


@pytest.mark.usefixtures("later")
def test_the_words_of_a_week_of_which_nothing_stays_go(app: App, short: TestProject) -> None:
    app.clock.ahead = 40 * DAY
    app.send(short, error("unheard of"))
    app.clock.ahead = 50 * DAY

    forget_now(app)

    assert app.stores.texts.find(["unheard"], {ProjectId(short.id)}) == {}


@pytest.mark.usefixtures("later")
def test_the_oldest_days_go_when_the_data_takes_more_than_its_budget(
    app: App, project: TestProject
) -> None:
    app.clock.ahead = -40 * DAY
    old = app.send(project, error())
    app.clock.ahead = 0.0
    new = app.send(project, error())
    full = FolderDisk(app.data, sum(parts_of(app.data).values()) - 1)

    evict(replace(app.stores, disk=full), app.server.upkeep)

    assert [each.event_id for each in app.stores.payloads.find([old, new])] == [new]


def test_within_the_budget_nothing_goes(app: App, project: TestProject) -> None:
    event_id = app.send(project, error())

    evict(app.stores, app.server.upkeep)

    assert len(app.stores.payloads.find([event_id])) == 1


def test_forgetting_twice_is_forgetting_once(app: App, project: TestProject) -> None:
    event_id = app.send(project, error())

    for _ in range(2):
        forget([share(app, project)], stored.everything(), app.stores, app.server.upkeep)

    assert app.stores.payloads.find([event_id]) == []


@pytest.mark.usefixtures("later")
def test_a_blob_that_no_row_refers_to_goes_after_a_day(app: App) -> None:
    digest = app.stores.blobs.put(b"nobody refers to this")
    sweep_blobs(app.stores, app.server.upkeep)
    assert app.stores.blobs.open(digest)

    app.clock.ahead = 2 * DAY
    sweep_blobs(app.stores, app.server.upkeep)

    with pytest.raises(KeyError):
        app.stores.blobs.open(digest)


def test_the_catalog_gives_the_room_of_what_it_forgot_back(app: App, project: TestProject) -> None:
    names = [
        ReleaseName(project_id=project.id, name=f"{n:0240}", first_seen=now()) for n in range(8_000)
    ]
    ReleaseName.objects.bulk_create(names)
    forgetting.give_back()
    before = (app.data / "catalog.sqlite").stat().st_size

    forgetting.delete_releases(ProjectId(project.id), [name.name for name in names])
    forgetting.give_back()

    assert (app.data / "catalog.sqlite").stat().st_size < before - 2_000_000


@pytest.mark.usefixtures("later")
def test_every_kind_goes_after_its_days(app: App, project: TestProject) -> None:
    save_section(Project.objects.get(pk=project.id), Retention(**{kind.value: 5 for kind in Kind}))
    post_every_kind(app, project, f"{uuid.uuid4().hex}@example.test")
    blobs = [row["blob"] for table in BLOB_TABLES for row in rows_of(app, project, table)]
    app.clock.ahead = 10 * DAY

    forget_now(app)

    assert [table for table in TABLES if rows_of(app, project, table)] == []
    assert not StoredDay.objects.filter(project_id=project.id).exists()
    for blob in blobs:
        with pytest.raises(KeyError):
            app.stores.blobs.open(blob)
