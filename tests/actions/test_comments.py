"""Comments, whom they reach, and what people keep for themselves."""

import uuid

import pytest
from support.app import App, TestProject, error

from seismo.actions.comments import add_comment, delete_comment, edit_comment, mentions
from seismo.actions.following import bookmark, subscribe
from seismo.actions.refused import Refused
from seismo.catalog.models import Bookmark, Comment, Issue, Member, Subscription, Team, User
from seismo.catalog.people import create_user


@pytest.fixture
def issue(app: App, project: TestProject) -> Issue:
    app.send(project, error())
    return Issue.objects.get(project_id=project.id)


@pytest.fixture
def person(app: App) -> User:
    return User.objects.get(email="owner@example.test")


@pytest.fixture
def colleague(app: App) -> User:
    return create_user(app.organization, f"c{uuid.uuid4().hex}@example.test", None)


def reasons(issue: Issue, user: User) -> list[str]:
    rows = Subscription.objects.filter(issue=issue, user=user, is_active=True)
    return list(rows.values_list("reason", flat=True))


def test_a_comment_is_in_the_activity(app: App, issue: Issue, person: User) -> None:
    made = add_comment(issue, person, " It is the card reader. ", app.clock.now())

    change = issue.changes.get(kind="commented")
    assert (change.comment, change.user, made.text) == (made, person, "It is the card reader.")
    assert reasons(issue, person) == ["comment"]


@pytest.mark.parametrize("text", ["", " \n", "x" * 20_001], ids=["empty", "blank", "too long"])
def test_a_comment_has_some_words_but_not_too_many(
    app: App, issue: Issue, person: User, text: str
) -> None:
    with pytest.raises(Refused):
        add_comment(issue, person, text, app.clock.now())


def test_a_deleted_comment_leaves_the_activity(app: App, issue: Issue, person: User) -> None:
    delete_comment(add_comment(issue, person, "Oops", app.clock.now()), person)

    assert not issue.changes.filter(kind="commented").exists()


def test_only_who_wrote_a_comment_changes_it(
    app: App, issue: Issue, person: User, colleague: User
) -> None:
    made = add_comment(issue, colleague, "Mine", app.clock.now())

    with pytest.raises(Refused):
        edit_comment(made, person, "Yours", app.clock.now())
    edit_comment(made, colleague, "Still mine", app.clock.now())

    now = Comment.objects.get(pk=made.pk)
    assert (now.text, now.edited is not None) == ("Still mine", True)


def test_who_is_mentioned_hears_of_the_issue(
    app: App, issue: Issue, person: User, colleague: User
) -> None:
    name = colleague.email.partition("@")[0]

    add_comment(issue, person, f"Please look, @{name}.", app.clock.now())

    assert reasons(issue, colleague) == ["mentioned"]


def test_a_mentioned_team_hears_of_the_issue(
    app: App, issue: Issue, person: User, colleague: User
) -> None:
    slug = f"team-{uuid.uuid4().hex}"
    team = Team.objects.create(organization=app.organization, slug=slug, name="Team")
    team.members.add(Member.objects.get(user=colleague))

    add_comment(issue, person, f"For #{slug}", app.clock.now())

    assert reasons(issue, colleague) == ["team_mentioned"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@ana: look", [("@", "ana")]),
        ("@Ana.Lee@example.com, and #web-team.", [("@", "ana.lee@example.com"), ("#", "web-team")]),
        ("ana@example.com and a#b are no mentions", []),
    ],
)
def test_a_mention_begins_a_word(text: str, found: list[tuple[str, str]]) -> None:
    assert mentions(text) == found


def test_a_bookmark_subscribes_and_goes_again(app: App, issue: Issue, person: User) -> None:
    bookmark([issue], person, app.clock.now(), is_wanted=True)
    kept = Bookmark.objects.filter(issue=issue, user=person).count(), reasons(issue, person)
    bookmark([issue], person, app.clock.now(), is_wanted=False)

    assert kept == (1, ["bookmark"])
    assert not Bookmark.objects.filter(issue=issue, user=person).exists()


def test_who_unsubscribed_is_not_subscribed_again(app: App, issue: Issue, person: User) -> None:
    subscribe([issue], person, is_wanted=False)

    add_comment(issue, person, "Still here", app.clock.now())

    assert reasons(issue, person) == []
