from django.db import models
from django.db.models import Q

from seismo.catalog.models.organization import Organization
from seismo.catalog.models.user import User


class ApiToken(models.Model):
    """A token for the API: a person's own, or an organization's. Only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="tokens")
    organization = models.ForeignKey(Organization, models.CASCADE, null=True, related_name="tokens")
    name = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    """The last characters, by which people recognize it."""
    scopes = models.JSONField(default=list)
    """As they were chosen: see `seismo.model.token.granted`."""
    maker = models.ForeignKey(User, models.SET_NULL, null=True, related_name="made_tokens")
    created = models.DateTimeField()
    expires = models.DateTimeField(null=True)
    last_used = models.DateTimeField(null=True)
    """To the minute."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None) ^ Q(organization=None), name="token_has_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.name
