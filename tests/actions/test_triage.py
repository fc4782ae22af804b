"""What people do to issues, and what that does when more events come in."""

import uuid
from collections.abc import Callable

import httpx
import pytest
from support.app import App, TestProject, error

from seismo.actions import issues as actions
from seismo.actions.refused import Refused
from seismo.actions.undoing import undo
from seismo.catalog.models import Issue, Organization, Subscription, Team, User
from seismo.catalog.people import create_user
from seismo.catalog.settings import save_section
from seismo.model.issue import Priority
from seismo.model.project import Lifecycle
from seismo.model.release import Scheme
from seismo.model.terms import Archive, Resolution, ResolvedIn


@pytest.fixture
def issue(app: App, project: TestProject) -> Issue:
    app.send(project, error(release="shop@1.0.0"))
    return Issue.objects.get(project_id=project.id)


@pytest.fixture
def person(app: App) -> User:
    return User.objects.get(email="owner@example.test")


@pytest.fixture
def send(app: App, project: TestProject) -> Callable[..., None]:
    def sent(**fields: object) -> None:
        app.send(project, error(**fields))

    return sent


def fresh(issue: Issue) -> Issue:
    return Issue.objects.select_related("project").get(pk=issue.pk)


def last_said(issue: Issue) -> str:
    change = issue.changes.order_by("-pk").first()
    return change.said if change else ""


def resolve(app: App, issue: Issue, person: User, terms: Resolution) -> None:
    actions.resolve([fresh(issue)], person, app.clock.now() - 5, terms)


def test_the_next_release_is_the_one_after_the_newest_of_the_project(
    app: App, issue: Issue, person: User, send: Callable[..., None]
) -> None:
    send(release="shop@1.1.0", function="elsewhere")
    resolve(app, issue, person, Resolution(ResolvedIn.NEXT_RELEASE))

    send(release="shop@1.1.0")
    before = fresh(issue).status
    send(release="shop@1.1.1")

    assert (before, fresh(issue).substatus) == ("resolved", "regressed")
    assert last_said(issue) == (
        "It was seen in shop@1.1.1 after it was resolved in the release after shop@1.1.0: "
        "compared shop@1.1.1 > shop@1.1.0 by semver."
    )


def test_a_hotfix_of_an_older_version_does_not_reopen_what_a_newer_one_fixed(
    app: App, issue: Issue, person: User, send: Callable[..., None]
) -> None:
    send(release="shop@10.24.0", function="elsewhere")
    resolve(app, issue, person, Resolution(ResolvedIn.RELEASE, "shop@10.24.0"))

    send(release="shop@10.18.7")

    assert fresh(issue).status == "resolved"


def test_a_project_that_orders_by_date_reopens_for_a_later_build(
    app: App, issue: Issue, person: User, send: Callable[..., None]
) -> None:
    save_section(issue.project, Lifecycle(releases=Scheme.DATE))
    resolve(app, issue, person, Resolution(ResolvedIn.NEXT_RELEASE))

    send(release="shop@0.9.0")

    assert "by the time they were first seen" in last_said(issue)


def test_a_deleted_release_reopens_nothing(
    app: App, issue: Issue, person: User, send: Callable[..., None]
) -> None:
    resolve(app, issue, person, Resolution(ResolvedIn.NEXT_RELEASE))
    issue.project.releases.all().delete()

    send(release="shop@1.0.0")

    assert fresh(issue).status == "resolved"


def test_a_resolution_for_an_environment_counts_there_only(
    app: App, issue: Issue, person: User, send: Callable[..., None]
) -> None:
    resolve(app, issue, person, Resolution(environments=("production",)))

    send(environment="staging")
    before = fresh(issue).status
    send(environment="production")

    assert (before, fresh(issue).substatus) == ("resolved", "regressed")


def test_an_issue_of_a_project_without_releases_cannot_be_resolved_in_one(
    app: App, project: TestProject, person: User
) -> None:
    app.send(project, error(release=None))
    issue = Issue.objects.get(project_id=project.id)

    with pytest.raises(Refused, match=r"No release of Shop .* was seen yet"):
        actions.resolve([issue], person, app.clock.now(), Resolution(ResolvedIn.NEXT_RELEASE))

    assert fresh(issue).status == "unresolved"


def test_an_archived_issue_comes_back_with_so_many_more_events(
    app: App, issue: Issue, person: User, send: Callable[..., None]
) -> None:
    actions.archive(app.stores, [issue], person, app.clock.now(), Archive(events=2))

    send()
    before = fresh(issue).status
    send()

    assert (before, fresh(issue).substatus) == ("ignored", "escalating")
    assert last_said(issue) == "2 more events came since it was archived."


def test_an_issue_archived_until_it_escalates_knows_its_limit(
    app: App, issue: Issue, person: User
) -> None:
    actions.archive(app.stores, [issue], person, app.clock.now(), Archive(is_until_escalating=True))

    assert fresh(issue).terms == {
        "type": "archive",
        "is_until_escalating": True,
        "hourly_limit": 20,
    }


def test_what_was_done_to_many_is_taken_back_for_all(
    app: App, issue: Issue, person: User, send: Callable[..., None]
) -> None:
    send(function="elsewhere")
    both = list(Issue.objects.filter(project=issue.project).select_related("project"))
    done = actions.archive(app.stores, both, person, app.clock.now(), Archive())

    assert done.undo is not None
    undo(person, done.undo, app.clock.now())

    assert {(each.status, each.substatus) for each in map(fresh, both)} == {("unresolved", "new")}


def test_nothing_is_taken_back_of_an_issue_that_came_back_meanwhile(
    app: App, issue: Issue, person: User, send: Callable[..., None]
) -> None:
    done = actions.resolve([issue], person, app.clock.now() - 5)
    send()

    assert done.undo is not None
    assert undo(person, done.undo, app.clock.now()) == []
    assert fresh(issue).substatus == "regressed"


def test_a_step_is_taken_back_once(app: App, issue: Issue, person: User) -> None:
    done = actions.resolve([issue], person, app.clock.now())
    assert done.undo is not None

    taken_back = [len(undo(person, done.undo, app.clock.now())) for _ in range(2)]

    assert taken_back == [1, 0]


def test_nobody_takes_back_what_another_person_did(app: App, issue: Issue, person: User) -> None:
    done = actions.resolve([issue], person, app.clock.now())
    other = create_user(issue.project.organization, f"{uuid.uuid4().hex}@example.test", None)

    assert done.undo is not None
    assert undo(other, done.undo, app.clock.now()) == []


def test_a_priority_that_was_set_is_taken_back(app: App, issue: Issue, person: User) -> None:
    done = actions.prioritize([issue], person, app.clock.now(), Priority.LOW)
    assert fresh(issue).priority == "low"

    assert done.undo is not None
    undo(person, done.undo, app.clock.now())

    assert (fresh(issue).priority, fresh(issue).is_priority_set) == ("high", False)


def test_who_is_assigned_hears_of_the_issue(app: App, issue: Issue, person: User) -> None:
    other = create_user(issue.project.organization, f"{uuid.uuid4().hex}@example.test", None)

    actions.assign([issue], person, app.clock.now(), other)

    assert fresh(issue).assigned_user == other
    assert Subscription.objects.get(issue=issue, user=other).reason == "assigned"


def test_an_issue_has_one_assignee(app: App, issue: Issue, person: User) -> None:
    slug = uuid.uuid4().hex
    team = Team.objects.create(organization=issue.project.organization, slug=slug, name="Team")
    actions.assign([issue], person, app.clock.now(), person)

    done = actions.assign([fresh(issue)], person, app.clock.now(), team)

    assert (fresh(issue).assigned_user, fresh(issue).assigned_team) == (None, team)
    assert last_said(issue) == f"assigned it to #{slug}"
    assert done.undo is not None
    undo(person, done.undo, app.clock.now())
    assert fresh(issue).assigned_user == person


def test_an_issue_is_not_assigned_to_a_stranger(app: App, issue: Issue, person: User) -> None:
    elsewhere = Organization.objects.create(slug=uuid.uuid4().hex, name="Elsewhere")
    stranger = create_user(elsewhere, f"{uuid.uuid4().hex}@example.test", None)

    with pytest.raises(Refused, match="no member of the issue's organization"):
        actions.assign([issue], person, app.clock.now(), stranger)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"to": "resolved"}, ("resolved", "", "high")),
        ({"to": "resolved:next"}, ("resolved", "", "high")),
        ({"to": "resolved:current"}, ("resolved", "", "high")),
        ({"to": "resolved:release", "release": "shop@9.0.0"}, ("resolved", "", "high")),
        ({"to": "resolved:commit", "commit": "c0ffee"}, ("resolved", "", "high")),
        ({"to": "reviewed"}, ("unresolved", "ongoing", "high")),
        ({"to": "archived"}, ("ignored", "archived_forever", "high")),
        ({"to": "archived:escalating"}, ("ignored", "archived_until_escalating", "high")),
        ({"to": "archived:minutes:30"}, ("ignored", "archived_until_condition_met", "high")),
        ({"to": "archived:users:10"}, ("ignored", "archived_until_condition_met", "high")),
        (
            {"to": "archived:until", "events": "5", "window": "60"},
            ("ignored", "archived_until_condition_met", "high"),
        ),
        (
            {"to": "archived:until", "until": "2099-01-31T12:00"},
            ("ignored", "archived_until_condition_met", "high"),
        ),
        ({"to": "priority:low"}, ("unresolved", "new", "low")),
    ],
    ids=lambda value: value["to"] if isinstance(value, dict) else None,
)
def test_a_form_says_what_becomes_of_an_issue(
    issue: Issue, browser: httpx.Client, fields: dict[str, str], state: tuple[str, str, str]
) -> None:
    name = f"{issue.project.short_id_prefix}-1"

    answer = browser.post("/issues/change/", data={"id": name, **fields})

    now = fresh(issue)
    assert answer.status_code == 200
    assert (now.status, now.substatus, now.priority) == state


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"to": "exploded"}, "`to` must be one of"),
        ({"to": "resolved:sometime"}, "now, or in the next, the current or a named release"),
        ({"to": "resolved:release"}, "Name the release that has the fix."),
        ({"to": "archived:users:none"}, "must be a whole number above zero"),
        ({"to": "archived:until"}, "Say until when"),
        ({"to": "archived:until", "until": "tomorrow"}, "is no time"),
        ({"to": "archived:until", "until": "9999-12-31T23:59-23:00"}, "is no time"),
        ({"to": "archived:until", "until": "0001-01-01T00:00+23:00"}, "is no time"),
        ({"to": "archived:minutes:99999999999"}, "must be a whole number above zero"),
        ({"to": "priority:urgent"}, "A priority is high, medium or low."),
        ({"to": "assign:user:999999999"}, "Nobody of this name is in the organization."),
        ({"to": "bookmark:maybe"}, "Say on or off."),
    ],
    ids=lambda value: value["to"] if isinstance(value, dict) else None,
)
def test_a_form_that_makes_no_sense_is_told_so(
    issue: Issue, browser: httpx.Client, fields: dict[str, str], problem: str
) -> None:
    name = f"{issue.project.short_id_prefix}-1"

    page = browser.post("/issues/change/", data={"id": name, "next": f"/issues/{name}/", **fields})

    assert page.status_code == 200
    assert problem in page.text
    assert fresh(issue).substatus == "new"


def test_undo_stands_beside_what_was_done(issue: Issue, browser: httpx.Client) -> None:
    name = f"{issue.project.short_id_prefix}-1"
    place = f"/issues/{name}/"
    page = browser.post("/issues/change/", data={"id": name, "to": "archived", "next": place})
    token = page.text.partition('name="token" value="')[2].partition('"')[0]

    back = browser.post("/issues/undo/", data={"token": token, "next": place})

    assert f"{name} archived for good." in page.text
    assert f"{name} is as before." in back.text
    assert fresh(issue).substatus == "new"
