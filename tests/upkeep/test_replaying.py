"""What is stored, digested again under the rules of today: counts stay exact, and nothing is doubled."""

from datetime import date, timedelta

import zstandard
from django.db import transaction
from support.app import App, TestProject, error
from support.every_kind import post_every_kind
from support.telemetry import rows_of

from seismo.actions.replaying import Replay, replay
from seismo.catalog import regrouping
from seismo.catalog.models import GroupingHash, Issue, IssueEnvironment, Project, Regrouped
from seismo.catalog.projects import project_rules
from seismo.catalog.regrouping import Move
from seismo.catalog.settings import save_section
from seismo.digest.replaying import replayed
from seismo.model.clock import from_unix
from seismo.model.ids import ProjectId
from seismo.model.project import Grouping, Scrubbing
from seismo.ports.payloads import StoredPayload
from seismo.queries.issues import find_issue
from seismo.upkeep.consistency import differences

BY_MESSAGE = "error.type:ValueError -> {{ error.value }}"
ALL_IN_ONE = "error.type:* -> everything"


def again(app: App, project: TestProject, since: date | None = None) -> Replay:
    return replay(app.stores, app.server.upkeep, [project.id], since)


def group_by(project: TestProject, rules: str) -> None:
    save_section(Project.objects.get(pk=project.id), Grouping(fingerprint=rules))


def counts(project: TestProject) -> list[int]:
    rows = Issue.objects.filter(project_id=project.id).order_by("number")
    return list(rows.values_list("times_seen", flat=True))


def all_is_well(app: App, project: TestProject) -> bool:
    ids = Issue.objects.filter(project_id=project.id).values_list("pk", flat=True)
    issues = tuple(f"issue {pk}:" for pk in ids)
    return not [
        each
        for each in differences(app.stores, app.server.upkeep)
        if f"project {project.id} " in each or each.startswith(issues or ("no issue",))
    ]


def today(app: App) -> date:
    return from_unix(app.stores.clock.now()).date()


def test_under_the_same_rules_nothing_changes(app: App, project: TestProject) -> None:
    post_every_kind(app, project)
    before = rows_of(app, project, "events")

    done = again(app, project)

    assert (done.looked_at, done.changed) == (3, 0)
    assert rows_of(app, project, "events") == before


def test_one_issue_becomes_several(app: App, project: TestProject) -> None:
    for message in ("red", "red", "blue", "green"):
        app.send(project, error(message))
    assert counts(project) == [4]
    group_by(project, BY_MESSAGE)

    again(app, project)

    assert counts(project) == [2, 1, 1]
    assert all_is_well(app, project)


def test_several_issues_become_one_and_their_names_lead_there(
    app: App, project: TestProject
) -> None:
    for function in ("pay", "ship", "ship"):
        app.send(project, error(function=function))
    names = [
        str(n) for n in Issue.objects.filter(project_id=project.id).values_list("number", flat=True)
    ]
    group_by(project, ALL_IN_ONE)

    again(app, project)

    assert counts(project) == [3]
    owner = Project.objects.get(pk=project.id)
    found = {find_issue(app.access(), f"{owner.short_id_prefix}-{name}") for name in names}
    assert found == {Issue.objects.get(project_id=project.id)}
    assert all_is_well(app, project)


def test_an_issue_whose_events_all_move_keeps_its_name_and_status(
    app: App, project: TestProject
) -> None:
    for _ in range(2):
        app.send(project, error())
    before = Issue.objects.get(project_id=project.id)
    Issue.objects.filter(pk=before.pk).update(status="ignored", substatus="")
    group_by(project, ALL_IN_ONE)

    again(app, project)

    after = Issue.objects.get(project_id=project.id)
    assert (after.pk, after.number, after.status, after.times_seen) == (
        before.pk,
        before.number,
        "ignored",
        2,
    )


def test_new_events_go_where_the_replayed_ones_are(app: App, project: TestProject) -> None:
    for message in ("red", "blue"):
        app.send(project, error(message))
    group_by(project, BY_MESSAGE)
    again(app, project)

    app.send(project, error("blue"))

    assert counts(project) == [1, 2]


def test_environments_move_with_the_events(app: App, project: TestProject) -> None:
    app.send(project, error("red", environment="berlin"))
    app.send(project, error("blue", environment="paris"))
    group_by(project, BY_MESSAGE)

    again(app, project)

    seen = IssueEnvironment.objects.filter(issue__project_id=project.id).order_by("issue__number")
    assert list(seen.values_list("name", "times_seen")) == [("berlin", 1), ("paris", 1)]


def test_replaying_twice_is_replaying_once(app: App, project: TestProject) -> None:
    for message in ("red", "blue"):
        app.send(project, error(message))
    group_by(project, BY_MESSAGE)
    again(app, project)

    done = again(app, project)

    assert (done.changed, counts(project)) == (0, [1, 1])


def test_a_replay_that_died_between_counts_and_payloads_moves_nothing_twice(
    app: App, project: TestProject
) -> None:
    for message in ("red", "blue", "blue"):
        app.send(project, error(message))
    group_by(project, BY_MESSAGE)
    rules = project_rules()[ProjectId(project.id)]
    moves = []
    for payload in app.server.upkeep.history.payloads(today(app)):
        if payload.project_id == project.id:
            event = replayed(payload, rules).event
            assert event is not None
            moves.append(Move(event, payload.hash))
    with transaction.atomic():
        regrouping.move(moves, set(), set())
    assert Regrouped.objects.count() == 3

    again(app, project)

    assert counts(project) == [1, 2]
    assert Regrouped.objects.count() == 0
    assert all_is_well(app, project)


def test_a_secret_of_today_is_removed_from_yesterday(app: App, project: TestProject) -> None:
    event_id = app.send(project, error(extra={"favourite_tea": "darjeeling-fake"}))
    save_section(Project.objects.get(pk=project.id), Scrubbing(sensitive_fields=("favourite_tea",)))

    done = again(app, project)

    (found,) = app.stores.payloads.find([event_id])
    assert isinstance(found, StoredPayload)
    assert done.changed == 1
    assert b"darjeeling-fake" not in zstandard.decompress(found.payload)


def test_days_before_are_left_alone(app: App, project: TestProject) -> None:
    app.send(project, error())
    group_by(project, BY_MESSAGE)

    done = again(app, project, since=today(app) + timedelta(days=1))

    assert done.looked_at == 0


def test_other_projects_are_left_alone(app: App, project: TestProject) -> None:
    other = app.project()
    app.send(other, error())
    hashes = set(GroupingHash.objects.filter(project_id=other.id).values_list("hash", flat=True))
    group_by(other, BY_MESSAGE)

    again(app, project)

    after = GroupingHash.objects.filter(project_id=other.id).values_list("hash", flat=True)
    assert set(after) == hashes
