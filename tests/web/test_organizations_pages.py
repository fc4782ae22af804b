"""Several organizations of one person, and the audit log of each."""

import csv
import io

import pytest
from django.test import Client
from support.app import App
from support.members import client_as, new_member, new_organization

from seismo.catalog.audit import note
from seismo.catalog.models import AuditEntry, Member, Organization, User
from seismo.catalog.projects import create_project
from seismo.model.access import Role
from seismo.model.audit import AuditEvent
from seismo.web.audit import SENTENCES

LOG = "/settings/audit-log/"


@pytest.fixture
def owner(app: App) -> Member:
    return new_member(new_organization(), Role.OWNER)


@pytest.fixture
def browser(app: App, owner: Member) -> Client:
    return client_as(app, owner.user)


@pytest.fixture
def second(owner: Member) -> Organization:
    """Another organization of the same person, with a project."""
    made = new_organization()
    Member.objects.create(organization=made, user=owner.user, role=Role.MEMBER)
    create_project(made, "Elsewhere")
    return made


def page(browser: Client, address: str) -> str:
    return b"".join(browser.get(address)).decode()


# Which organization is shown


def test_the_oldest_membership_is_shown_first(browser: Client, second: Organization) -> None:
    assert "Elsewhere" not in page(browser, "/projects/")


def test_the_choice_lasts(browser: Client, second: Organization) -> None:
    browser.post("/organization/", {"organization": second.slug})

    assert "Elsewhere" in page(browser, "/projects/")
    assert "Elsewhere" in page(browser, "/projects/elsewhere/")


def test_the_role_is_that_of_the_organization_that_is_shown(
    browser: Client, second: Organization
) -> None:
    before = browser.get(LOG).status_code
    browser.post("/organization/", {"organization": second.slug})

    assert (before, browser.get(LOG).status_code) == (200, 403)


def test_an_organization_that_one_left_is_not_shown_any_more(
    browser: Client, owner: Member, second: Organization
) -> None:
    browser.post("/organization/", {"organization": second.slug})
    Member.objects.filter(organization=second, user=owner.user).delete()

    assert "Elsewhere" not in page(browser, "/projects/")


def test_the_navigation_offers_them(browser: Client, second: Organization) -> None:
    assert f'value="{second.slug}"' in page(browser, "/projects/")


def test_who_has_one_organization_is_offered_no_other(browser: Client) -> None:
    assert 'action="/organization/"' not in page(browser, "/projects/")


def test_a_superuser_makes_an_organization_and_owns_it(app: App, owner: Member) -> None:
    User.objects.filter(pk=owner.user_id).update(is_superuser=True)
    browser = client_as(app, User.objects.get(pk=owner.user_id))

    browser.post("/organization/new/", {"name": "Daughter company"})

    made = Organization.objects.latest("id")
    assert (made.name, made.members.get().role) == ("Daughter company", Role.OWNER)
    assert [team.slug for team in made.teams.all()] == ["everyone"]
    assert AuditEntry.objects.get(organization=made).event == "org.create"


def test_who_is_in_no_organization_is_told_how_to_get_into_one(app: App, owner: Member) -> None:
    user = owner.user
    owner.delete()
    answer = client_as(app, user).get("/")

    assert answer.status_code == 404
    assert f"an invitation to {user.email}" in answer.content.decode()


# The audit log


@pytest.fixture
def log(owner: Member) -> list[AuditEntry]:
    """A change of settings by the owner, and an invitation by somebody else."""
    organization = owner.organization
    note(owner.user, organization, AuditEvent.PROJECT_EDIT, "shop", changed=["localhost"])
    other = new_member(organization, Role.MANAGER)
    note(other.user, organization, AuditEvent.MEMBER_INVITE, "=cmd@example.test", role="member")
    return list(organization.audit_entries.order_by("id"))


def test_the_newest_entry_comes_first(browser: Client, log: list[AuditEntry]) -> None:
    shown = page(browser, LOG)

    assert shown.index("<code>member.invite") < shown.index("<code>project.edit")
    assert "changed: localhost" in shown


@pytest.mark.parametrize(
    ("query", "events"),
    [
        ("event=project.edit", ["project.edit"]),
        ("event=member.", ["member.invite"]),
        ("actor={owner}", ["project.edit"]),
        ("from=2001-01-01&to=2001-01-02", []),
        ("from=2001-01-01", ["member.invite", "project.edit"]),
        ("to=9999-12-31", ["member.invite", "project.edit"]),
        ("from=yesterday&before=x", ["member.invite", "project.edit"]),
    ],
    ids=["event", "kind of event", "actor", "days", "since", "the last day", "nonsense"],
)
def test_the_log_is_filtered(
    browser: Client, owner: Member, log: list[AuditEntry], query: str, events: list[str]
) -> None:
    text = page(browser, f"{LOG}csv/?{query.format(owner=owner.user.email)}")

    assert [line["event"] for line in csv.DictReader(io.StringIO(text))] == events


def test_no_entry_of_the_file_is_a_formula(browser: Client, log: list[AuditEntry]) -> None:
    assert "'=cmd@example.test" in page(browser, f"{LOG}csv/")


def test_every_event_of_the_log_has_its_words() -> None:
    assert set(SENTENCES) == set(AuditEvent)


def test_a_long_log_has_pages(browser: Client, owner: Member) -> None:
    for number in range(51):
        note(owner.user, owner.organization, AuditEvent.TEAM_EDIT, f"team-{number}")
    first = page(browser, LOG)
    oldest = owner.organization.audit_entries.order_by("id")[1].pk

    assert "team-0<" not in first
    assert "team-0<" in page(browser, f"{LOG}?before={oldest}")


def test_another_organizations_entries_are_not_shown(
    app: App, browser: Client, log: list[AuditEntry]
) -> None:
    stranger = new_member(new_organization(), Role.OWNER)

    assert "member.invite</code>" not in page(client_as(app, stranger.user), LOG)


# Links into another organization of one's own


def test_a_page_that_is_not_found_is_looked_for_in_another_organization_of_the_person(
    browser: Client, second: Organization
) -> None:
    lost = browser.get("/projects/elsewhere/?a=1")
    there = browser.post(
        "/organization/", {"organization": second.slug, "next": "/projects/elsewhere/?a=1"}
    )

    assert lost.status_code == 404
    assert 'name="next" value="/projects/elsewhere/?a=1"' in lost.content.decode()
    assert there["Location"] == "/projects/elsewhere/?a=1"
