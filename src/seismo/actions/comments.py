"""What people say about an issue. Whom they mention hears of it from then on."""

import re
from collections.abc import Iterable

from django.db import transaction

from seismo.actions.permission import require
from seismo.actions.refused import Refused
from seismo.catalog import following
from seismo.catalog import issues as catalog
from seismo.catalog.models import Comment, Issue, Member, SubscriptionReason, Team, User
from seismo.model.access import Permission
from seismo.model.clock import from_unix
from seismo.model.issue import ChangeKind

MAX_TEXT = 20_000
"""Characters."""
MENTION = re.compile(r"(?<![\w@#])([@#])([\w.+-]+(?:@[\w.-]+\w)?)")


def add_comment(issue: Issue, user: User, text: str, now: float) -> Comment:
    """`now` in unix seconds. Raises PermissionDenied, and Refused for a text of no or too many words."""
    require(user, issue.project, Permission.COMMENT)
    said = _checked(text)
    with transaction.atomic():
        made = Comment.objects.create(issue=issue, user=user, text=said, created=from_unix(now))
        catalog.add_note(issue, ChangeKind.COMMENTED, now, user=user, comment=made)
        following.subscribe([issue.pk], [user.pk], SubscriptionReason.COMMENTED)
        _subscribe_mentioned(issue, said)
    return made


def edit_comment(comment: Comment, user: User, text: str, now: float) -> None:
    """One's own only. Raises PermissionDenied and Refused as `add_comment` does."""
    require(user, comment.issue.project, Permission.COMMENT)
    if comment.user_id != user.pk:
        raise Refused("Only who wrote a comment may change it.")
    comment.text, comment.edited = _checked(text), from_unix(now)
    with transaction.atomic():
        comment.save(update_fields=["text", "edited"])
        _subscribe_mentioned(comment.issue, comment.text)


def delete_comment(comment: Comment, user: User) -> None:
    """One's own; who manages the project may delete those of others. Raises PermissionDenied."""
    is_own = comment.user_id == user.pk
    permission = Permission.COMMENT if is_own else Permission.MANAGE_PROJECT
    require(user, comment.issue.project, permission)
    comment.delete()


def _checked(text: str) -> str:
    said = text.strip().replace("\x00", "")
    if not said:
        raise Refused("Write something before you send it.")
    if len(said) > MAX_TEXT:
        raise Refused(f"A comment has at most {MAX_TEXT:,} characters, and this one {len(said):,}.")
    return said


def mentions(text: str) -> list[tuple[str, str]]:
    """The signs and names of all that a text mentions: `@ana`, `@ana@example.com`, `@backend`, `#backend`."""
    return [(sign, name.rstrip(".-").lower()) for sign, name in MENTION.findall(text)]


def _subscribe_mentioned(issue: Issue, text: str) -> None:
    named = mentions(text)
    if not named:
        return
    owner = issue.project.organization_id
    people = {name for sign, name in named if sign == "@"}
    members = Member.objects.filter(organization_id=owner).select_related("user")
    found = [member.user_id for member in members if people.intersection(_names_of(member.user))]
    following.subscribe([issue.pk], found, SubscriptionReason.MENTIONED)
    teams = Team.objects.filter(organization_id=owner, slug__in={name for _, name in named})
    for team in teams:
        everybody = following.members_of(team.pk)
        following.subscribe([issue.pk], everybody, SubscriptionReason.TEAM_MENTIONED)


def _names_of(user: User) -> Iterable[str]:
    """By which somebody is mentioned: the mail address, what stands before its @, the name without spaces."""
    email = user.email.lower()
    return {email, email.partition("@")[0], "".join(user.name.lower().split())}
