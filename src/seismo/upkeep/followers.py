"""Tells people by mail what happened to issues that they follow."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
import structlog
from django.db.models import Max

from seismo.catalog.access import access_to
from seismo.catalog.models import IssueChange, Subscription, SubscriptionReason, ToldThrough, User
from seismo.model.change import detail_of
from seismo.model.issue import ChangeKind, short_id
from seismo.model.mail import Link, Mail
from seismo.model.notifications import MAILED, Notifications
from seismo.ports.mailer import MailFailed, MailRefused
from seismo.ports.stores import Stores

logger = structlog.get_logger("seismo.mail")

READER = "mail"
AT_ONCE = 200
"""Changes that are read together; of all of them a person gets one mail."""
PATIENCE = 60 * 60.0
"""Seconds for which a mail that cannot be handed over is tried again."""
MOST_WAITING = 500


@dataclass(frozen=True, slots=True)
class _Waiting:
    mail: Mail
    since: float


class Followers:
    """Sends, remembers what could not be sent, and tries that again."""

    def __init__(self, stores: Stores, url: str) -> None:
        """`url` is the server's public address."""
        self._stores = stores
        self._url = url
        self._waiting: list[_Waiting] = []

    def tell(self) -> None:
        """Of what happened since the last time. Without mail it passes over it: news do not keep.

        What happened before the first time is no news either.
        """
        told, _ = ToldThrough.objects.get_or_create(
            reader=READER, defaults={"change_id": _newest()}
        )
        through, changes = _since(told.change_id)
        if self._stores.mailer.is_configured:
            now = self._stores.clock.now()
            news = [_Waiting(mail, now) for mail in mails_about(changes, self._url)]
            self._send([*self._waiting, *news], now)
        if through != told.change_id:
            ToldThrough.objects.filter(reader=READER).update(change_id=through)

    def _send(self, mails: list[_Waiting], now: float) -> None:
        """The first that fails ends this round: each waits for the mail server as long."""
        for sent, each in enumerate(mails):
            try:
                self._stores.mailer.send(each.mail)
            except MailRefused as refusal:
                logger.warning("mail.refused", to=each.mail.to, detail=str(refusal))
            except MailFailed as failure:
                self._keep([*mails[sent + 1 :], each], now)
                logger.warning("mail.failed", waiting=len(self._waiting), detail=str(failure))
                return
        self._waiting = []

    def _keep(self, mails: list[_Waiting], now: float) -> None:
        young = [each for each in mails if now - each.since < PATIENCE]
        self._waiting = young[-MOST_WAITING:]
        if len(self._waiting) < len(mails):
            logger.warning("mail.dropped", mails=len(mails) - len(self._waiting))


def _newest() -> int:
    return IssueChange.objects.aggregate(last=Max("pk"))["last"] or 0


def _since(told: int) -> tuple[int, list[IssueChange]]:
    """What there is to tell, and the place up to which everything is told then."""
    newest = _newest()
    changes = list(
        IssueChange.objects.filter(pk__gt=told, pk__lte=newest, kind__in=MAILED)
        .select_related("issue__project", "user", "comment")
        .order_by("pk")[:AT_ONCE]
    )
    return (changes[-1].pk if len(changes) == AT_ONCE else max(told, newest)), changes


def mails_about(changes: Iterable[IssueChange], url: str) -> list[Mail]:
    """One for each person who wants to hear of any of them."""
    by_issue: dict[int, list[IssueChange]] = defaultdict(list)
    for change in changes:
        by_issue[change.issue_id].append(change)
    following = Subscription.objects.filter(
        issue__in=list(by_issue), is_active=True, user__is_active=True
    ).select_related("user")
    news: dict[int, list[IssueChange]] = defaultdict(list)
    people: dict[int, tuple[User, str]] = {}
    for each in following:
        wanted = [change for change in by_issue[each.issue_id] if _is_wanted(change, each.user)]
        if wanted and _sees(each.user, wanted[0]):
            news[each.user_id] += wanted
            people[each.user_id] = (each.user, SubscriptionReason(each.reason).label)
    return [_mail(*people[user_id], found, url) for user_id, found in news.items()]


def _is_wanted(change: IssueChange, user: User) -> bool:
    assignee = detail_of(change.detail).assignee
    return msgspec.convert(user.notifications, Notifications).wants(
        ChangeKind(change.kind),
        is_own=change.user_id == user.pk,
        to_them=assignee is not None and assignee.user_id == user.pk,
    )


def _sees(user: User, change: IssueChange) -> bool:
    """Who left the team hears no more of its issues."""
    project = change.issue.project
    access = access_to(user, project.organization_id)
    return access is not None and project.pk in access.project_ids


def _mail(user: User, reason: str, changes: list[IssueChange], url: str) -> Mail:
    changes.sort(key=lambda change: change.pk)
    last = changes[-1]
    if len({change.issue_id for change in changes}) == 1:
        subject = f"{_name(last)}: {_sentence(last)}"
        link = Link("Look at the issue", f"{url}/issues/{_name(last)}/")
        why = f"{reason}."
    else:
        subject = f"{len(changes)} things happened to issues that you follow"
        link = Link("Look at your issues", f"{url}/issues/")
        why = "You follow these issues."
    return Mail(
        to=user.email,
        subject=subject,
        paragraphs=tuple(_paragraph(change) for change in changes),
        link=link,
        reason=f"{why} Which mails you get, your settings say: {url}/preferences/notifications/",
    )


def _name(change: IssueChange) -> str:
    return short_id(change.issue.project.short_id_prefix, change.issue.number)


def _paragraph(change: IssueChange) -> str:
    lines = [f"{_name(change)}  {change.issue.title}", _sentence(change)]
    return "\n".join([*lines, change.comment.text] if change.comment else lines)


def _sentence(change: IssueChange) -> str:
    if change.user is None:
        return change.said
    return f"{change.user.name or change.user.email} {change.said}"
