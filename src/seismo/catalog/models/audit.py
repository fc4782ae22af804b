from django.db import models

from seismo.catalog.models.organization import Organization
from seismo.catalog.models.user import User


class AuditEntry(models.Model):
    """What somebody did that others may have to know of."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="audit_entries")
    happened = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(User, models.SET_NULL, null=True)
    actor_name = models.CharField(max_length=254)
    """The mail address, which outlives the user."""
    address = models.CharField(max_length=45, blank=True)
    """The IP address that the request came from."""
    event = models.CharField(max_length=64)
    """A `model.audit.AuditEvent`."""
    target = models.CharField(max_length=254)
    """Whom or what it was done to, as people call it."""
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["organization", "-id"], name="audit_log")]

    def __str__(self) -> str:
        return f"{self.event} of {self.target}"
