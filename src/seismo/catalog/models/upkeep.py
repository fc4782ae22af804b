from django.db import models

from seismo.model.retention import Kind


class StoredDay(models.Model):
    """How much a project stored of a kind on one UTC day of receipt, and still has.

    Written in the transaction that commits it, so that pages and retention know what is stored without
    looking at it. Not a foreign key: what a deleted project stored still has to be found and removed.
    """

    project_id = models.BigIntegerField()
    day = models.DateField()
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in Kind])
    items = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    """Bytes of payloads, packed rows and blobs, as they were written."""
    removed = models.PositiveBigIntegerField(default=0)
    """Items that were taken out while the rest of the day stayed: erased, or more than the disk holds."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project_id", "day", "kind"], name="stored_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.day}"


class Chore(models.Model):
    """Something that is done by the clock, by one server at a time."""

    name = models.CharField(max_length=32, primary_key=True)
    due = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Regrouped(models.Model):
    """An event that is counted under another hash than its payload says, while a replay is under way."""

    partition = models.IntegerField()
    offset = models.BigIntegerField()
    row = models.IntegerField()
    hash = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partition", "offset", "row"], name="regrouped_once"),
        ]

    def __str__(self) -> str:
        return self.hash


class ToldThrough(models.Model):
    """Up to which change of the outbox somebody who reads it has done their work."""

    reader = models.CharField(max_length=32, primary_key=True)
    change_id = models.BigIntegerField()

    def __str__(self) -> str:
        return self.reader
