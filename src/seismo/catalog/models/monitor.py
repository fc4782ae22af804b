from django.db import models

from seismo.catalog.models.project import Project


class Monitor(models.Model):
    """A job that sends check-ins: what it is called and when it is due."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="monitors")
    slug = models.CharField(max_length=50)
    config = models.JSONField()
    """A `model.monitor.MonitorConfig`."""
    created = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "slug"], name="monitor_slug_once"),
        ]

    def __str__(self) -> str:
        return self.slug
