"""A stored event and how it is found."""

from support.app import App, TestProject, error

from seismo.catalog.models import Issue
from seismo.queries.activity import hashes_of
from seismo.queries.events import load_event


def test_a_stored_event_is_loaded_and_leads_to_its_issue(app: App, project: TestProject) -> None:
    event_id = app.send(project, error())

    loaded = load_event(app.stores, {project.id}, event_id)

    assert loaded is not None
    assert loaded.event.event_id == event_id
    assert loaded.hash in hashes_of(Issue.objects.get(project_id=project.id))


def test_an_event_of_another_project_is_not_loaded(app: App, project: TestProject) -> None:
    event_id = app.send(project, error())

    assert load_event(app.stores, {project.id + 1}, event_id) is None
