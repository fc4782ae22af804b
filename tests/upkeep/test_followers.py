"""Mails to people about issues that they follow."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone
from support.app import App, TestProject, error
from support.mail import REFUSED, Mailbox, mailbox, sending, text_of
from support.people import new_person, signed_in

from seismo.actions import comments, issues
from seismo.catalog.models import Chore, Issue, IssueChange, Subscription, ToldThrough, User
from seismo.model.mail import Mail
from seismo.upkeep.followers import READER, Followers, mails_about


@pytest.fixture(autouse=True)
def alone(app: App) -> None:
    """The server's own clock shall not tell the news first."""
    tomorrow = timezone.now() + timedelta(days=1)
    Chore.objects.update_or_create(name="followers", defaults={"due": tomorrow})


@pytest.fixture
def issue(app: App, project: TestProject) -> Issue:
    app.send(project, error("card <b>declined</b>"))
    return Issue.objects.select_related("project").get(project_id=project.id)


@pytest.fixture
def ana(app: App) -> User:
    person = new_person(app)
    person.name = "Ana"
    person.save()
    return person


@pytest.fixture
def bob(app: App) -> User:
    return new_person(app)


@pytest.fixture
def box(app: App) -> Iterator[Mailbox]:
    with mailbox() as opened, sending(app, opened):
        yield opened


def mails_of(app: App, *found: Issue) -> list[Mail]:
    changes = IssueChange.objects.filter(issue__in=found).select_related(
        "issue__project", "user", "comment"
    )
    return mails_about(changes.order_by("pk"), app.url)


def assign(app: App, issue: Issue, by: User, to: User) -> None:
    issues.assign([issue], by, app.clock.now(), to)


def comment(app: App, issue: Issue, by: User, text: str) -> None:
    comments.add_comment(issue, by, text, app.clock.now())


def test_whoever_gets_an_issue_hears_from_whom(
    app: App, issue: Issue, ana: User, bob: User
) -> None:
    assign(app, issue, ana, bob)
    [mail] = mails_of(app, issue)

    assert mail.to == bob.email
    assert "Ana assigned it to" in mail.subject
    assert "card <b>declined</b>" in mail.paragraphs[0]
    assert mail.link is not None
    assert mail.link.url.startswith(f"{app.url}/issues/SHOP-")


def test_whoever_is_mentioned_reads_what_was_said(
    app: App, issue: Issue, ana: User, bob: User
) -> None:
    comment(app, issue, ana, f"@{bob.email} look at the cart")
    [mail] = mails_of(app, issue)

    assert mail.to == bob.email
    assert "look at the cart" in mail.text
    assert "You were mentioned" in mail.reason


def test_what_happens_to_several_issues_comes_in_one_mail(
    app: App, project: TestProject, issue: Issue, ana: User, bob: User
) -> None:
    app.send(project, error("sold out", function="reserve"))
    both = list(Issue.objects.select_related("project").filter(project_id=project.id))
    for each in both:
        assign(app, each, ana, bob)
    [mail] = mails_of(app, *both)

    assert mail.subject == "2 things happened to issues that you follow"
    assert len(mail.paragraphs) == 2


def test_nobody_hears_of_what_they_did_themselves(app: App, issue: Issue, ana: User) -> None:
    comment(app, issue, ana, "mine")

    assert mails_of(app, issue) == []


def test_whoever_unsubscribed_hears_nothing(app: App, issue: Issue, ana: User, bob: User) -> None:
    comment(app, issue, bob, "first")
    Subscription.objects.filter(user=bob).update(is_active=False)
    comment(app, issue, ana, "second")

    assert bob.email not in [mail.to for mail in mails_of(app, issue)]


def test_whoever_left_the_organization_hears_nothing(
    app: App, issue: Issue, ana: User, bob: User
) -> None:
    assign(app, issue, ana, bob)
    bob.memberships.all().delete()

    assert mails_of(app, issue) == []


def test_a_person_says_on_a_page_which_mails_they_get(
    app: App, issue: Issue, ana: User, bob: User
) -> None:
    with signed_in(app, bob) as client:
        answer: httpx.Response = client.post("/preferences/notifications/", data={"comments": "on"})
        assert answer.status_code == 200
    assign(app, issue, ana, bob)
    assert mails_of(app, issue) == []

    comment(app, issue, ana, "but this is")
    assert [mail.to for mail in mails_of(app, issue)] == [bob.email]


def test_the_news_go_out_and_are_not_told_again(
    app: App, issue: Issue, ana: User, bob: User, box: Mailbox
) -> None:
    followers = Followers(app.stores, app.url)
    followers.tell()
    assign(app, issue, ana, bob)
    followers.tell()
    assert "Ana assigned it" in text_of(box.wait_for(bob.email))

    told = ToldThrough.objects.get(reader=READER).change_id
    assert told >= IssueChange.objects.filter(issue=issue).latest("pk").pk


def test_without_mail_news_do_not_pile_up(app: App, issue: Issue, ana: User, bob: User) -> None:
    followers = Followers(app.stores, app.url)
    followers.tell()
    assign(app, issue, ana, bob)
    followers.tell()

    with mailbox() as box, sending(app, box):
        followers.tell()
        assert box.to(bob.email) == []


def test_a_mail_that_could_not_leave_is_tried_again(
    app: App, issue: Issue, ana: User, bob: User
) -> None:
    followers = Followers(app.stores, app.url)
    followers.tell()
    with mailbox() as away, sending(app, away):
        pass
    with sending(app, away):
        assign(app, issue, ana, bob)
        followers.tell()
    with mailbox() as box, sending(app, box):
        followers.tell()

        assert len(box.to(bob.email)) == 1


def test_an_address_that_takes_no_mail_does_not_keep_others_waiting(
    app: App, issue: Issue, ana: User, bob: User, box: Mailbox
) -> None:
    dead = new_person(app)
    dead.email = REFUSED
    dead.save()
    followers = Followers(app.stores, app.url)
    followers.tell()
    for person in (dead, bob):
        comment(app, issue, person, "here")
    followers.tell()
    comment(app, issue, ana, "news")
    followers.tell()

    assert "news" in text_of(box.wait_for(bob.email))
