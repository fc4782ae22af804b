"""Rows and words come back from the payloads as they were."""

from datetime import date

import pytest
from sqlglot import select
from support.app import App, TestProject, error
from support.every_kind import post_every_kind
from support.telemetry import rows_of

from seismo.digest.reindex import ROWS_OF, index_words, reindex
from seismo.model.clock import from_unix
from seismo.model.ids import ProjectId
from seismo.model.retention import KIND_OF_PAYLOAD, Kind, Share
from seismo.model.telemetry import TABLES
from seismo.upkeep.consistency import differences


def today(app: App) -> date:
    return from_unix(app.stores.clock.now()).date()


def rows(app: App, project: TestProject) -> list[tuple[object, ...]]:
    query = select("*").from_("events").where(f"project_id = {project.id}").order_by('"offset"')
    return app.stores.eventstore.select(query, {})


def test_rows_of_events_come_back_as_they_were(app: App, project: TestProject) -> None:
    for function in ("pay", "ship", "pay"):
        app.send(project, error(function=function, tags={"shop": "berlin"}, user={"id": "7"}))
    before = rows(app, project)
    app.server.upkeep.eventstore.forget([Share(today(app), ProjectId(project.id), Kind.ERRORS)])
    assert rows(app, project) == []

    reindex(today(app), app.stores, app.server.upkeep)

    assert rows(app, project) == before


def test_reindexing_changes_nothing_where_all_is_well(app: App, project: TestProject) -> None:
    app.send(project, error())
    before = rows(app, project)

    for _ in range(2):
        reindex(today(app), app.stores, app.server.upkeep)

    assert rows(app, project) == before
    assert [
        d for d in differences(app.stores, app.server.upkeep) if f"project {project.id} " in d
    ] == []


def test_words_come_back(app: App, project: TestProject) -> None:
    app.send(project, error("unmistakable words"))
    app.stores.texts.keep_only(())
    assert not app.stores.texts.find(["unmistakable"], [ProjectId(project.id)])

    reindex(today(app), app.stores, app.server.upkeep)

    assert app.stores.texts.find(["unmistakable"], [ProjectId(project.id)])


def test_words_are_built_anew_with_all_days_that_go_together(
    app: App, project: TestProject
) -> None:
    app.send(project, error("unmistakable words"))

    index_words([today(app)], app.stores, app.server.upkeep)

    assert app.stores.texts.find(["unmistakable"], [ProjectId(project.id)])


@pytest.mark.parametrize("kind", KIND_OF_PAYLOAD)
def test_every_kind_of_payload_becomes_rows_again(kind: str) -> None:
    assert kind in ROWS_OF


def test_rows_of_every_table_come_back_as_they_were(app: App, project: TestProject) -> None:
    post_every_kind(app, project)
    before = {table: rows_of(app, project, table) for table in TABLES}
    assert [table for table, found in before.items() if not found] == []
    everything = [Share(today(app), ProjectId(project.id), kind) for kind in Kind]
    app.server.upkeep.eventstore.forget(everything)

    reindex(today(app), app.stores, app.server.upkeep)

    assert {table: rows_of(app, project, table) for table in TABLES} == before
