"""Organizations, their members, and how the first of them gets in."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from seismo.catalog.models import Member, Organization, SetupLink, Team, User
from seismo.model.access import Role

SEEN_EVERY = timedelta(minutes=15)


def first_organization() -> Organization:
    """The organization of this server, made with its first team when there is none yet."""
    organization = Organization.objects.order_by("id").first()
    if organization is None:
        organization = Organization.objects.create(slug="main", name="Main")
        Team.objects.create(organization=organization, slug="everyone", name="Everyone")
    return organization


def make_setup_link(organization: Organization) -> str:
    """A fresh one-time token; the ones made before stop working."""
    token = secrets.token_urlsafe(24)
    SetupLink.objects.filter(organization=organization, used=None).delete()
    SetupLink.objects.create(organization=organization, token_hash=hashed(token))
    return token


def find_setup_link(token: str) -> SetupLink | None:
    """The unused link with this token."""
    return SetupLink.objects.filter(token_hash=hashed(token), used=None).first()


def use_setup_link(token: str, email: str, password: str, now: datetime) -> User | None:
    """The first owner, or None when the link was used meanwhile. Raises IntegrityError on a known email."""
    with transaction.atomic():
        claimed = SetupLink.objects.filter(token_hash=hashed(token), used=None).update(used=now)
        if not claimed:
            return None
        link = SetupLink.objects.get(token_hash=hashed(token))
        return create_user(link.organization, email, password, is_superuser=True)


def create_user(
    organization: Organization,
    email: str,
    password: str | None,
    *,
    is_superuser: bool = False,
    role: Role = Role.MEMBER,
) -> User:
    """A user who is a member of the organization and of its first team; a superuser owns it."""
    with transaction.atomic():
        user = User.objects.create_user(
            email, password, is_superuser=is_superuser, is_staff=is_superuser
        )
        member = Member.objects.create(
            organization=organization, user=user, role=Role.OWNER if is_superuser else role
        )
        team = organization.teams.order_by("id").first()
        if team is not None:
            team.members.add(member)
        return user


def remember_seen(user: User, now: datetime) -> None:
    """Note that somebody is here, unless that was noted a moment ago."""
    if user.last_seen is None or now - user.last_seen >= SEEN_EVERY:
        User.objects.filter(pk=user.pk).update(last_seen=now)


def has_users() -> bool:
    return User.objects.exists()


def hashed(token: str) -> str:
    """What is kept of the token of a one-time link."""
    return hashlib.sha256(token.encode()).hexdigest()
