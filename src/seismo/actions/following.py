"""What a person keeps for themselves of issues: bookmarks, and what they hear of.

Everybody who sees an issue may, also who may change nothing.
"""

from collections.abc import Sequence

from django.db import transaction

from seismo.catalog import following
from seismo.catalog.models import Bookmark, Issue, Subscription, SubscriptionReason, User
from seismo.model.clock import from_unix


def bookmark(issues: Sequence[Issue], user: User, now: float, *, is_wanted: bool) -> None:
    """`now` in unix seconds. Whoever bookmarks an issue hears of it."""
    if not is_wanted:
        Bookmark.objects.filter(issue__in=issues, user=user).delete()
        return
    with transaction.atomic():
        Bookmark.objects.bulk_create(
            [Bookmark(issue=issue, user=user, created=from_unix(now)) for issue in issues],
            ignore_conflicts=True,
        )
        ids = [issue.pk for issue in issues]
        following.subscribe(ids, [user.pk], SubscriptionReason.BOOKMARKED)


def subscribe(issues: Sequence[Issue], user: User, *, is_wanted: bool) -> None:
    """Who unsubscribes hears no more of it, whatever happens."""
    Subscription.objects.bulk_create(
        [
            Subscription(
                issue=issue, user=user, reason=SubscriptionReason.BY_HAND, is_active=is_wanted
            )
            for issue in issues
        ],
        update_conflicts=True,
        unique_fields=["issue", "user"],
        update_fields=["reason", "is_active"],
    )
