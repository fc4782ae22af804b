"""What happened to an issue, in sentences, and what people say about it."""

import re
from dataclasses import dataclass
from itertools import pairwise

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe

from seismo.actions.comments import MENTION
from seismo.catalog.models import Comment, Issue, IssueChange, User
from seismo.model.access import Permission
from seismo.queries.events import changes
from seismo.web.http import access, signed_in_user


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an issue's activity."""

    change: IssueChange
    who: str
    """Empty where nobody did it: then the sentence stands alone."""
    sentence: SafeString
    comment: Comment | None
    may_edit: bool
    may_delete: bool

    @property
    def is_edited(self) -> bool:
        return self.comment is not None and self.comment.edited is not None


def entries_of(request: HttpRequest, issue: Issue, most: int) -> list[Entry]:
    """The newest first."""
    user, person = signed_in_user(request), access(request)
    may_comment = person.may(Permission.COMMENT, issue.project)
    manages = person.may(Permission.MANAGE_PROJECT, issue.project)
    found = []
    for change in changes(issue, most):
        is_own = may_comment and change.comment is not None and change.user_id == user.pk
        may_delete = change.comment is not None and (is_own or manages)
        who = _name_of(change.user) if change.user else ""
        found.append(Entry(change, who, _sentence(change), change.comment, is_own, may_delete))
    return found


def _name_of(user: User) -> str:
    return user.name or user.email


def _sentence(change: IssueChange) -> SafeString:
    """What is said of the change, with links to the issues that it names."""
    text = str(escape(change.said))
    for name in filter(None, re.split(r"[,\s]+", change.other)):
        url = reverse("issue", args=[name])
        text = text.replace(str(escape(name)), f'<a class="link" href="{url}">{escape(name)}</a>')
    return mark_safe(text)  # noqa: S308 -- the sentence is escaped, the links are ours


def said_in(comment: Comment) -> SafeString:
    """A comment's text: web addresses are links, mentions stand out, the rest is text."""
    places = [0]
    for mention in MENTION.finditer(comment.text):
        places += mention.span()
    pieces = pairwise([*places, len(comment.text)])
    return mark_safe(  # noqa: S308 -- every piece is escaped
        "".join(
            f'<b class="mention">{escape(comment.text[start:end])}</b>'
            if number % 2
            else urlize(comment.text[start:end], nofollow=True, autoescape=True)
            for number, (start, end) in enumerate(pieces)
        )
    )
