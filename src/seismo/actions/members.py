"""What people may do about the members of an organization."""

from django.db import transaction

from seismo.actions.permission import require
from seismo.actions.refused import Refused
from seismo.catalog.access import Access
from seismo.catalog.audit import note
from seismo.catalog.models import Issue, Member, Subscription, User
from seismo.model.access import Membership, Permission, Role, is_allowed, may_give
from seismo.model.audit import AuditEvent


def change_role(user: User, member: Member, role: Role) -> None:
    """Raises PermissionDenied, and Refused where nobody would be left to own the organization."""
    access = require(user, member.organization, Permission.MANAGE_MEMBERS)
    was = Role(member.role)
    if Role.OWNER in (was, role) and was is not role:
        require(user, member.organization, Permission.MANAGE_OWNERS)
    if was is role:
        return
    with transaction.atomic():
        _keep_an_owner(member, was)
        member.role = role
        member.save(update_fields=["role"])
        _withdraw(member, role)
        note(
            user,
            access.organization,
            AuditEvent.MEMBER_EDIT,
            member.user.email,
            was=was.value,
            role=role.value,
        )


def remove_member(user: User, member: Member) -> None:
    """Take somebody, or oneself, out of the organization and its teams. The user goes on to exist.

    Their issues are nobody's afterwards, so that somebody else takes them, and no issue tells them anything.

    Raises PermissionDenied, and Refused where nobody would be left to own the organization.
    """
    organization = member.organization
    was = Role(member.role)
    if member.user_id != user.pk:
        require(user, organization, Permission.MANAGE_MEMBERS)
        if was is Role.OWNER:
            require(user, organization, Permission.MANAGE_OWNERS)
    with transaction.atomic():
        _keep_an_owner(member, was)
        _withdraw(member, None)
        _let_go_of_issues(member)
        note(user, organization, AuditEvent.MEMBER_REMOVE, member.user.email, role=was.value)
        member.delete()


def may_change(access: Access, member: Member) -> bool:
    """Whether the role of the member may be changed, and the member removed."""
    needed = Permission.MANAGE_OWNERS if member.role == Role.OWNER else Permission.MANAGE_MEMBERS
    return access.may(needed)


def roles_to_give(access: Access) -> list[Role]:
    """Those that somebody with this access may hand out."""
    return [role for role in Role if may_invite_as(access.role, role)]


def may_invite_as(own: Role, given: Role) -> bool:
    return may_give(own, given) and is_allowed(Permission.MANAGE_MEMBERS, own, Membership())


def _keep_an_owner(member: Member, was: Role) -> None:
    owners = Member.objects.select_for_update().filter(
        organization=member.organization_id, role=Role.OWNER
    )
    if was is Role.OWNER and not owners.exclude(pk=member.pk).exists():
        raise Refused(
            f"{member.user} is the last owner. Make somebody else an owner first:"
            " without one, nobody could."
        )


def _let_go_of_issues(member: Member) -> None:
    issues = Issue.objects.filter(project__organization=member.organization_id)
    issues.filter(assigned_user=member.user_id).update(assigned_user=None)
    Subscription.objects.filter(
        user=member.user_id, issue__project__organization=member.organization_id
    ).delete()


def _withdraw(member: Member, role: Role | None) -> None:
    """End the invitations of somebody who, with this role, could not have made them."""
    for invitation in member.organization.invitations.filter(invited_by=member.user_id):
        if role is None or not may_invite_as(role, Role(invitation.role)):
            invitation.delete()
