"""What a person may change about a whole organization."""

from django.db import IntegrityError, transaction

from seismo.actions.permission import require
from seismo.actions.settings import change_section
from seismo.catalog.audit import note
from seismo.catalog.models import Organization, User
from seismo.catalog.slugs import SlugTaken
from seismo.model.access import Membership, Permission
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
