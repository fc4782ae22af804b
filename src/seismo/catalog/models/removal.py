"""Issues that people deleted, and what is not to come back."""

from django.db import models

from seismo.catalog.models.project import Project
from seismo.catalog.models.user import User


class Removal(models.Model):
    """Events of a deleted issue that are still stored. Its row goes when they are gone."""

    project_id = models.BigIntegerField()
    hashes = models.JSONField()
    """Grouping hashes."""
    through = models.JSONField()
    """The offset by partition up to which events are removed: what came later is another issue's."""
    asked = models.DateTimeField()

    def __str__(self) -> str:
        return f"events of project {self.project_id}"


class Discard(models.Model):
    """An issue that was deleted for good: what would belong to it is dropped."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="discards")
    number = models.PositiveBigIntegerField()
    """Of the issue's short id."""
    title = models.CharField(max_length=512)
    culprit = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=8)
    user = models.ForeignKey(User, models.SET_NULL, null=True)
    happened = models.DateTimeField()
    times_dropped = models.PositiveBigIntegerField(default=0)
    last_dropped = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class DiscardedHash(models.Model):
    """A grouping hash whose events are dropped."""

    project = models.ForeignKey(Project, models.CASCADE)
    discard = models.ForeignKey(Discard, models.CASCADE, related_name="hashes")
    hash = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "hash"], name="discarded_hash_once"),
        ]

    def __str__(self) -> str:
        return self.hash
