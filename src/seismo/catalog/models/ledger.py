from django.db import models

from seismo.catalog.models.project import Project


class OutcomeCount(models.Model):
    """How many items of a category ended how, in one hour."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="outcomes")
    project_key_id = models.BigIntegerField(default=0)
    """0 when the request carried no key of the project. Not a foreign key: a NULL would not be unique."""
    hour = models.DateTimeField()
    category = models.CharField(max_length=32)
    reason = models.CharField(max_length=64, blank=True)
    """Empty for accepted items."""
    quantity = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "hour", "category", "reason", "project_key_id"],
                name="outcome_count_of_an_hour_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.reason or 'accepted'}: {self.quantity}"


class QuotaNotice(models.Model):
    """A project came near its quota of a month, or reached it: said once, for people and for alerts."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="quota_notices")
    category = models.CharField(max_length=32)
    month = models.DateField()
    """Its first day."""
    percent = models.PositiveSmallIntegerField()
    """How much of the quota was used at least: 80 or 100."""
    quota = models.PositiveBigIntegerField()
    """As it was then."""
    happened = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "category", "month", "percent"], name="quota_notice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % of {self.quota} of {self.category} in {self.month:%Y-%m}"


class Progress(models.Model):
    """How far a partition of the journal is digested, and who may digest it."""

    partition = models.IntegerField(primary_key=True)
    offset = models.BigIntegerField(default=0)
    holder = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"partition {self.partition} at {self.offset}"
