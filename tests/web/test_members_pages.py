"""The pages of members and invitations."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from support.app import App, error
from support.mail import REFUSED, html_of, mailbox, sending
from support.members import client_as, new_member, new_organization, sender

from seismo.catalog.models import AuditEntry, Invitation, Issue, Member, Organization, User
from seismo.catalog.projects import create_project
from seismo.model.access import Role
from seismo.queries.issues import name_of

MEMBERS = "/settings/members/"
PASSWORD = "correct-fake-horse"


@pytest.fixture
def organization(app: App) -> Organization:
    return new_organization()


@pytest.fixture
def owner(organization: Organization) -> Member:
    return new_member(organization, Role.OWNER)


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def link_in(page: str) -> str:
    found = re.search(r"/invitation/[\w-]+/", page)
    assert found, page
    return found[0]


def invited(app: App, owner: Member, role: Role = Role.MEMBER, email: str = "") -> str:
    """The path of a fresh invitation's link."""
    answer = client_as(app, owner.user).post(
        MEMBERS, {"email": email, "role": role.value, "teams": ["red"]}
    )
    assert answer.status_code == 200, text_of(answer)
    return link_in(text_of(answer))


def new_address() -> str:
    return f"{uuid.uuid4().hex[:12]}@example.test"


# Invitations


def test_somebody_new_becomes_a_member_by_the_link(app: App, owner: Member) -> None:
    link, email = invited(app, owner), new_address()

    answer = client_as(app, None).post(link, {"name": "Ada", "email": email, "password": PASSWORD})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    member = Member.objects.get(user__email=email)
    assert (member.organization, member.role) == (owner.organization, Role.MEMBER)
    assert [team.slug for team in member.teams.all()] == ["red"]


def test_the_newcomer_is_signed_in(app: App, owner: Member) -> None:
    browser = client_as(app, None)
    browser.post(invited(app, owner), {"name": "", "email": new_address(), "password": PASSWORD})

    assert browser.get(MEMBERS).status_code == 200


def test_somebody_who_is_here_already_joins_with_one_click(app: App, owner: Member) -> None:
    elsewhere = new_member(new_organization(), Role.MEMBER)
    link = invited(app, owner, Role.ADMIN)

    browser = client_as(app, elsewhere.user)
    page = text_of(browser.get(link))
    browser.post(link)

    assert "You are signed in as" in page
    joined = owner.organization.members.get(user=elsewhere.user)
    assert joined.role == Role.ADMIN


def test_whoever_joined_is_shown_the_new_organization(app: App, owner: Member) -> None:
    elsewhere = new_member(new_organization(), Role.MEMBER)
    browser = client_as(app, elsewhere.user)

    browser.post(invited(app, owner))

    assert owner.user.email in text_of(browser.get(MEMBERS))


def test_a_link_works_once(app: App, owner: Member) -> None:
    link = invited(app, owner)
    answers = {"name": "", "email": new_address(), "password": PASSWORD}
    client_as(app, None).post(link, answers)

    again = client_as(app, None).post(link, answers | {"email": new_address()})

    assert again.status_code == 404
    assert "not valid any more" in text_of(again)


def test_a_link_works_for_30_days(app: App, owner: Member) -> None:
    link = invited(app, owner)
    app.clock.ahead = timedelta(days=30, minutes=1).total_seconds()
    try:
        answer = client_as(app, None).get(link)
    finally:
        app.clock.ahead = 0.0

    assert answer.status_code == 404


def test_only_the_hash_of_the_token_is_kept(app: App, owner: Member) -> None:
    token = invited(app, owner).split("/")[2]

    assert token not in Invitation.objects.get(organization=owner.organization).token_hash


def test_the_link_is_mailed(app: App, owner: Member) -> None:
    email = new_address()
    with mailbox() as box, sending(app, box):
        link = invited(app, owner, email=email)
        mail = box.wait_for(email)

    assert mail["Subject"] == f"{owner.user.email} invites you to {owner.organization.name}"
    assert f"{app.url}{link}" in html_of(mail)


def test_a_mail_that_cannot_be_sent_leaves_the_link_on_the_page(app: App, owner: Member) -> None:
    with mailbox() as box, sending(app, box):
        answer = client_as(app, owner.user).post(MEMBERS, {"email": REFUSED, "role": "member"})

    page = text_of(answer)
    assert link_in(page)
    assert "could not be sent" in page
    assert "no such mailbox" in page


def test_the_page_tells_who_invites_and_as_what(app: App, owner: Member) -> None:
    page = text_of(client_as(app, None).get(invited(app, owner, Role.READ_ONLY)))

    assert owner.user.email in page
    assert "<b>read-only</b> of Red" in page


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"password": "short"}, "too short"),
        ({"email": "nobody"}, "valid email address"),
    ],
    ids=["short password", "no mail address"],
)
def test_what_is_wrong_is_named_and_the_link_stays_good(
    app: App, owner: Member, change: dict[str, str], complaint: str
) -> None:
    link = invited(app, owner)
    answers = {"name": "", "email": new_address(), "password": PASSWORD}

    wrong = client_as(app, None).post(link, answers | change)
    right = client_as(app, None).post(link, answers)

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert complaint in text_of(wrong)


def test_a_known_mail_address_is_asked_to_sign_in(app: App, owner: Member) -> None:
    known = new_member(new_organization(), Role.MEMBER).user.email

    answer = client_as(app, None).post(
        invited(app, owner), {"name": "", "email": known, "password": PASSWORD}
    )

    assert answer.status_code == 422
    assert "is here already: sign in" in text_of(answer)


def test_a_new_link_ends_the_old_one(app: App, owner: Member) -> None:
    old = invited(app, owner)
    made = Invitation.objects.get(organization=owner.organization)

    page = client_as(app, owner.user).post(f"/settings/invitations/{made.pk}/", {"renew": "yes"})

    assert client_as(app, None).get(old).status_code == 404
    assert client_as(app, None).get(link_in(text_of(page))).status_code == 200


def test_an_invitation_can_be_taken_back(app: App, owner: Member) -> None:
    link = invited(app, owner)
    made = Invitation.objects.get(organization=owner.organization)

    client_as(app, owner.user).post(f"/settings/invitations/{made.pk}/", {"revoke": "yes"})

    assert client_as(app, None).get(link).status_code == 404


def test_an_address_has_one_invitation_at_a_time(app: App, owner: Member) -> None:
    email = new_address()
    first = invited(app, owner, email=email)

    invited(app, owner, email=email)

    assert Invitation.objects.filter(email=email).count() == 1
    assert client_as(app, None).get(first).status_code == 404


def test_a_member_is_not_invited_again(app: App, owner: Member) -> None:
    member = new_member(owner.organization, Role.MEMBER)

    answer = client_as(app, owner.user).post(
        MEMBERS, {"email": member.user.email, "role": "member"}
    )

    assert answer.status_code == 422
    assert "is a member already" in text_of(answer)


def test_a_manager_cannot_invite_an_owner(app: App, organization: Organization) -> None:
    manager = new_member(organization, Role.MANAGER)

    answer = client_as(app, manager.user).post(MEMBERS, {"email": "", "role": "owner"})

    assert answer.status_code == 422
    assert not Invitation.objects.filter(organization=organization).exists()


def test_the_links_of_somebody_who_is_removed_end(app: App, owner: Member) -> None:
    manager = new_member(owner.organization, Role.MANAGER)
    link = invited(app, manager)

    client_as(app, owner.user).post(f"{MEMBERS}{manager.pk}/", {"remove": "yes"})

    assert client_as(app, None).get(link).status_code == 404


# Members


def test_a_role_is_changed_and_written_down(app: App, owner: Member) -> None:
    member = new_member(owner.organization, Role.MEMBER)

    client_as(app, owner.user).post(f"{MEMBERS}{member.pk}/", {"role": "manager"})

    member.refresh_from_db()
    entry = AuditEntry.objects.latest("id")
    assert member.role == Role.MANAGER
    assert (entry.event, entry.target) == ("member.edit", member.user.email)
    assert entry.facts == {"was": "member", "role": "manager"}


@pytest.mark.parametrize("change", [{"role": "member"}, {"remove": "yes"}], ids=["role", "leave"])
def test_the_last_owner_stays(app: App, owner: Member, change: dict[str, str]) -> None:
    answer = client_as(app, owner.user).post(f"{MEMBERS}{owner.pk}/", change)

    owner.refresh_from_db()
    assert (answer.status_code, owner.role) == (422, Role.OWNER)
    assert "Make somebody else an owner first" in text_of(answer)


def test_one_of_two_owners_may_go(app: App, owner: Member) -> None:
    other = new_member(owner.organization, Role.OWNER)

    client_as(app, owner.user).post(f"{MEMBERS}{other.pk}/", {"remove": "yes"})

    assert not Member.objects.filter(pk=other.pk).exists()
    assert User.objects.filter(pk=other.user_id).exists()


def test_a_manager_cannot_touch_an_owner(app: App, owner: Member) -> None:
    manager = new_member(owner.organization, Role.MANAGER)
    new_member(owner.organization, Role.OWNER)

    answer = client_as(app, manager.user).post(f"{MEMBERS}{owner.pk}/", {"role": "member"})

    assert answer.status_code == 403
    assert "Only owners may say who is an owner." in text_of(answer)


def test_everybody_may_leave(app: App, owner: Member) -> None:
    reader = new_member(owner.organization, Role.READ_ONLY)

    client_as(app, reader.user).post(f"{MEMBERS}{reader.pk}/", {"remove": "yes"})

    assert not Member.objects.filter(pk=reader.pk).exists()


def test_the_issues_of_somebody_who_goes_are_nobodys(app: App, owner: Member) -> None:
    project = create_project(owner.organization, "Shop")
    app.send(sender(app, project), error())
    issue = Issue.objects.get(project=project)
    member = new_member(owner.organization, Role.MEMBER)
    browser = client_as(app, owner.user)
    assign = {"id": name_of(issue), "to": f"assign:user:{member.user_id}"}
    browser.post("/issues/change/", assign)
    was_subscribed = issue.subscriptions.filter(user=member.user_id).exists()

    browser.post(f"{MEMBERS}{member.pk}/", {"remove": "yes"})

    issue.refresh_from_db()
    assert was_subscribed
    assert issue.assigned_user is None
    assert not issue.subscriptions.filter(user=member.user_id).exists()


def test_the_page_tells_who_was_here_when(app: App, owner: Member) -> None:
    member = new_member(owner.organization, Role.MEMBER)
    User.objects.filter(pk=member.user_id).update(last_seen=timezone.now() - timedelta(days=3))

    page = text_of(client_as(app, owner.user).get(MEMBERS))

    assert "here now" in page
    assert "3d ago" in page


def test_a_member_sees_the_others_and_no_form(app: App, owner: Member) -> None:
    member = new_member(owner.organization, Role.MEMBER)

    page = text_of(client_as(app, member.user).get(MEMBERS))

    assert owner.user.email in page
    assert 'id="invite"' not in page
