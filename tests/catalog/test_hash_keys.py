"""Rows of grouping hashes from before they had a key."""

from importlib import import_module

from django.apps import apps
from support.app import App, TestProject, error

from seismo.catalog.models import GroupingHash
from seismo.model.ids import hash_key


def test_the_migration_gives_each_hash_its_key(app: App, project: TestProject) -> None:
    app.send(project, error())
    rows = GroupingHash.objects.filter(project_id=project.id)
    rows.update(hash_key=0)

    import_module("seismo.catalog.migrations.0011_hash_keys").fill(apps, None)

    assert [row.hash_key for row in rows] == [hash_key(row.hash) for row in rows]
