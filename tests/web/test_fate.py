"""What became of an event: stored, dropped and why, or never seen."""

import time
import uuid
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from support import telemetry
from support.app import App, TestProject, envelope, error, items, visible_text, wait_until

from seismo.backends.sqlite.payloads import SqlitePayloads
from seismo.catalog.models import Organization, ProjectKey
from seismo.catalog.projects import create_project
from seismo.model.ids import EventId, ProjectId
from seismo.model.outcome import DataCategory, Reason
from seismo.ports.payloads import Drop, StoredPayload
from seismo.queries.fate import Fate, fate_of


def new_id() -> EventId:
    return EventId(uuid.uuid4().hex)


def fate(app: App, event_id: EventId) -> Fate:
    (only,) = fate_of(app.stores.payloads, [event_id])
    return only


@pytest.fixture
def theirs(app: App) -> TestProject:
    """A project of another organization."""
    name = f"other-{uuid.uuid4().hex[:8]}"
    made = create_project(Organization.objects.create(slug=name, name=name), f"Secret {name}")
    return TestProject(made.pk, made.slug, made.keys.get().public_key, "")


def drop(
    project: TestProject,
    event_id: EventId,
    reason: Reason,
    received: float = 1.0,
    quantity: int = 1,
) -> Drop:
    """Stored under a position of its own, far from those of the journal."""
    position = uuid.uuid4().int >> 80
    category = DataCategory.ERROR
    return Drop(
        9, position, 0, ProjectId(project.id), event_id, category, reason, quantity, "", received
    )


def test_a_stored_event_is_accepted(app: App, project: TestProject) -> None:
    event_id = app.send(project, error("it broke"))

    found = fate(app, event_id)
    assert (found.outcome, found.reason) == ("accepted", None)
    assert (found.received, found.stored) == (1, 1)
    assert (found.project, found.title) == (project.slug, "ValueError: it broke")


def test_a_stored_event_names_its_issue(app: App, project: TestProject) -> None:
    event_id = app.send(project, error())

    assert fate(app, event_id).issue == f"{project.slug.upper()}-1"


def test_an_event_sent_twice_is_received_twice_and_stored_once(
    app: App, project: TestProject
) -> None:
    event_id = app.send(project, error())
    app.send(project, error(event_id=event_id))

    found = fate(app, event_id)
    assert (found.outcome, found.received, found.stored) == ("accepted", 2, 1)


def test_an_unknown_id_was_received_never(app: App) -> None:
    found = fate(app, new_id())

    assert (found.outcome, found.received, found.stored) == ("unknown", 0, 0)


def test_a_dropped_event_has_the_latest_reason(app: App, project: TestProject) -> None:
    event_id = new_id()
    earlier = drop(project, event_id, Reason.OVERLOADED, received=100.0)
    later = drop(project, event_id, Reason.TOO_LARGE, received=200.0, quantity=2)
    app.stores.payloads.insert([], [later, earlier])

    found = fate(app, event_id)
    assert (found.outcome, found.reason) == ("dropped", Reason.TOO_LARGE)
    assert (found.received, found.stored, found.when) == (3, 0, 200.0)


def test_what_only_travels_with_an_event_does_not_count_as_the_event(
    app: App, project: TestProject
) -> None:
    event_id = new_id()
    event = ("event", b'{"message":"hello"}')
    app.post(project, items(event_id, event, ("session", b'{"sid":"1"}')))
    app.wait_until_idle()

    found = fate(app, event_id)
    assert (found.outcome, found.received) == ("accepted", 1)


def test_an_id_in_two_projects_has_two_fates(app: App) -> None:
    first, second = app.project(), app.project()
    event_id = new_id()
    app.send(first, error(event_id=event_id))
    app.send(second, error(event_id=event_id))

    fates = fate_of(app.stores.payloads, [event_id])
    assert {found.project for found in fates} == {first.slug, second.slug}


def test_fates_come_in_the_order_of_the_ids(app: App, project: TestProject) -> None:
    known, unknown = app.send(project, error()), new_id()

    found = fate_of(app.stores.payloads, [unknown, known, unknown])
    assert [one.event_id for one in found] == [unknown, known]


def test_only_the_projects_asked_for_count(app: App, project: TestProject) -> None:
    event_id = app.send(project, error())

    (found,) = fate_of(app.stores.payloads, [event_id], project_ids=[])
    assert found.outcome == "unknown"


@pytest.mark.slow
def test_five_thousand_fates_take_a_few_seconds(project: TestProject, tmp_path: Path) -> None:
    stored = [
        StoredPayload(
            9,
            n + 1,
            0,
            ProjectId(project.id),
            new_id(),
            uuid.uuid4().hex,
            "it broke",
            1.0,
            b"x" * 8_000,
        )
        for n in range(5_000)
    ]
    payloads = SqlitePayloads(tmp_path)
    payloads.insert(stored, [])
    started = time.process_time()
    fates = fate_of(payloads, [payload.event_id for payload in stored])
    payloads.close()

    assert time.process_time() - started < 10
    assert {found.outcome for found in fates} == {"accepted"}


def test_the_page_of_a_stored_event_is_its_issue(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = app.send(project, error())
    answer = browser.get(f"/events/{uuid.UUID(event_id)}/", follow_redirects=False)

    assert answer.headers["Location"] == f"/issues/{project.slug.upper()}-1/events/{event_id}/"


def test_the_page_of_a_dropped_event_says_why(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = new_id()
    app.stores.payloads.insert([], [drop(project, event_id, Reason.TOO_LARGE)])
    page = browser.get(f"/events/{event_id}/")

    assert page.status_code == 200
    assert "is larger than the limit for its kind" in page.text


def test_an_event_that_a_limit_refused_at_the_door_has_a_fate(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    limited = ProjectKey.objects.create(
        project_id=project.id, public_key=new_id(), rate_count=0, rate_seconds=86_400
    )
    event_id = new_id()
    answer = app.post(replace(project, key=limited.public_key), envelope(error(), event_id))
    wait_until(lambda: fate(app, event_id).outcome != "unknown", "the refusal is written")
    page = visible_text(browser.get(f"/events/{event_id}/").text)

    assert answer.status_code == 429
    assert "Dropped: limited" in page
    assert "The rate limit of this client key was reached" in page


def test_a_transaction_is_no_issue_and_can_be_seen_as_it_is_stored(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = new_id()
    telemetry.post(
        app, project, telemetry.item(telemetry.transaction(), "transaction"), event_id=event_id
    )
    page = browser.get(f"/events/{event_id}/").text

    assert "its issue is being written" not in page
    assert browser.get(f"/events/{event_id}/json/").json()["type"] == "transaction"


def test_an_id_that_is_no_events_is_found_where_it_is(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    trace_id = new_id()
    telemetry.post(
        app, project, telemetry.logs(*(telemetry.log(trace_id=trace_id) for _ in range(2)))
    )
    page = browser.get(f"/events/{trace_id}/")

    assert page.status_code == 404
    told = f"2 log lines of a trace with this id, in {project.slug}"
    assert told in visible_text(page.text).replace(" ,", ",")


def test_the_page_of_an_unknown_event_says_what_to_check(browser: httpx.Client) -> None:
    page = browser.get(f"/events/{new_id()}/")

    assert page.status_code == 404
    assert "What to check" in visible_text(page.text)


def test_an_id_in_two_projects_offers_both(app: App, browser: httpx.Client) -> None:
    first, second = app.project(), app.project()
    event_id = new_id()
    app.send(first, error(event_id=event_id))
    app.send(second, error(event_id=event_id))

    page = browser.get(f"/events/{event_id}/").text
    for project in (first, second):
        assert f"/issues/{project.slug.upper()}-1/events/{event_id}/" in page


def test_another_organizations_event_was_never_seen(
    app: App, browser: httpx.Client, theirs: TestProject
) -> None:
    event_id = app.send(theirs, error("their secret"))
    page = browser.get(f"/events/{event_id}/")

    assert page.status_code == 404
    assert "their secret" not in page.text


@pytest.mark.parametrize("text", ["12", "z" * 32, "a" * 33])
def test_what_is_no_event_id_is_not_found(browser: httpx.Client, text: str) -> None:
    assert browser.get(f"/events/{text}/").status_code == 404


def test_a_stored_event_is_there_as_json(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = app.send(project, error("it broke"))
    answer = browser.get(f"/events/{event_id}/json/")

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["exception"]["values"][0]["value"] == "it broke"


def test_another_organizations_event_is_not_there_as_json(
    app: App, browser: httpx.Client, theirs: TestProject
) -> None:
    event_id = app.send(theirs, error())

    assert browser.get(f"/events/{event_id}/json/").status_code == 404
