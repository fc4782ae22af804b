"""What people do with issues beyond changing their state."""

from django.db import models

from seismo.catalog.models.issue import Issue
from seismo.catalog.models.user import User


class Comment(models.Model):
    """What somebody said about an issue. Plain text."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="comments")
    user = models.ForeignKey(User, models.SET_NULL, null=True)
    text = models.TextField()
    created = models.DateTimeField()
    edited = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.text[:80]


class Bookmark(models.Model):
    """An issue that somebody wants to find again."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="bookmarks")
    user = models.ForeignKey(User, models.CASCADE, related_name="bookmarks")
    created = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "user"], name="bookmark_once"),
        ]

    def __str__(self) -> str:
        return f"issue {self.issue_id} for user {self.user_id}"


class SubscriptionReason(models.TextChoices):
    """Why somebody hears of an issue."""

    BY_HAND = "by_hand", "You subscribed to it"
    COMMENTED = "comment", "You commented on it"
    ASSIGNED = "assigned", "It is assigned to you"
    BOOKMARKED = "bookmark", "You bookmarked it"
    CHANGED = "status_change", "You changed its state"
    MENTIONED = "mentioned", "You were mentioned in a comment"
    TEAM_MENTIONED = "team_mentioned", "Your team was mentioned in a comment"


class Subscription(models.Model):
    """Whether somebody hears of what happens to an issue. Who unsubscribed is not subscribed again."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="subscriptions")
    user = models.ForeignKey(User, models.CASCADE, related_name="subscriptions")
    reason = models.CharField(max_length=16, choices=SubscriptionReason.choices)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "user"], name="subscription_once"),
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} to issue {self.issue_id}"


class UndoStep(models.Model):
    """What somebody did to some issues, for as long as it can be taken back."""

    user = models.ForeignKey(User, models.CASCADE)
    made = models.DateTimeField()
    kind = models.CharField(max_length=16)
    """A `ChangeKind`."""
    snapshots = models.JSONField()
    """The issues before and after, as `seismo.actions.undoing` writes them."""

    def __str__(self) -> str:
        return f"{self.kind} by user {self.user_id}"
