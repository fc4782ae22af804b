"""The one table of feedback, in the application's database."""

import uuid
from typing import ClassVar, Self

from django.db import models


def new_id() -> str:
    return uuid.uuid4().hex


class Feedback(models.Model):
    class Status(models.TextChoices):
        PENDING = "pending", "not delivered yet"
        SENT = "sent", "delivered"
        SPAM = "spam", "looks like spam"

    feedback_id = models.CharField(max_length=32, unique=True, default=new_id, editable=False)
    """The id under which it is forwarded: sent twice, it is still stored once."""
    created = models.DateTimeField(db_index=True)
    status = models.CharField(
        max_length=8, choices=Status.choices, default=Status.PENDING, db_index=True
    )
    message = models.TextField()
    name = models.CharField(max_length=100, blank=True)
    email = models.CharField(max_length=254, blank=True)
    event_id = models.CharField(max_length=32, blank=True, db_index=True)
    request_id = models.CharField(max_length=64, blank=True, db_index=True)
    route = models.CharField(max_length=255, blank=True)
    user_id = models.CharField(max_length=255, blank=True)
    is_mailed = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        ordering = ("-created", "-pk")
        verbose_name = "feedback"
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return self.message[:60]
