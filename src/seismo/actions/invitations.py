"""Inviting people into an organization by a link that works once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from seismo.actions.members import may_invite_as
from seismo.actions.permission import require
from seismo.actions.refused import Refused
from seismo.catalog.access import Access
from seismo.catalog.audit import note
from seismo.catalog.models import Invitation, Member, Organization, Team, TeamMember, User
from seismo.catalog.people import hashed
from seismo.model.access import Permission, Role
from seismo.model.audit import AuditEvent

VALID_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and its token, which nobody can learn again."""

    invitation: Invitation
    token: str


class NoInvitation(Exception):
    """The link was used, taken back or replaced, or is too old."""


def invite(
    user: User,
    organization: Organization,
    *,
    email: str,
    role: Role,
    teams: Sequence[Team],
    now: datetime,
) -> Invited:
    """Offer a place; one that the same mail address was offered before is replaced.

    Raises PermissionDenied, and Refused for somebody who is a member already.
    """
    access = require(user, organization, Permission.MANAGE_MEMBERS)
    _require_role(access, role)
    address = email.strip().lower()
    if address and organization.members.filter(user__email=address).exists():
        raise Refused(f"{address} is a member already. Change the role below.")
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        if address:
            organization.invitations.filter(email=address).delete()
        made = Invitation.objects.create(
            organization=organization,
            email=address,
            role=role,
            token_hash=hashed(token),
            invited_by=user,
            created=now,
            expires=now + VALID_FOR,
        )
        made.teams.set(teams)
        note(user, organization, AuditEvent.MEMBER_INVITE, str(made), role=role.value)
    return Invited(made, token)


def renew(user: User, invitation: Invitation, now: datetime) -> Invited:
    """A new link, good for as long as a first one; the old one stops working. Raises PermissionDenied."""
    access = require(user, invitation.organization, Permission.MANAGE_MEMBERS)
    _require_role(access, Role(invitation.role))
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        invitation.token_hash = hashed(token)
        invitation.invited_by = user
        invitation.expires = now + VALID_FOR
        invitation.save(update_fields=["token_hash", "invited_by", "expires"])
        note(user, access.organization, AuditEvent.MEMBER_REINVITE, str(invitation))
    return Invited(invitation, token)


def revoke(user: User, invitation: Invitation) -> None:
    """Raises PermissionDenied."""
    access = require(user, invitation.organization, Permission.MANAGE_MEMBERS)
    with transaction.atomic():
        note(user, access.organization, AuditEvent.MEMBER_REVOKE_INVITE, str(invitation))
        invitation.delete()


def accept_new(token: str, name: str, email: str, password: str, now: datetime) -> User:
    """Make a user of whoever has the link, and a member of the user.

    Raises NoInvitation, and IntegrityError when the mail address has a user already: the link stays good.
    """
    with transaction.atomic():
        invitation = _claim(token, now)
        user = User.objects.create_user(email, password, name=name)
        _join(user, invitation)
    return user


def accept(user: User, token: str, now: datetime) -> Member:
    """Make a member of a user. Raises NoInvitation, and Refused for a member; the link then stays good."""
    with transaction.atomic():
        invitation = _claim(token, now)
        if invitation.organization.members.filter(user=user).exists():
            raise Refused(f"You are a member of {invitation.organization.name} already.")
        return _join(user, invitation)


def _claim(token: str, now: datetime) -> Invitation:
    found = (
        Invitation.objects.select_for_update()
        .filter(token_hash=hashed(token), expires__gt=now)
        .first()
    )
    if found is None:
        raise NoInvitation
    return found


def _join(user: User, invitation: Invitation) -> Member:
    organization = invitation.organization
    member = Member.objects.create(organization=organization, user=user, role=invitation.role)
    TeamMember.objects.bulk_create(
        TeamMember(team=team, member=member) for team in invitation.teams.all()
    )
    note(user, organization, AuditEvent.MEMBER_ACCEPT_INVITE, user.email, role=invitation.role)
    invitation.delete()
    return member


def _require_role(access: Access, role: Role) -> None:
    if not may_invite_as(access.role, role):
        raise PermissionDenied(access.refusal(Permission.MANAGE_OWNERS))
