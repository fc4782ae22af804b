"""A person is gone from every file of the data folder, and nobody else is."""

import gzip
import json
import subprocess
import uuid
from typing import Any

import pytest
from support.app import App, TestProject, error, wait_until
from support.every_kind import post_every_kind
from support.telemetry import attachment, envelope_of, item, new_id, post, rows_of

from seismo.catalog.models import Issue, StoredDay
from seismo.digest.reindex import index_words
from seismo.model.ids import EventId, ProjectId
from seismo.model.person import Person
from seismo.model.record import Record, encode_record
from seismo.ports.journal import POISON
from seismo.queries.fate import fate_of
from seismo.upkeep.consistency import differences
from seismo.upkeep.erase import Erased, erase


@pytest.fixture
def mail() -> str:
    """Of a person that no other test knows."""
    return f"p{uuid.uuid4().hex[:12]}@example.test"


def erased(app: App, name: str) -> Erased:
    done = erase(Person(name), app.stores, app.server.upkeep)
    index_words(done.days, app.stores, app.server.upkeep)
    return done


def files_with(app: App, text: str) -> list[str]:
    """Read by another process: closing a file here would drop SQLite's locks on it."""
    found = subprocess.run(
        ["grep", "-rliF", text, str(app.data)], capture_output=True, text=True, check=False
    )
    return found.stdout.splitlines()


def outcome(app: App, event_id: str) -> str:
    (fate,) = fate_of(app.stores.payloads, [EventId(event_id)])
    return fate.outcome


def logs(app: App, project: TestProject, *users: str) -> None:
    """One container with a log of each user."""
    entries: list[dict[str, Any]] = [
        {
            "timestamp": app.stores.clock.now(),
            "trace_id": "a" * 32,
            "level": "info",
            "body": f"{user.split('@')[0]} signed in",
            "attributes": {"user.email": {"value": user, "type": "string"}},
        }
        for user in users
    ]
    header = {
        "type": "log",
        "item_count": len(entries),
        "content_type": "application/vnd.sentry.items.log+json",
    }
    payload = json.dumps({"items": entries}).encode()
    body = b"\n".join([b"{}", json.dumps(header | {"length": len(payload)}).encode(), payload, b""])
    assert app.post(project, body).status_code == 200
    app.wait_until_idle()


def bodies(app: App, project: TestProject) -> list[str]:
    from sqlglot import select

    query = select("body").from_("logs").where(f"project_id = {project.id}").order_by("body")
    return [body for (body,) in app.stores.eventstore.select(query, {})]


def test_no_file_names_the_person_any_more(app: App, project: TestProject, mail: str) -> None:
    app.send(project, error(f"no account for {mail}", user={"email": mail}, tags={"mail": mail}))
    logs(app, project, mail)
    assert files_with(app, mail)

    erased(app, mail)

    wait_until(lambda: files_with(app, mail) == [], "no file names the person any more")


def test_events_of_the_person_are_gone_and_others_stay(
    app: App, project: TestProject, mail: str
) -> None:
    theirs = app.send(project, error(user={"email": mail}))
    others = app.send(project, error(user={"email": "bob@example.test"}))

    done = erased(app, mail)

    assert done.items["event"] == 1
    assert (outcome(app, theirs), outcome(app, others)) == ("unknown", "accepted")


@pytest.mark.parametrize("field", ["id", "username", "ip_address"])
def test_a_person_is_known_by(app: App, project: TestProject, field: str) -> None:
    name = "198.51.100.77" if field == "ip_address" else f"u-{uuid.uuid4().hex[:10]}"
    theirs = app.send(project, error(user={field: name}))

    erased(app, name)

    assert outcome(app, theirs) == "unknown"


def test_a_log_of_the_person_leaves_its_container(
    app: App, project: TestProject, mail: str
) -> None:
    logs(app, project, "bob@example.test", mail)

    erased(app, mail)

    assert bodies(app, project) == ["bob signed in"]


def test_counts_of_issues_stay(app: App, project: TestProject, mail: str) -> None:
    app.send(project, error(user={"email": mail}))
    app.send(project, error())

    erased(app, mail)

    assert Issue.objects.get(project_id=project.id).times_seen == 2


def test_what_was_erased_is_counted_as_removed(app: App, project: TestProject, mail: str) -> None:
    app.send(project, error(user={"email": mail}))
    app.send(project, error())

    erased(app, mail)

    row = StoredDay.objects.get(project_id=project.id, kind="errors")
    assert (row.items, row.removed) == (1, 1)
    assert [
        d for d in differences(app.stores, app.server.upkeep) if f"project {project.id} " in d
    ] == []


def test_an_issue_that_names_the_person_is_renamed(
    app: App, project: TestProject, mail: str
) -> None:
    app.send(project, error(f"no account for {mail}"))

    done = erased(app, mail)

    assert done.issues == 1
    assert Issue.objects.get(project_id=project.id).title == "ValueError: no account for [erased]"


def test_erasing_twice_is_erasing_once(app: App, project: TestProject, mail: str) -> None:
    app.send(project, error(user={"email": mail}))
    erased(app, mail)

    again = erased(app, mail)

    assert (dict(again.items), again.blobs, again.issues) == ({}, 0, 0)


def test_a_record_that_could_not_be_digested_is_looked_into(app: App, mail: str) -> None:
    journal = app.stores.journal
    journal.append(POISON, [set_aside("bob@example.test"), set_aside(mail)]).result()

    done = erased(app, mail)

    left = [entry.body for entry in journal.read(POISON, 0, 100, 10**9)]
    assert done.set_aside == 1
    assert set_aside("bob@example.test") in left
    assert set_aside(mail) not in left


def set_aside(user: str) -> bytes:
    body = gzip.compress(envelope_of(item({"user": {"email": user}}, "event")), mtime=0)
    return encode_record(Record(ProjectId(1), 1.0, encoding="gzip", body=body, kept=(0,)))


def test_words_of_others_are_still_found(app: App, project: TestProject, mail: str) -> None:
    word = f"w{uuid.uuid4().hex[:12]}"
    app.send(project, error(user={"email": mail}))
    app.send(project, error(word, function="other"))

    erased(app, mail)

    assert app.stores.texts.find([word], [project.id])


def test_a_person_is_gone_from_every_kind(app: App, project: TestProject, mail: str) -> None:
    post_every_kind(app, project, mail)
    app.clock.ahead = 1.0  # blobs are told apart by the second in which they were put

    done = erased(app, mail)
    app.clock.ahead = 0.0

    wait_until(lambda: files_with(app, mail) == [], "no file names the person any more")
    assert done.blobs == 3
    assert done.items["event"] == done.items["transaction"] == done.items["feedback"] - 1 == 1
    assert [
        d for d in differences(app.stores, app.server.upkeep) if f"project {project.id} " in d
    ] == []


def test_a_file_that_others_sent_too_stays(app: App, project: TestProject, mail: str) -> None:
    content = uuid.uuid4().bytes
    for user in (mail, "bob@example.test"):
        event = item(error(user={"email": user}), "event")
        post(app, project, event, attachment(content), event_id=new_id())

    erased(app, mail)

    (row,) = rows_of(app, project, "attachments")
    assert app.stores.blobs.open(row["blob"]) == content
