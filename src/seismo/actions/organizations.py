"""What a person may change about a whole organization."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from seismo.actions.permission import require
from seismo.actions.refused import Refused
from seismo.actions.settings import change_section
from seismo.catalog.audit import note
from seismo.catalog.models import Member, Organization, Team, TeamMember, User
from seismo.catalog.slugs import SlugTaken, slug_like
from seismo.model.access import Membership, Permission, Role, TeamRole
from seismo.model.audit import AuditEvent
from seismo.model.project import NewProjects


def change_organization(
    user: User,
    organization: Organization,
    name: str,
    slug: str,
    sections: tuple[Membership, NewProjects],
) -> None:
    """Its name, the word in addresses, who may see and make what, and how projects begin.

    Raises PermissionDenied and SlugTaken.
    """
    require(user, organization, Permission.MANAGE_ORGANIZATION)
    was = organization.slug
    try:
        with transaction.atomic():
            organization.name = name.strip()
            organization.slug = slug
            organization.save(update_fields=["name", "slug"])
            for value in sections:
                change_section(user, organization, value)
            facts = {"section": "general", "name": organization.name, "was": was}
            note(user, organization, AuditEvent.ORG_EDIT, slug, **facts)
    except IntegrityError:
        raise SlugTaken(
            f"Another organization of this server has “{slug}”; choose another word."
        ) from None


def may_create_organizations(user: User) -> bool:
    return user.is_superuser


def create_organization(user: User, name: str) -> Organization:
    """With its maker as owner and a first team. Raises PermissionDenied and Refused."""
    if not may_create_organizations(user):
        raise PermissionDenied("Only a superuser of this server may make organizations.")
    slug = slug_like(name, Organization.objects.values_list("slug", flat=True), "organization")
    if not slug:
        raise Refused("A name needs at least one letter or digit.")
    with transaction.atomic():
        made = Organization.objects.create(slug=slug, name=name.strip()[:100])
        owner = Member.objects.create(organization=made, user=user, role=Role.OWNER)
        team = Team.objects.create(organization=made, slug="everyone", name="Everyone")
        TeamMember.objects.create(team=team, member=owner, role=TeamRole.ADMIN)
        note(user, made, AuditEvent.ORG_CREATE, made.slug)
    return made
