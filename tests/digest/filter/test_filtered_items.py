"""A project's filters at work: the real door, the ledger, the page that tells what became of it."""

import httpx
from support.app import App, TestProject, error, visible_text

from seismo.catalog.models import OutcomeCount, Project
from seismo.catalog.settings import save_section
from seismo.model.project import Filters


def outcomes(project: TestProject) -> dict[tuple[str, str], int]:
    rows = OutcomeCount.objects.filter(project_id=project.id)
    return {(row.category, row.reason): row.quantity for row in rows}


def test_a_filtered_error_is_answered_counted_and_not_stored(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    save_section(Project.objects.get(pk=project.id), Filters(error_messages=("*too noisy*",)))
    event_id = app.send(project, error("this is too noisy for us"))
    kept = app.send(project, error("this is news"))
    assert outcomes(project) == {("error", "error-message"): 1, ("error", ""): 1}
    page = visible_text(browser.get(f"/events/{event_id}/").text)
    assert "The message is one of those that the project filters." in page
    assert "this is news" in visible_text(browser.get(f"/events/{kept}/").text)
