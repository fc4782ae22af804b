"""Which alerts the application sent by itself."""

from typing import ClassVar, Self

from django.db import models


class AlertLog(models.Model):
    created = models.DateTimeField(db_index=True)
    rule = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    channel = models.CharField(max_length=200)
    is_sent = models.BooleanField(db_index=True)
    problem = models.CharField(max_length=500, blank=True)
    """Why it was not sent."""

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        ordering = ("-created", "-pk")
        verbose_name = "alert"

    def __str__(self) -> str:
        return self.title
