"""Searches that people keep."""

from django.db import models

from seismo.catalog.models.organization import Organization
from seismo.catalog.models.user import User


class SavedSearch(models.Model):
    """A view of the stream with a name: its owner's, or everybody's."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="searches")
    owner = models.ForeignKey(User, models.SET_NULL, null=True)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2_000)
    """The query string of the stream's address."""
    is_shared = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "owner", "name"], name="saved_search_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PinnedSearch(models.Model):
    """The saved search with which a person's stream opens."""

    organization = models.ForeignKey(Organization, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)
    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="pins")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="pinned_search_once"),
        ]

    def __str__(self) -> str:
        return f"{self.search_id} for {self.user_id}"


class RecentSearch(models.Model):
    """A search that a person made."""

    organization = models.ForeignKey(Organization, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)
    text = models.CharField(max_length=500)
    used = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user", "text"], name="recent_search_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text
