"""What the audit log says of each change, and for how long."""

import httpx
import pytest
from support.app import App, TestProject

from seismo.catalog.models import AuditEntry
from seismo.upkeep.retention import forget_expired

DAY = 86_400.0


def last_entry() -> AuditEntry:
    return AuditEntry.objects.select_related("actor").latest("id")


def test_a_new_project_is_in_the_audit_log(browser: httpx.Client) -> None:
    browser.post("/projects/new/", data={"name": "Audited", "platform": "python"})

    entry = last_entry()
    assert (entry.event, entry.target) == ("project.create", "audited")


def test_an_entry_names_the_person_and_the_address(
    browser: httpx.Client, project: TestProject
) -> None:
    browser.post(
        f"/projects/{project.slug}/settings/keys/",
        data={"label": "Website"},
        headers={"X-Forwarded-For": "203.0.113.9"},
    )

    entry = last_entry()
    assert (entry.actor_name, entry.address) == ("owner@example.test", "203.0.113.9")
    assert (entry.event, entry.target) == ("projectkey.create", project.slug)
    assert entry.facts == {"key": "Website"}


def test_an_entry_tells_which_settings_were_changed(
    browser: httpx.Client, project: TestProject
) -> None:
    browser.post(f"/projects/{project.slug}/settings/filters/", data={"localhost": "on"})

    facts = last_entry().facts
    assert facts["section"] == "filters"
    assert "localhost" in facts["changed"]


def test_saving_what_was_set_already_is_no_change(
    browser: httpx.Client, project: TestProject
) -> None:
    filters = f"/projects/{project.slug}/settings/filters/"
    browser.post(filters, data={"localhost": "on"})
    before = last_entry()

    browser.post(filters, data={"localhost": "on"})

    assert last_entry() == before


@pytest.mark.parametrize(
    ("switch", "event"), [("off", "projectkey.disable"), ("on", "projectkey.enable")]
)
def test_switching_a_key_is_told(
    browser: httpx.Client, project: TestProject, switch: str, event: str
) -> None:
    from seismo.catalog.models import ProjectKey

    key = ProjectKey.objects.get(project_id=project.id)

    browser.post(f"/projects/{project.slug}/settings/keys/{key.pk}/", data={"active": switch})

    assert last_entry().event == event


def test_entries_go_after_90_days(app: App, browser: httpx.Client, project: TestProject) -> None:
    browser.post(f"/projects/{project.slug}/settings/keys/", data={"label": "Website"})
    entry = last_entry()
    app.clock.ahead = 91 * DAY
    try:
        forget_expired(app.stores, app.server.upkeep)
    finally:
        app.clock.ahead = 0.0

    assert not AuditEntry.objects.filter(pk=entry.pk).exists()
