"""Who hears of what happens to an issue."""

from collections.abc import Collection

from seismo.catalog.models import Member, Subscription, SubscriptionReason


def subscribe(
    issue_ids: Collection[int], user_ids: Collection[int], reason: SubscriptionReason
) -> None:
    """Whoever is subscribed already, or unsubscribed by hand, stays as they are."""
    Subscription.objects.bulk_create(
        [
            Subscription(issue_id=issue_id, user_id=user_id, reason=reason)
            for issue_id in issue_ids
            for user_id in user_ids
        ],
        ignore_conflicts=True,
    )


def members_of(team_id: int) -> list[int]:
    """The users in a team."""
    return list(Member.objects.filter(teams=team_id).values_list("user_id", flat=True))
