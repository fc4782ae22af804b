from django.db import models

from seismo.catalog.models.user import User
from seismo.model.access import Role, TeamRole

ROLES = [(role.value, role.label) for role in Role]
TEAM_ROLES = [(role.value, role.value.capitalize()) for role in TeamRole]


class Organization(models.Model):
    slug = models.SlugField(unique=True, max_length=50)
    name = models.CharField(max_length=100)
    settings = models.JSONField(default=dict)
    """By section: see `seismo.catalog.settings`."""
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class Member(models.Model):
    """A user's place in an organization."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=ROLES, default=Role.MEMBER)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.organization}"


class Team(models.Model):
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="teams")
    slug = models.SlugField(max_length=50)
    name = models.CharField(max_length=100)
    members: "models.ManyToManyField[Member, TeamMember]" = models.ManyToManyField(
        Member, through="TeamMember", related_name="teams", blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "slug"], name="team_slug_once"),
        ]

    def __str__(self) -> str:
        return self.slug


class TeamMember(models.Model):
    """A member's place in a team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="places")
    member = models.ForeignKey(Member, models.CASCADE, related_name="places")
    role = models.CharField(max_length=16, choices=TEAM_ROLES, default=TeamRole.CONTRIBUTOR)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "member"], name="team_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.team}"


class Invitation(models.Model):
    """A place in an organization that waits for somebody. Only the hash of its link's token is kept."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="invitations")
    email = models.EmailField(blank=True)
    """Whom it is for; empty for whoever has the link."""
    role = models.CharField(max_length=16, choices=ROLES, default=Role.MEMBER)
    teams = models.ManyToManyField(Team, related_name="invitations", blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True)
    created = models.DateTimeField()
    expires = models.DateTimeField()

    def __str__(self) -> str:
        return self.email or f"link for a new {self.role}"


class SetupLink(models.Model):
    """The one-time link that makes the first owner. Only the hash of its token is kept."""

    organization = models.ForeignKey(Organization, models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(auto_now_add=True)
    used = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"set-up link of {self.organization}"
